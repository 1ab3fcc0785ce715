package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/tree"
)

// FuzzObjectNames: whatever objects are called, each gets a file of its own that
// a repository can hold, and none depends on the others' order.
func FuzzObjectNames(f *testing.F) {
	f.Add("ConfigMap", "a", "b", "c")
	f.Add("Role", "system:x", "system-x", "kube-system")
	f.Add("Role", "a-b", "a", "b")
	f.Add("ClusterRole", strings.Repeat("x", 253), strings.Repeat("x", 252)+"y", "")
	f.Fuzz(func(t *testing.T, kind, first, second, namespace string) {
		var objects []map[string]any
		seen := map[string]bool{}
		for _, name := range []string{first, second} {
			for _, ns := range []string{"", namespace} {
				meta := map[string]any{"name": name}
				if ns != "" {
					meta["namespace"] = ns
				}
				o := map[string]any{"apiVersion": "v1", "kind": kind, "metadata": meta}
				id, err := identity(o)
				if err == nil && !seen[id] {
					seen[id] = true
					objects = append(objects, o)
				}
			}
		}
		names := objectNames(objects, "unit")
		files := new(tree.Tree)
		for i, name := range names {
			if err := files.Add(fmt.Sprintf("gitops/%s.yaml", name), []byte("a: b\n"), tree.Owned); err != nil {
				t.Errorf("object %d of %d: %v", i, len(objects), err)
			}
		}
		for i := range objects {
			objects[i], objects[0] = objects[0], objects[i]
			names[i], names[0] = names[0], names[i]
		}
		for i, name := range objectNames(objects, "unit") {
			if name != names[i] {
				t.Errorf("%q became %q in another order", names[i], name)
			}
		}
	})
}
