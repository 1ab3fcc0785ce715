package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap"
)

// TestStatusTellsTenantsApart: what a team's repository lacks is told with its
// cause, and the platform's contract is kept.
func TestStatusTellsTenantsApart(t *testing.T) {
	blog := bootstrap.TenantReport{Name: "blog", Verdict: bootstrap.Verdict{Sync: "NotReady"}}
	blog.Cause, blog.Mend = "cluster hub, tenant blog: it is not there", "make it"
	r := &bootstrap.Report{Kept: true, Commit: "0123456789", Clusters: []bootstrap.ClusterReport{{Name: "hub", Tenants: []bootstrap.TenantReport{
		{Name: "shop", Verdict: bootstrap.InOrder("Ready")}, blog, {Name: "news", Verdict: bootstrap.Verdict{Sync: "Missing"}},
	}}}}
	var out bytes.Buffer
	a := &app{out: &out, now: time.Now}
	if err := a.printReport(r); err != nil {
		t.Fatal(err)
	}
	want := `CLUSTER  UNIT         VERSION  VARIANT  WAVE  SYNC      HEALTH  COMMIT
hub      tenant shop                          Ready             
hub      tenant blog                          NotReady          
hub      tenant news                          Missing           
not in order, and the team's to mend: cluster hub, tenant blog: it is not there
mend: make it
not in order, and the team's to mend: cluster hub, tenant news: Missing
the contract is kept at 01234567
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

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
