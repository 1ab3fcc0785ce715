package generator

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// TestSetKeepsTheRest: a value comes where its key is, whatever is beside it, and else behind the others.
func TestSetKeepsTheRest(t *testing.T) {
	const head = "apiVersion: v1\nkind: Secret\nmetadata:\n    name: db\n    namespace: apps\n"
	for name, tt := range map[string]struct {
		before string
		values map[string][]byte
		after  string
	}{
		"in its place": {"stringData:\n    # rotated monthly\n    a: old # who\n    b: kept\n", map[string][]byte{"a": []byte("new"), "c": []byte("two\nlines")},
			"stringData:\n    # rotated monthly\n    a: new # who\n    b: kept\n    c: |-\n        two\n        lines\n"},
		"no fields":       {"", map[string][]byte{"a": []byte("new")}, "stringData:\n    a: new\n"},
		"an empty field":  {"stringData:\n", map[string][]byte{"a": []byte("new")}, "stringData:\n    a: new\n"},
		"no text":         {"stringData:\n    a: old\n    b: kept\n", map[string][]byte{"a": {0xff}}, "stringData:\n    b: kept\ndata:\n    a: /w==\n"},
		"text after that": {"data:\n    a: /w==\n    b: AAEC\n", map[string][]byte{"a": []byte("new")}, "data:\n    b: AAEC\nstringData:\n    a: new\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := setIn(t, head+tt.before, tt.values); got != head+tt.after {
				t.Error(cmp.Diff(head+tt.after, got))
			}
		})
	}
}

// setIn is what a file holds, once it is opened, after values were set in it.
func setIn(t *testing.T, before string, values map[string][]byte) string {
	t.Helper()
	secret, recipient, err := sops.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := sops.ReadKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(before), &doc); err != nil {
		t.Fatal(err)
	}
	u := &UserSecrets{Declared: &platform.Credential{Recipients: []string{recipient}}, dir: t.TempDir()}
	s := platform.EncryptedSecret{Namespace: "apps", Name: "db"}
	if err := u.Set(s, "Opaque", doc.Content[0], values, time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(u.dir, filepath.FromSlash(s.File())))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := sops.Open(text, key)
	if err != nil {
		t.Fatal(err)
	}
	out, err := yaml.Marshal(opened)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
