package load

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/slipway-platform/slipway/generator/problem"
)

// FuzzReadCUE looks for panics and for problems that say nothing, in a platform
// that is written in CUE.
func FuzzReadCUE(f *testing.F) {
	for _, data := range corpus(f, ".cue") {
		f.Add(data)
	}
	for _, text := range []string{
		"", "{", "apiVersion: \"slipway.dev/v1alpha1\"\nkind: \"Platform\"\nmetadata: name: \"a\"\nspec: clusters: [for i in [1, 2] {name: \"c\\(i)\"}]\n",
		"spec: {a: b, b: a}\n", "import \"strings\"\nmetadata: name: strings.Repeat(\"a\", 3)\n", "#P: {x?: int}\nspec: #P & {x: \"y\"}\n", "package p\n\nspec: _|_\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		u, ps := inputTestRead(fstest.MapFS{"platform.cue": {Data: data}})
		if u == nil && len(ps) == 0 {
			t.Fatal("neither input nor problems")
		}
		for _, p := range ps {
			if p.File == "" || p.Message == "" {
				t.Errorf("says nothing: %+v", p)
			}
		}
	})
}

// FuzzCatalog gives a platform a catalog of its own: it loads, or every problem
// says something.
func FuzzCatalog(f *testing.F) {
	f.Add(smallChart("thing", ""))
	f.Add(smallFiles("thing", "resources: [{apiVersion: \"v1\", kind: \"ConfigMap\", metadata: name: cluster.name, data: domain: \"a.\\(cluster.domain)\"}]\n"))
	f.Add(smallChart("thing", "#Config: {replicas: *1 | int}\nvalues: settings: n: config.replicas\nuses: [\"metrics\"]\nprovides: [\"thing\"]\n"))
	f.Add(smallFields("thing") + "source: manifests: {url: \"oci://a/b\", version: \"v1\"}\npatches: [{target: kind: \"A\", operations: [{op: \"add\", path: \"/a\", value: cluster.name}]}]\n")
	f.Add("package component\nname: 1\n")
	f.Add("package other\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := smallLoad(t, map[string]string{}, map[string]string{
			"platform.yaml":               smallHead + "  catalogs: [builtin, ./catalog]\n  components: {thing: {}}\n  clusters: [{name: hub}]\n",
			"catalog/thing/component.cue": text,
		})
		if p == nil && err == nil {
			t.Fatal("neither a platform nor problems")
		}
		var ps problem.Problems
		if errors.As(err, &ps) {
			for _, one := range ps {
				if one.Message == "" {
					t.Errorf("says nothing: %+v", one)
				}
			}
		}
	})
}
