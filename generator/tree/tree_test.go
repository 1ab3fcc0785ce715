package tree

import (
	"strings"
	"testing"
)

func TestAddRefuses(t *testing.T) {
	for _, tt := range []struct{ path, want string }{
		{"", "empty"},
		{"/etc/passwd", "absolute"},
		{"../x", `".."`},
		{"a/../../x", `".."`},
		{"a/..", `".."`},
		{`a\b`, "backslash"},
		{"a//b", "shortest"},
		{"./a", "shortest"},
		{"a/", "shortest"},
		{".", "shortest"},
		{"a\x00b", "control"},
		{"a\nb", "control"},
		{"a\xff", "UTF-8"},
		{"slipway.lock", "reserved for the lock"},
		{"Slipway.Lock.next", "reserved for the lock"},
		{".git/config", "reserved for Git"},
		{"gitops/.GIT/hooks/x", "reserved for Git"},
		{"gitops/.slipway-tmp-x", "files being written"},
		{"a/" + strings.Repeat("n", 250), "longer than"},
		{"gitops/clusters/aux/cluster.yaml", "device on Windows"},
		{"overrides/NUL.yaml", "device on Windows"},
		{"com1.a.b", "device on Windows"},
		{"lpt9", "device on Windows"},
		{"a/b:c", "on Windows"},
		{"a*/b", "on Windows"},
		{"a./b", "on Windows"},
		{"a/b ", "on Windows"},
		{"taken.yaml", "twice"},
		{"dir", "already a folder"},
		{"taken.yaml/below", `"taken.yaml" is already a file`},
		{"TAKEN.yaml", `only in case from "taken.yaml"`},
		{"Dir/other", `only in case from "dir"`},
		{"DIR", `only in case from "dir"`},
		{"τέλοσ", `only in case from "τέλος"`},
	} {
		t.Run(tt.path, func(t *testing.T) {
			tree := newTree(t, content{"taken.yaml": "", "dir/file": "", "τέλος": ""})
			wantError(t, tree.Add(tt.path, nil, Owned), tt.want)
			if n := len(tree.Files()); n != 3 {
				t.Errorf("the tree has %d files, want the 3 from before", n)
			}
		})
	}
	wantError(t, (&Tree{}).Add("a", nil, Kind(7)), "unknown kind")
}

// A refused path claims nothing, not even the folders on its way.
func TestAddRefusedLeavesNoTrace(t *testing.T) {
	tree := newTree(t, content{"a/file": ""})
	wantError(t, tree.Add("a/file/x/y", nil, Owned), "already a file")
	must(t, tree.Add("a/File2", nil, Owned))
	must(t, tree.Add("slipway.lock.d/x", nil, Owned))
	must(t, tree.Add("gitops/slipway.lock", nil, Owned))
	must(t, tree.Add(".gitignore", nil, Owned))
	must(t, tree.Add("lpt0/com10/conf/auxiliary.yaml", nil, Owned)) // no devices on Windows
}

func TestFilesAreSorted(t *testing.T) {
	tree := newTree(t, content{"b": "", "a/z": "", "a-b/c": "", "a.json": "", "seed:platform.yaml": "x"})
	var got []string
	for _, f := range tree.Files() {
		got = append(got, f.Path)
	}
	equal(t, "paths", got, []string{"a-b/c", "a.json", "a/z", "b", "platform.yaml"})
	f, ok := tree.File("platform.yaml")
	if !ok || f.Kind != Seed || string(f.Data) != "x" {
		t.Errorf("seed is %+v, want its bytes as given", f)
	}
}

func TestTreeKeepsItsOwnBytes(t *testing.T) {
	for _, kind := range []Kind{Owned, Seed} {
		data := []byte("abc")
		tree := &Tree{}
		must(t, tree.Add("x.json", data, kind))
		data[0] = 'X'
		if f, _ := tree.File("x.json"); string(f.Data) != "abc" {
			t.Errorf("kind %d: data changed with the caller's slice: %q", kind, f.Data)
		}
	}
}
