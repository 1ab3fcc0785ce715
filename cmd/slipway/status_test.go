package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
)

// TestStatusTellsWhatEndsSoon: within 30 days, or already; everything with -v.
func TestStatusTellsWhatEndsSoon(t *testing.T) {
	now := time.Date(2027, 1, 10, 12, 0, 0, 0, time.UTC)
	r := &bootstrap.Report{CredentialsError: "list secrets: forbidden", Credentials: []bootstrap.Expiry{
		{Name: "cluster-eu/value", Cluster: "hub", What: "token", Expires: now.Add(-time.Hour)},
		{Name: "ca-corporate/ca.crt", Cluster: "hub", What: "certificate of Corporate", Expires: now.Add(36 * time.Hour)},
		{Name: "ca-other/ca.crt", Cluster: "hub", What: "certificate of Other", Expires: now.Add(31 * 24 * time.Hour)},
	}}
	few := "token in cluster-eu/value on hub ends on 2027-01-10, it has ended\n" +
		"certificate of Corporate in ca-corporate/ca.crt on hub ends on 2027-01-12, in 1 day\n"
	all := few + "certificate of Other in ca-other/ca.crt on hub ends on 2027-02-10, in 31 days\n" +
		"nothing is known of when credentials end: list secrets: forbidden\n"
	for _, verbose := range []bool{false, true} {
		var out bytes.Buffer
		a := &app{out: &out, verbose: verbose, now: func() time.Time { return now }}
		a.printExpiries(r)
		want := few
		if verbose {
			want = all
		}
		if out.String() != want {
			t.Errorf("verbose %t: got\n%s", verbose, out.String())
		}
	}
}
