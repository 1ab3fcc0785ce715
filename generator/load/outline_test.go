package load

import (
	"maps"
	"testing"

	"github.com/slipway-platform/slipway/generator/apiversion"
)

// TestOutline: the strongest level that says a version counts, and what does not fit today's schema hinders nothing.
func TestOutline(t *testing.T) {
	o, err := ParseOutline([]byte(`
spec:
  domain: platform.example.com
  agent: [of, another, age]
  components: {web: {version: 1}, db: {version: "1"}, cache: , queue: {}}
  groups:
    - {match: {at: eu}, components: {web: {version: "2"}, db: {version: "2"}}}
    - {match: {at: us}, components: {web: {version: "3"}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {web: "4"}, maxUpdate: 10%}
    - {name: stable}
  clusters:
    - {name: eu-1, labels: {at: eu, ring: canary, on: yes}, server: "https://eu-1"}
    - {name: us-1, labels: {at: us}, domain: us.example.com}
`), apiversion.Table{})
	if err != nil {
		t.Fatal(err)
	}
	own, err := o.ParseCluster([]byte(`{name: eu-2, labels: {at: eu, ring: canary}, components: {web: {version: "5"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	o = o.With([]OutlineCluster{own})
	for _, c := range []struct{ cluster, component, ring, version string }{
		{"eu-1", "web", "canary", "4"}, {"eu-1", "db", "canary", "2"}, {"eu-1", "cache", "canary", ""},
		{"us-1", "web", "stable", "3"}, {"us-1", "db", "stable", "1"}, {"eu-2", "web", "canary", "5"},
		{"nosuch", "web", "stable", "1"}, {"us-1", "nosuch", "stable", ""},
	} {
		if ring, version := o.Ring(c.cluster), o.Version(c.cluster, c.component); ring != c.ring || version != c.version {
			t.Errorf("%s on %s: ring %s, version %q, not %+v", c.component, c.cluster, ring, version, c)
		}
	}
	want := map[string]string{"name": "eu-1", "domain": "eu-1.platform.example.com", "server": "https://eu-1", "labels.at": "eu", "labels.ring": "canary", "labels.on": "yes"}
	if got := o.Facts("eu-1"); !maps.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	if o.Facts("us-1")["domain"] != "us.example.com" || !o.SameFacts(o, "us-1") || o.SameFacts(o.With(nil), "eu-2") {
		t.Error("facts of the others")
	}
	if _, err := ParseOutline([]byte("spec: {"), apiversion.Table{}); err == nil {
		t.Error("what is no YAML was taken")
	}
}
