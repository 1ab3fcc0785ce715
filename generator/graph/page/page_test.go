package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/page"
	"github.com/slipway-platform/slipway/generator/platform"
)

// hostile are texts that end what they stand in, or that stand for something in the page's skeleton.
var hostile = []string{"</script><script>alert(1)</script>", "<!--<script>", "-->", `"}`, "{{script}}", "{{data}}", "</title>", "</svg><style>", "\u2028", "' onload='x"}

func named(name string) (*graph.Graph, []*platform.Component) {
	cluster := graph.Cluster{Name: name, Agent: name, Ring: name, Groups: []string{name}, Labels: map[string]string{name: name}}
	placed := graph.Placed{Name: name, Version: name, Variant: name}
	return &graph.Graph{
		Topology: &graph.Topology{Platform: name, Topology: "hub", Repository: graph.Repository{URL: name},
			Rings: []graph.Ring{{Name: name, Clusters: []string{name}}}, Groups: []graph.Group{}, Clusters: []graph.Cluster{cluster}},
		Dependencies: &graph.Dependencies{Clusters: 1, Units: []graph.Unit{{Name: name, Component: name, Clusters: 1}}},
		Placement: &graph.Placement{Components: []graph.Component{{Name: name, Version: name, Variant: name, Clusters: 1}},
			Sets: []graph.Set{{Clusters: []string{name}, Components: []graph.Placed{placed}}}},
	}, []*platform.Component{{Name: name, Title: name, Summary: name}}
}

func of(t *testing.T, name string) []byte {
	t.Helper()
	g, components := named(name)
	out, err := page.Of(g, components, graph.TopologyView)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var tag = regexp.MustCompile(`<[/!]?[a-zA-Z-]+`)

// TestNoNameBreaksOut: whatever a name is, the page has the same elements, and its
// data is that name.
func TestNoNameBreaksOut(t *testing.T) {
	want := tag.FindAllString(string(of(t, "plain")), -1)
	for _, name := range hostile {
		out := of(t, name)
		if got := tag.FindAllString(string(out), -1); strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("of %q the page has %d elements, not %d", name, len(got), len(want))
		}
		_, rest, _ := bytes.Cut(out, []byte(`type="application/json">`))
		text, _, _ := bytes.Cut(rest, []byte("</script>"))
		var data struct{ Components []struct{ Name string } }
		if err := json.Unmarshal(text, &data); err != nil || len(data.Components) != 1 || data.Components[0].Name != name {
			t.Errorf("of %q the data is %s (%v)", name, text, err)
		}
	}
}

var (
	policy = regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`)
	inside = regexp.MustCompile(`(?s)<(script type="module"|style)>(.*?)</(?:script|style)>`)
)

// TestThePolicyAllowsThePageAlone: nothing is loaded, and what runs is what is named.
func TestThePolicyAllowsThePageAlone(t *testing.T) {
	out := of(t, "acme")
	says := string(policy.FindSubmatch(out)[1])
	if !strings.HasPrefix(says, "default-src 'none'; ") || strings.Contains(says, "unsafe") {
		t.Errorf("the policy is %s", says)
	}
	parts := inside.FindAllSubmatch(out, -1)
	if len(parts) != 2 {
		t.Fatalf("there are %d parts", len(parts))
	}
	for _, part := range parts {
		sum := sha256.Sum256(part[2])
		if !strings.Contains(says, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("%s is not allowed by %s", part[1], says)
		}
	}
	for _, outward := range []string{"http://", "https://", "src=", "@import", "url(", "fetch(", " style="} {
		if bytes.Contains(out, []byte(outward)) {
			t.Errorf("the page holds %s", outward)
		}
	}
}

// TestAPageIsTheSameBytes whenever it is written.
func TestAPageIsTheSameBytes(t *testing.T) {
	if !bytes.Equal(of(t, "acme"), of(t, "acme")) {
		t.Error("it is not")
	}
}
