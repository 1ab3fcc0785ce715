package compare

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestEncryptedSecrets: a file that comes, goes or is another one is told, and nothing of what it holds.
func TestEncryptedSecrets(t *testing.T) {
	secret := func(name, cluster, text string) platform.PlacedSecret {
		return platform.PlacedSecret{EncryptedSecret: &platform.EncryptedSecret{Namespace: "apps", Name: name, Cluster: cluster, Text: []byte(text)}}
	}
	on := func(secrets ...platform.PlacedSecret) *platform.Platform {
		return &platform.Platform{Clusters: []*platform.Cluster{{Name: "hub", Secrets: secrets}}}
	}
	same := secret("same", "", "s-sealed")
	report, err := Platforms(on(same, secret("db", "", "one"), secret("gone", "", "x")), on(same, secret("db", "", "two"), secret("new", "hub", "x")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Clusters[0].Fields {
		got = append(got, fmt.Sprint(f.Path, " ", f.Change, " ", f.From, " -> ", f.To))
	}
	want := []string{
		`secrets["apps/db"] changed secrets/apps/db.yaml sha256:7692c3ad -> secrets/apps/db.yaml sha256:3fc4ccfe`,
		`secrets["apps/gone"] removed secrets/apps/gone.yaml sha256:2d711642 -> <nil>`,
		`secrets["apps/new"] added <nil> -> secrets/apps/new/hub.yaml sha256:2d711642`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for decrypts, want := range map[bool]string{false: "stays until somebody deletes it", true: "is deleted; what reads it is left without"} {
		from := on(same, secret("gone", "", "x"))
		from.Decrypts = decrypts
		report, err := Platforms(from, on(same))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Risk{{Kind: "secret", Destructive: decrypts, Text: "Secret apps/gone " + want, Clusters: []string{"hub"}}}, report.Blast.Risks); diff != "" {
			t.Error(diff)
		}
	}
	if first, err := Platforms(on(), on(same)); err != nil || len(first.Clusters) != 1 || first.Clusters[0].Fields[0].Path != `secrets["apps/same"]` {
		t.Error(first, err)
	}
}
