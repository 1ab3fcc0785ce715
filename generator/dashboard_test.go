package generator_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// neighbours are components beside the start page, by name: what lets traffic in,
// what people sign in to, and one that has something to lead to.
var neighbours = map[string]string{
	"front": `provides: ["ingress"], gives: ingress: {class: "front", kind: "front"}`,
	"door":  `provides: ["sign-in"], gives: "sign-in": annotations: front: {"front/door": "closed"}`,
	"wiki": `reads: ["portal"], asks: portal: links: {
	wiki: {title: "Wiki", url: "https://wiki.\(cluster.domain)", about: "What we know"}
	edit: {title: "Editor <b>&\"", url: "https://wiki.\(cluster.domain)/edit?a=1&b='2'", about: "What we </a> write"}
}`,
}

// startPage generates a platform with a start page and some of its neighbours,
// and returns the objects of the page as they are on a cluster.
func startPage(t *testing.T, config string, enabled ...string) []map[string]any {
	t.Helper()
	dir := t.TempDir()
	for name, more := range neighbours {
		write(t, dir, "own/"+name+"/component.cue", fmt.Sprintf(`package component
name: %q, title: "A neighbour", summary: "A neighbour.", category: "workload", namespace: "test", source: files: version: "1.0.0"
objects: thing: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: %q, namespace: "test"}}
%s
`, name, name, more))
	}
	var beside strings.Builder
	for _, name := range enabled {
		fmt.Fprintf(&beside, ", %s: {}", name)
	}
	write(t, dir, "platform.yaml", fmt.Sprintf(`apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: example.com
  repository: {url: https://git.example.com/acme.git}
  catalogs: [builtin, ./own]
  components: {dashboard: {config: {%s}}%s}
  clusters: [{name: one}]
`, config, beside.String()))
	p := mustLoad(t, dir)
	i := slices.IndexFunc(p.Components, func(c *platform.Component) bool { return c.Name == "dashboard" })
	var out []map[string]any
	for _, o := range p.Components[i].Variants[0].Units[0].Objects {
		plain, err := platform.Substitute(p.Facts, o, p.Cluster("one"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, plain.(map[string]any))
	}
	return out
}

// pageLink is a link as a browser reads it.
type pageLink struct{ Heading, Title, URL, About string }

// TestTheStartPageLeadsToOtherComponents: what a component asks for arrives, under
// what that component is, whatever characters it is made of.
func TestTheStartPageLeadsToOtherComponents(t *testing.T) {
	wiki := pageLink{"Workload", "Wiki", "https://wiki.one.example.com", "What we know"}
	editor := pageLink{"Workload", `Editor <b>&"`, "https://wiki.one.example.com/edit?a=1&b='2'", "What we </a> write"}
	for _, tt := range []struct {
		name, config string
		enabled      []string
		want         []pageLink
	}{
		{"what a component asks for, by title", "", []string{"wiki"}, []pageLink{editor, wiki}},
		{"nobody asks", "", nil, nil},
		{"one that is left out", "hidden: [edit]", []string{"wiki"}, []pageLink{wiki}},
		{"one of the user's takes a place", "links: {edit: {title: Ours, url: 'https://$(cluster.name).example.org', about: x}}", []string{"wiki"},
			[]pageLink{wiki, {"More", "Ours", "https://one.example.org", "x"}}},
		{"those of the user stand last", "links: {z: {title: Z, url: 'https://z', about: z}, a: {title: A, url: 'https://a', about: a, group: Xtra}}", []string{"wiki"},
			[]pageLink{editor, wiki, {"Xtra", "A", "https://a", "a"}, {"More", "Z", "https://z", "z"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			objects := startPage(t, tt.config, tt.enabled...)
			page := objects[0]["data"].(map[string]any)["index.html"].(string)
			if diff := cmp.Diff(tt.want, linksOf(t, page)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// linksOf reads a page as HTML.
func linksOf(t *testing.T, page string) (links []pageLink) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var inside []string
	var heading string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return links
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, page)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inside = append(inside, token.Name.Local)
			if token.Name.Local == "a" {
				links = append(links, pageLink{Heading: heading, URL: token.Attr[0].Value})
			}
		case xml.EndElement:
			inside = inside[:len(inside)-1]
		case xml.CharData:
			text := map[string]*string{"h2": &heading}
			if len(links) > 0 {
				text["b"], text["span"] = &links[len(links)-1].Title, &links[len(links)-1].About
			}
			if len(inside) > 0 && text[inside[len(inside)-1]] != nil {
				*text[inside[len(inside)-1]] = string(token)
			}
		}
	}
}

// TestTheStartPageIsBehindSignIn: the page has no login, so it is never exposed
// without one, unless the user says that everybody may see it.
func TestTheStartPageIsBehindSignIn(t *testing.T) {
	for _, tt := range []struct {
		name, config string
		enabled      []string
		want         any // the annotations of its Ingress, nil for none
	}{
		{"nothing lets traffic in", "", []string{"door"}, nil},
		{"nobody asks who comes", "", []string{"front"}, nil},
		{"somebody asks who comes", "", []string{"front", "door"}, map[string]any{"front/door": "closed"}},
		{"for everybody", "ingress: {open: true}", []string{"front", "door"}, map[string]any{}},
		{"for nobody", "ingress: {enabled: false}", []string{"front", "door"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got any
			for _, o := range startPage(t, tt.config, tt.enabled...) {
				if o["kind"] == "Ingress" {
					got = o["metadata"].(map[string]any)["annotations"]
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
