package generator_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"
)

// TestUnitsHoldAnObjectTheSame: what several units of a platform hold, each of them writes, and the last one's content stays.
// So it must be the same in all, whichever cluster they come together on. Variants of one component are never on one cluster.
func TestUnitsHoldAnObjectTheSame(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no golden trees", err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		golden, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		held := map[string]map[string]any{} // the first content of each object
		by := map[string]string{}           // who holds it
		for _, f := range golden.Files {
			owner, ok := ownerOf(f.Name)
			if !ok {
				continue
			}
			for _, o := range objectsIn(f.Data) {
				key := keyOf(o)
				seen[key] = true
				if by[key] == "" {
					held[key], by[key] = o, owner
				}
				if by[key] == owner {
					continue
				}
				if diff := cmp.Diff(held[key], o); diff != "" {
					t.Errorf("%s: %s is in %s and %s:\n%s", name, key, by[key], owner, diff)
				}
			}
		}
	}
	for _, key := range []string{"v1 Namespace /projectsveltos", "v1 Namespace /flux-system", "v1 Namespace /shop"} {
		if !seen[key] {
			t.Errorf("%s was not looked at", key)
		}
	}
}

// ownerOf is whose objects a generated file holds: a component's, or those that the agent brings beside them.
func ownerOf(path string) (string, bool) {
	parts := strings.Split(strings.TrimPrefix(path, "out/gitops/"), "/")
	switch {
	case !strings.HasPrefix(path, "out/gitops/") || !strings.HasSuffix(path, ".yaml") || len(parts) < 3:
		return "", false
	case parts[0] == "components":
		return parts[1], true
	case parts[1] == "namespaces":
		return strings.Join(parts[:3], "/"), true
	}
	return "", false
}

// objectsIn are the objects of a file, with those that stand as text in the data of others. What is no YAML for its
// placeholders or no object is passed over.
func objectsIn(text []byte) (out []map[string]any) {
	for part := range strings.SplitSeq(string(text), "\n---\n") {
		var o map[string]any
		if yaml.Unmarshal([]byte(part), &o) != nil || o["kind"] == nil || o["metadata"] == nil {
			continue
		}
		out = append(out, o)
		data, _ := o["data"].(map[string]any)
		for _, v := range data {
			if text, ok := v.(string); ok {
				out = append(out, objectsIn([]byte(text))...)
			}
		}
	}
	return out
}

func keyOf(o map[string]any) string {
	meta, _ := o["metadata"].(map[string]any)
	namespace, _ := meta["namespace"].(string)
	return strings.TrimSpace(fmt.Sprintf("%s %s %s/%v", o["apiVersion"], o["kind"], namespace, meta["name"]))
}
