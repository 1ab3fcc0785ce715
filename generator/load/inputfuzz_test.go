package load

import (
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzReadInput looks for panics and for problems that say nothing, in the
// platform's YAML and in an override.
func FuzzReadInput(f *testing.F) {
	for _, data := range corpus(f, ".yaml") {
		f.Add(data)
	}
	f.Add([]byte(yamlTestFull))
	f.Fuzz(func(t *testing.T, data []byte) {
		u, ps := inputTestRead(fstest.MapFS{
			"platform.yaml":        {Data: data},
			"clusters/one.yaml":    {Data: data},
			"overrides/thing.yaml": {Data: data},
		})
		if u == nil && len(ps) == 0 {
			t.Fatal("neither input nor problems")
		}
		for _, p := range ps {
			if p.File == "" || p.Message == "" {
				t.Errorf("says nothing: %+v", p)
			}
			for _, noise := range []string{"disjunction", "out of bound", "_|_", "%!"} {
				if strings.Contains(p.Message, noise) && !strings.Contains(string(data), noise) {
					t.Errorf("says %q: %s", noise, p)
				}
			}
		}
	})
}
