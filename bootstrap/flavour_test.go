package bootstrap

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestFlavoursAreTold from what clusters of that kind said, each as itself and
// as nothing else.
func TestFlavoursAreTold(t *testing.T) {
	data, err := os.ReadFile("testdata/flavours.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var seen []struct {
		Title, Version string
		Groups         []string
		Node           map[string]any
	}
	if err := yaml.Unmarshal(data, &seen); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, one := range seen {
		var titles []string
		for _, f := range flavours() {
			if f.is(sighting{version: one.Version, groups: one.Groups, nodes: []map[string]any{one.Node}}) {
				titles = append(titles, f.title)
			}
		}
		if got := strings.Join(titles, ", "); got != one.Title {
			t.Errorf("%s is taken for %q, not %q", one.Version, got, one.Title)
		}
		if _, err := judgeVersion(&platform.Cluster{}, "", platform.MinorRange{}, one.Version); err != nil {
			t.Error(err)
		}
		told[one.Title] = true
	}
	for _, f := range flavours() {
		if !told[f.title] {
			t.Errorf("nothing in testdata is %s", f.title)
		}
	}
}

// TestTheDocumentationTellsEveryFlavour holds its table to the one in code.
func TestTheDocumentationTellsEveryFlavour(t *testing.T) {
	data, err := os.ReadFile("../docs/clusters.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(data)), " ")
	for _, f := range flavours() {
		for _, note := range append([]string{"**" + f.title + "**"}, f.notes...) {
			if !strings.Contains(text, note) {
				t.Errorf("docs/clusters.md does not say of %s: %s", f.title, note)
			}
		}
		for _, b := range f.brings {
			if !strings.Contains(text, b.component+": "+b.mend) {
				t.Errorf("docs/clusters.md does not say of %s: %s: %s", f.title, b.component, b.mend)
			}
		}
	}
}

// TestPodsOnOpenShift are allowed by a role of its own in every namespace of the
// agent, and on no other flavour.
func TestPodsOnOpenShift(t *testing.T) {
	s := &session{Options: Options{Agent: &platform.Agent{Namespace: "projectsveltos", Namespaces: []string{"flux-system"}}}, host: &platform.Cluster{}}
	for _, f := range flavours() {
		s.flavours = []flavour{f}
		var where []string
		for _, o := range s.podBindings() {
			where = append(where, textAt(o, "metadata.namespace")+" "+textAt(o, "roleRef.name"))
		}
		want := ""
		if f.title == "OpenShift" {
			want = "flux-system system:openshift:scc:nonroot-v2, projectsveltos system:openshift:scc:nonroot-v2"
		}
		if got := strings.Join(where, ", "); got != want {
			t.Errorf("%s: %q", f.title, got)
		}
	}
}
