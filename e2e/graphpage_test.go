package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/page"
	"github.com/slipway-platform/slipway/generator/platform"
)

// markup is a text that would act if a page took it for more than a text.
const markup = `</script><!-- <img src=x onerror="document.title='broken'"> {{data}}`

const graphPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components:
    cert-manager: {config: {issuer: {kind: acme, email: ops@example.com}}}
    traefik: {}
    reloader: {}
  groups:
    - {name: production, match: {environment: production}, components: {cert-manager: {config: {replicas: 3}}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {traefik: 41.4.0}}
    - {name: stable}
  clusters:
    - {name: hub, role: hub}
    - {name: eu-1, labels: {environment: production, region: eu}, server: "https://eu-1.example.com:6443", credentials: {secretRef: {name: eu-1}}}
    - {name: us-1, labels: {ring: canary}, server: "https://us-1.example.com:6443", credentials: {secretRef: {name: us-1}}}
`

// graphPage writes the page of a platform, in which one cluster's label and one
// component's summary are markup.
func graphPage(t *testing.T, yaml string) (p *platform.Platform, file string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	p = load(t, dir)
	for _, c := range p.Clusters {
		if c.Name == "eu-1" {
			c.Labels["note"] = markup
		}
		for _, placed := range c.Placements {
			if component := placed.Unit.Variant.Component; component.Name == "reloader" {
				component.Summary = markup
			}
		}
	}
	html, err := generator.GraphPage(sources(t), p, "", graph.TopologyView)
	if err != nil {
		t.Fatal(err)
	}
	if file = filepath.Join(dir, "graph.html"); os.WriteFile(file, html, 0o600) != nil {
		t.Fatal("the page cannot be written")
	}
	return p, file
}

// TestTheGraphPage is what a user does with it, in a browser, from the disk.
func TestTheGraphPage(t *testing.T) {
	_, file := graphPage(t, graphPlatform)
	b := browse(t)
	address := b.open(file)

	b.shows("#details h2", "acme")
	if got := value[int](b, `document.querySelectorAll("#topology [data-cluster]").length`); got != 3 {
		t.Errorf("the tree has %d clusters", got)
	}

	// A search leaves what it finds; Enter shows the first of it.
	b.press("/", "/")
	b.write(":focus", "region=eu")
	b.shows("#results", "1 cluster")
	if got := value[int](b, `[...document.querySelectorAll("#topology [data-cluster]")].filter((a) => a.checkVisibility()).length`); got != 1 {
		t.Errorf("the search leaves %d clusters", got)
	}
	b.press("Enter", "\r")
	b.shows("#details h2", "eu-1")
	for _, want := range []string{"hub", "stable", "production", "region=eu", markup, "Argo CD", "cert-manager", "g-production"} {
		if !strings.Contains(b.text("body"), want) {
			t.Errorf("%q is not shown of the cluster:\n%s", want, b.text("#details"))
		}
	}
	b.press("Escape", "")
	b.shows("#details h2", "acme")

	// A component: what it needs and gives, and where it is.
	b.click(`#tabs [data-view=dependencies]`)
	b.click(`[data-unit=traefik]`)
	b.shows("#details h2", "Traefik")
	for _, want := range []string{"certificates from cert-manager", "ingress", "41.4.0, on 1 cluster", "us-1", "traefik (wave 1)"} {
		if !strings.Contains(b.text("#details"), want) {
			t.Errorf("%q is not shown of the component:\n%s", want, b.text("#details"))
		}
	}
	lit := value[[]string](b, `[...document.querySelectorAll("[data-from].lit")].map((e) => e.dataset.from + ">" + e.dataset.to)`)
	if strings.Join(lit, " ") != "traefik>cert-manager" {
		t.Errorf("lit are %v", lit)
	}

	// A cell of the matrix: which values are there.
	b.press("3", "3")
	b.click(`#placement td.o`)
	b.shows("#details", "variant")
	b.shows("#details", "slipway explain")

	// Markup is what people read, and nothing else.
	b.write("#search", "reloader")
	b.shows("#results", "1 component")
	b.click(`#results a`)
	b.shows("#details p", markup)
	if title := value[string](b, "document.title"); title != "acme as a graph" || value[int](b, `document.querySelectorAll("img").length`) != 0 {
		t.Errorf("a text acted: the title is %q", title)
	}
	b.quiet(address)
}

