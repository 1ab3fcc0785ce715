package tree

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestLockFormat(t *testing.T) {
	sum := strings.Repeat("a", 64)
	l := lock{
		Meta: Meta{
			Slipway:    "v0.1.0",
			Root:       Root{Agent: "flux", Topology: "hub", Delivery: "charts", Branch: "main", Path: "acme"},
			Catalogs:   []Catalog{{"builtin", "sha256:0a1b"}, {"./mine", ""}},
			Components: []Component{{"ay", "1.0.0", "ay", "ay-system", "orphan"}, {Name: "zed"}},
			Charts: []Chart{
				{"https://z.example.com", "zed", "1.0.0", ""},
				{"https://a.example.com", "ay", "2.0.0", "sha256:0c"},
				{"https://a.example.com", "ay", "2.0.0", "sha256:0c"},
			},
			Manifests: []Manifests{{"oci://z.example.com/zed", "v1.0.0", ""}, {"https://a.example.com/ay.yaml", "v2.0.0", "sha256:0d"}},
		},
		owned: map[string][]string{"gitops/b.json": {sum}, "gitops/README.md": nil, "gitops/a b: #.yaml": nil, "true": nil},
		kept:  map[string]kept{"gitops/k.yaml": {sum, sum}},
	}
	want := `# Written by slipway generate; commit this file.
# After a merge conflict in it run: slipway generate
slipway: v0.1.0
root: {agent: flux, topology: hub, delivery: charts, branch: main, path: acme}
catalogs:
  - {name: builtin, digest: sha256:0a1b}
  - {name: ./mine}
components:
  - {component: ay, version: "1.0.0", source: ay, namespace: ay-system, deletion: orphan}
  - {component: zed}
charts:
  - {repository: https://a.example.com, name: ay, version: "2.0.0", digest: sha256:0c}
  - {repository: https://z.example.com, name: zed, version: "1.0.0"}
manifests:
  - {url: https://a.example.com/ay.yaml, version: v2.0.0, digest: sha256:0d}
  - {url: oci://z.example.com/zed, version: v1.0.0}
owned:
  - gitops/README.md
  - "gitops/a b: #.yaml"
  - {path: gitops/b.json, sha256: "SUM"}
  - "true"
kept:
  - {path: gitops/k.yaml, sha256: "SUM", render: "SUM"}
`
	got := string(l.encode())
	equal(t, "lock", got, strings.ReplaceAll(want, "\"SUM\"", scalar(sum)))
	back, err := decodeLock([]byte(got))
	must(t, err)
	equal(t, "owned", back.owned, l.owned)
	equal(t, "manifests", len(back.Manifests), len(l.Manifests))
	equal(t, "components", back.Components, l.Components)
	equal(t, "root", back.Root, l.Root)
	if d := cmp.Diff(l.kept, back.kept, cmp.AllowUnexported(kept{})); d != "" {
		t.Error(d)
	}
}

func TestDecodeLockRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"empty":         {"", "no slipway version"},
		"not yaml":      {"slipway: [", "did not find"},
		"not a lock":    {"- a\n", "cannot unmarshal"},
		"conflict":      {"slipway: v1\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", "merge conflict"},
		"outside":       {"slipway: v1\nowned: [../x]\n", `".."`},
		"Git's":         {"slipway: v1\nowned: [.git/config]\n", "reserved for Git"},
		"no sum":        {"slipway: v1\nowned: [{path: a, sha256: zz}]\n", "no sha256"},
		"kept bare":     {"slipway: v1\nkept: [a]\n", "lacks a sum"},
		"seed outside":  {"slipway: v1\nseeds: [/x]\n", "absolute"},
		"seed a folder": {"slipway: v1\nseeds: [{a: b}]\n", "cannot unmarshal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decodeLock([]byte(tt.data))
			wantError(t, err, tt.want)
		})
	}
}

func TestSalvageTakesBothSides(t *testing.T) {
	sum, render := strings.Repeat("1", 64), strings.Repeat("2", 64)
	l := salvage([]byte("owned:\n<<<<<<< ours\n  - gitops/a.yaml\n  - ../evil\n=======\r\n  - {path: gitops/b.json, sha256: \"" + sum +
		"\"}\r\n>>>>>>> theirs\nkept:\n  - {path: gitops/k.yaml, sha256: \"" + sum + "\", render: \"" + render + "\"}\n"))
	equal(t, "owned", slices.Sorted(maps.Keys(l.owned)), []string{"gitops/a.yaml", "gitops/b.json"})
	if l.kept["gitops/k.yaml"] != (kept{sum, render}) {
		t.Errorf("kept is %v", l.kept)
	}
}

func TestReadMeta(t *testing.T) {
	dir := t.TempDir()
	m, err := ReadMeta(dir)
	must(t, err)
	equal(t, "meta without a lock", m, Meta{})
	generate(t, dir, newTree(t, content{"gitops/a.yaml": ""}), Options{})
	m, err = ReadMeta(dir)
	must(t, err)
	equal(t, "meta", m, meta())
	must(t, os.WriteFile(filepath.Join(dir, lockName), []byte("{"), 0o644))
	_, err = ReadMeta(dir)
	wantError(t, err, "read lock")
}

// What encode writes decodeLock reads, for any path that Add accepts and any words in Meta.
func FuzzLockRoundTrip(f *testing.F) {
	for _, p := range []string{"gitops/a.yaml", "yes", "1e3", "~", "a: b", "- a", "é/#", "0x1f", "2001-01-01", "1:30", ".inf", "a\u0085b", "\ufeffa", "'", `"`, "a.b", "v1.2.3"} {
		f.Add(p, p)
	}
	f.Fuzz(func(t *testing.T, p, word string) {
		if checkPath(p) != nil {
			t.Skip()
		}
		sum := digest([]byte(p))
		l := lock{
			Meta:  Meta{Slipway: strings.ToValidUTF8(word, "?"), Charts: []Chart{{Name: strings.ToValidUTF8(word, "?")}}},
			owned: map[string][]string{p: nil, p + "x": {sum}},
			seeds: []string{p},
			kept:  map[string]kept{p: {sum, sum}},
		}
		back, err := decodeLock(l.encode())
		if err != nil {
			t.Fatalf("%v in\n%s", err, l.encode())
		}
		if d := cmp.Diff(l, back, cmp.AllowUnexported(lock{}, kept{}), cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
	})
}

// No content of a lock makes reading it panic or lets a path out of the folder.
func FuzzLock(f *testing.F) {
	f.Add([]byte("slipway: v1\nowned:\n  - a\n  - {path: b, sha256: \"\"}\nkept: []\n"))
	f.Add([]byte("slipway: v1\nowned: &a [*a]\n"))
	f.Add([]byte("<<<<<<< x\n  - ../a\n=======\n  - {path: /b}\n>>>>>>> y\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := decodeLock(data)
		if err != nil {
			l = salvage(data)
		}
		for p := range l.owned {
			must(t, checkPath(p))
		}
		for p := range l.kept {
			must(t, checkPath(p))
		}
	})
}