// TestTheGraphPageMoves: it zooms by buttons, keys and wheel, is dragged, and goes back.
func TestTheGraphPageMoves(t *testing.T) {
	_, file := graphPage(t, fleettest.YAML(60))
	b := browse(t)
	address := b.open(file + "#dependencies")
	zoom := func() float64 {
		return value[float64](b, `Number(document.querySelector("#dependencies .sheet").style.zoom) || 1`)
	}
	b.click("#in")
	b.press("+", "+")
	if got := zoom(); got < 1.5 || got > 1.6 {
		t.Errorf("two steps larger are %v", got)
	}
	b.zoom(400, 400, -400)
	b.until(`Number(document.querySelector("#dependencies .sheet").style.zoom) > 2`)
	before := value[float64](b, `document.getElementById("dependencies").scrollLeft`)
	b.drag(600, 400, 400, 400)
	if after := value[float64](b, `document.getElementById("dependencies").scrollLeft`); after != before+200 {
		t.Errorf("dragged from %v to %v", before, after)
	}
	if hash := value[string](b, "location.hash"); hash != "#dependencies" {
		t.Errorf("the drag was a click, on %s", hash)
	}
	b.press("f", "f")
	if fits := value[bool](b, `(() => { const v = document.getElementById("dependencies"); return v.scrollWidth <= v.clientWidth + 1 && v.scrollHeight <= v.clientHeight + 1; })()`); !fits {
		t.Errorf("fit leaves something outside, at %v", zoom())
	}
	b.press("0", "0")
	if zoom() != 1 {
		t.Errorf("0 is %v", zoom())
	}
	// With the keyboard alone: a unit is reached and chosen, and the browser goes back.
	b.focus(`[data-unit=traefik]`)
	b.press("Enter", "\r")
	b.shows("#details h2", "Traefik")
	b.back()
	b.shows("#details h2", "fleet")
	b.quiet(address[:strings.Index(address, "#")])
}

// TestTheGraphPageOfAFleet: of a thousand clusters it is small, there at once, and everything is found.
func TestTheGraphPageOfAFleet(t *testing.T) {
	p, file := graphPage(t, fleettest.YAML(1000))
	if info, err := os.Stat(file); err != nil || info.Size() > 1_000_000 {
		t.Errorf("%d bytes, %v", info.Size(), err)
	}
	b := browse(t)
	address := b.open(file)
	t.Logf("shown after %.0f ms", value[float64](b, `performance.getEntriesByType("navigation")[0].domComplete`))
	if got := value[int](b, `document.querySelectorAll("#topology [data-cluster]").length`); got != len(p.Clusters) {
		t.Errorf("the tree has %d clusters", got)
	}
	if got := value[int](b, `[...document.querySelectorAll("#topology [data-cluster]")].filter((a) => a.checkVisibility()).length`); got == 0 || got > 250 {
		t.Errorf("%d clusters are shown at first", got)
	}
	b.write("#search", "c0777")
	b.shows("#results", "1 cluster")
	b.press("Enter", "\r")
	b.shows("#details h2", "c0777")
	b.until(`document.querySelector("#topology .chosen")?.checkVisibility()`)
	b.click(`#tabs [data-view=placement]`)
	b.until(`document.querySelector("#placement tr.chosen")?.checkVisibility()`)
	b.press("Escape", "")
	rows := value[int](b, `document.querySelectorAll("#placement tbody tr").length`)
	if rows < 10 || rows > 100 {
		t.Errorf("a thousand clusters are %d rows", rows)
	}
	b.quiet(address)
}

// TestTheMatrixOfManyKinds: where no two clusters are alike, the first rows and the
// chosen one are there, and the others when they are asked for or searched.
func TestTheMatrixOfManyKinds(t *testing.T) {
	g := &graph.Graph{Topology: &graph.Topology{Platform: "many", Rings: []graph.Ring{}, Groups: []graph.Group{}},
		Dependencies: &graph.Dependencies{Units: []graph.Unit{}}, Placement: &graph.Placement{
			Components: []graph.Component{{Name: "app", Version: "1.0.0", Variant: "base", Clusters: 300}}}}
	for i := range 300 {
		name := fmt.Sprintf("c%03d", i)
		g.Topology.Clusters = append(g.Topology.Clusters, graph.Cluster{Name: name, Agent: name, Groups: []string{}})
		g.Placement.Sets = append(g.Placement.Sets, graph.Set{Clusters: []string{name}, Components: []graph.Placed{{Name: "app", Version: "1.0.0", Variant: "c-" + name}}})
	}
	html, err := page.Of(g, []*platform.Component{{Name: "app"}}, graph.PlacementView)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "many.html")
	if err := os.WriteFile(file, html, 0o600); err != nil {
		t.Fatal(err)
	}
	b := browse(t)
	address := b.open(file)
	rows := func() int { return value[int](b, `document.querySelectorAll("#placement tbody tr").length`) }
	if rows() != 200 {
		t.Errorf("there are %d rows at first", rows())
	}
	b.write("#search", "c277")
	b.shows("#results", "1 cluster")
	if rows() != 1 {
		t.Errorf("the search leaves %d rows", rows())
	}
	b.press("Enter", "\r")
	b.shows("#details h2", "c277")
	b.shows("tr.chosen", "c277")
	b.press("Escape", "")
	b.shows(".more", "100 more rows")
	b.click(".more")
	if rows() != 300 {
		t.Errorf("asked for all there are %d rows", rows())
	}
	b.quiet(address)
}
