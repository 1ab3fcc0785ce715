package tree

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each case generates the tree old, lets the user work in the folder, and plans the tree new.
func TestPlan(t *testing.T) {
	old := content{"gitops/a.yaml": "a: 1\n", "gitops/b/c.json": `{"c":1}`, "seed:overrides/x.yaml": "# yours\n"}
	with := func(changed content) content {
		all := maps.Clone(old)
		maps.Copy(all, changed)
		return all
	}
	without := func(paths ...string) content {
		all := maps.Clone(old)
		for _, p := range paths {
			delete(all, p)
		}
		return all
	}
	for name, tt := range map[string]struct {
		new  content
		edit func(t *testing.T, dir string)
		opts Options
		want string
	}{
		"nothing changed":         {new: old},
		"render changed":          {new: with(content{"gitops/a.yaml": "a: 2\n", "gitops/b/c.json": `{"c":2}`}), want: "update gitops/a.yaml\nupdate gitops/b/c.json\n"},
		"no longer produced":      {new: without("gitops/a.yaml", "gitops/b/c.json"), want: "delete gitops/a.yaml\ndelete gitops/b/c.json\n"},
		"seed changed":            {new: with(content{"seed:overrides/x.yaml": "other"})},
		"seed no longer produced": {new: without("seed:overrides/x.yaml")},
		"seed edited":             {new: old, edit: write("overrides/x.yaml", "mine")},
		"seed removed":            {new: old, edit: drop("overrides/x.yaml"), want: "seed overrides/x.yaml\n"},
		"owned removed":           {new: old, edit: drop("gitops/a.yaml"), want: "create gitops/a.yaml\n"},
		"owned became seed":       {new: content{"gitops/b/c.json": `{"c":1}`, "seed:gitops/a.yaml": "a: mine\n"}, want: "seed gitops/a.yaml\n"},
		"owned, edited, became seed": {
			new: content{"gitops/b/c.json": `{"c":1}`, "seed:gitops/a.yaml": "a: mine\n"}, edit: write("gitops/a.yaml", "a: 5\n"),
		},
		"edited":                 {new: old, edit: extend("gitops/a.yaml"), want: "edited gitops/a.yaml\n"},
		"edited, header removed": {new: old, edit: write("gitops/a.yaml", "a: 5\n"), want: "edited gitops/a.yaml\n"},
		"emptied":                {new: old, edit: write("gitops/a.yaml", ""), want: "edited gitops/a.yaml\n"},
		"edited without header":  {new: old, edit: write("gitops/b/c.json", "{}"), want: "edited gitops/b/c.json\n"},
		"edited, forced":         {new: old, edit: extend("gitops/a.yaml"), opts: Options{Force: true}, want: "update gitops/a.yaml\n"},
		"edited, kept":           {new: old, edit: extend("gitops/a.yaml"), opts: Options{Keep: []string{"gitops/a.yaml"}}, want: "kept gitops/a.yaml\n"},
		"edited, not produced":   {new: without("gitops/a.yaml"), edit: extend("gitops/a.yaml"), want: "left gitops/a.yaml\n"},
		"edited, not produced, forced": {
			new: without("gitops/a.yaml"), edit: extend("gitops/a.yaml"), opts: Options{Force: true}, want: "left gitops/a.yaml\n",
		},
		"CRLF checkout":             {new: old, edit: toCRLF},
		"CRLF checkout, changed":    {new: with(content{"gitops/a.yaml": "a: 2\n"}), edit: toCRLF, want: "update gitops/a.yaml\n"},
		"CRLF checkout, unproduced": {new: without("gitops/b/c.json"), edit: toCRLF, want: "delete gitops/b/c.json\n"},
		"foreign in the way":        {new: with(content{"gitops/new.yaml": "n: 1\n"}), edit: write("gitops/new.yaml", "mine"), want: "foreign gitops/new.yaml\n"},
		"foreign, forced": {
			new: with(content{"gitops/new.yaml": "n: 1\n"}), edit: write("gitops/new.yaml", "mine"), opts: Options{Force: true}, want: "foreign gitops/new.yaml\n",
		},
		"foreign, kept": {
			new: with(content{"gitops/new.yaml": "n: 1\n"}), edit: write("gitops/new.yaml", "mine"),
			opts: Options{Keep: []string{"gitops/new.yaml"}}, want: "kept gitops/new.yaml\n",
		},
		"foreign elsewhere": {new: old, edit: write("gitops/mine.yaml", "mine")},
		"copy of an owned":  {new: old, edit: copyFile("gitops/a.yaml", "gitops/copy.yaml")},
		"right bytes, no lock listed": {
			new: with(content{"gitops/new.json": "{}"}), edit: write("gitops/new.json", "{}"),
		},
		"stale gone already":       {new: without("gitops/a.yaml"), edit: drop("gitops/a.yaml")},
		"stale now a folder":       {new: without("gitops/a.yaml"), edit: both(drop("gitops/a.yaml"), write("gitops/a.yaml/mine", ""))},
		"stale now a link":         {new: without("gitops/a.yaml"), edit: both(drop("gitops/a.yaml"), link("/etc/hosts", "gitops/a.yaml")), want: "left gitops/a.yaml\n"},
		"stale folder now a link":  {new: without("gitops/b/c.json"), edit: both(rename("gitops/b", "mine"), link("../mine", "gitops/b")), want: "left gitops/b/c.json\n"},
		"seed behind a link":       {new: with(content{"seed:overrides/y.yaml": ""}), edit: both(rename("overrides", "mine"), link("mine", "overrides"))},
		"seed is a dangling link":  {new: old, edit: both(drop("overrides/x.yaml"), link("nowhere", "overrides/x.yaml"))},
		"file where folder goes":   {new: content{"gitops/a.yaml/x": ""}, want: "create gitops/a.yaml/x\ndelete gitops/a.yaml\ndelete gitops/b/c.json\n"},
		"folder where file goes":   {new: content{"gitops/b": ""}, want: "create gitops/b\ndelete gitops/a.yaml\ndelete gitops/b/c.json\n"},
		"folders deep below":       {new: content{"gitops": ""}, want: "create gitops\ndelete gitops/a.yaml\ndelete gitops/b/c.json\n"},
		"case of the name changed": {new: content{"gitops/A.yaml": "a: 1\n", "gitops/b/c.json": `{"c":1}`}, want: "create gitops/A.yaml\ndelete gitops/a.yaml\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, newTree(t, old), Options{})
			if tt.edit != nil {
				tt.edit(t, dir)
			}
			before := get(t, dir)
			c := plan(t, dir, newTree(t, tt.new), tt.opts)
			// Deletions sort after creations in the summary; the cases name both in that order.
			equal(t, "plan", summary(c), tt.want)
			equal(t, "folder after Plan", get(t, dir), before)
			err := c.Apply(t.Context())
			if len(c.Edited) > 0 {
				wantError(t, err, c.Edited[0].Path+" "+c.Edited[0].Why.String())
				equal(t, "folder after a refused Apply", get(t, dir), before)
				return
			}
			must(t, err)
			again := plan(t, dir, newTree(t, tt.new), Options{})
			if !again.Empty() {
				t.Errorf("not empty after Apply: %s", summary(again))
			}
		})
	}
}

func TestPlanErrors(t *testing.T) {
	tree := content{"gitops/a.yaml": "a: 1\n", "gitops/b/c.yaml": "c: 1\n"}
	for name, tt := range map[string]struct {
		edit func(t *testing.T, dir string)
		want string
	}{
		"link in place of a file":       {link("/etc/hosts", "gitops/a.yaml"), "gitops/a.yaml is a symbolic link where a generated file belongs"},
		"link to a file inside":         {both(write("x", ""), link("../x", "gitops/a.yaml")), "gitops/a.yaml is a symbolic link"},
		"link in place of a folder":     {both(write("mine/x", ""), link("mine", "gitops")), "gitops is a symbolic link, not a folder"},
		"link out of the folder":        {link("/etc", "gitops"), "gitops is a symbolic link"},
		"file in place of a folder":     {write("gitops", "mine"), "gitops is a file where gitops/a.yaml needs a folder: move it away"},
		"folder in place of a file":     {write("gitops/a.yaml/mine/x", ""), "gitops/a.yaml is a folder where a generated file belongs, and holds gitops/a.yaml/mine"},
		"folder in place of the lock":   {write("slipway.lock/x", ""), "slipway.lock: it is a folder"},
		"link in place of the lock":     {link("/etc/hosts", "slipway.lock"), "slipway.lock: it is a symbolic link"},
		"link in place of the new lock": {link("/etc/hosts", "slipway.lock.next"), "slipway.lock.next: it is a symbolic link"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			tt.edit(t, dir)
			before := get(t, dir)
			_, err := Plan(dir, newTree(t, tree), meta(), Options{Output: "gitops"})
			wantError(t, err, tt.want)
			equal(t, "folder", get(t, dir), before)
		})
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o644))
	_, err := Plan(file, newTree(t, tree), meta(), Options{})
	wantError(t, err, "open folder "+file+": not a directory")
	_, err = Plan(file+"2", newTree(t, tree), meta(), Options{})
	wantError(t, err, "open folder "+file+"2: no such file")
	_, err = Plan(t.TempDir(), newTree(t, tree), meta(), Options{Keep: []string{"gitops/a.yaml", "x"}})
	wantError(t, err, "keep gitops/a.yaml: it is no generated file with an edit to keep")
}

func TestEditIsShown(t *testing.T) {
	dir := t.TempDir()
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\nb: 2\nc: 3\n"})
	generate(t, dir, tree, Options{})
	substitute("gitops/a.yaml", "b: 2", "b: 5")(t, dir)
	want := []Edit{{Path: "gitops/a.yaml", Why: ByHand, Instead: "platform.yaml, clusters/, overrides/ or secrets/", Diff: `--- generated/gitops/a.yaml
+++ edited/gitops/a.yaml
@@ -1,4 +1,4 @@
 # Change platform.yaml, clusters/, overrides/ or secrets/ and run: slipway generate
 a: 1
-b: 2
+b: 5
 c: 3
`}}
	equal(t, "edit", plan(t, dir, tree, Options{}).Edited, want)

	want[0].Instead = "see gitops/a.yaml"
	c := plan(t, dir, tree, Options{Instead: func(p string) string { return "see " + p }})
	equal(t, "edit", c.Edited, want)
	toCRLF(t, dir) // must not drown the edit in changed line ends
	c = plan(t, dir, tree, Options{Instead: func(p string) string { return "see " + p }})
	equal(t, "edit in a CRLF checkout", c.Edited, want)
}

func TestDiffIsCapped(t *testing.T) {
	for name, tt := range map[string]struct{ have, want string }{
		"many lines": {strings.Repeat("x\n", 500), "… 4"},
		"long lines": {strings.Repeat(strings.Repeat("y", 5000)+"\n", 3), "more lines\n"},
		"huge":       {strings.Repeat("x\n", 1<<20), "too large to compare\n"},
		"binary":     {"a\x00b", "binary content differs\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got := diff("p", []byte("a\n"), []byte(tt.have))
			if len(got) > diffBytes+100 || !strings.Contains(got, tt.want) {
				t.Errorf("%d bytes, want %q in %.300q", len(got), tt.want, got)
			}
		})
	}
	// An edit of nothing but the header line is shown too.
	file, _ := own("a.yaml", []byte("a: 1\n"))
	changed := []byte(strings.Replace(string(file), "sha256:", "sha256:"+strings.Repeat("0", 64)+"#", 1))
	if got := diff("a.yaml", file, changed[:len(changed)]); !strings.Contains(got, "+# Code generated") {
		t.Errorf("diff is %q", got)
	}
}

// Kept, the file stays through later runs; when its own render changes the user has to look again.
func TestKeep(t *testing.T) {
	dir := t.TempDir()
	one, two := newTree(t, content{"gitops/a.yaml": "a: 1\n"}), newTree(t, content{"gitops/a.yaml": "a: 2\n"})
	keep := Options{Keep: []string{"gitops/a.yaml"}}
	generate(t, dir, one, Options{})
	extend("gitops/a.yaml")(t, dir)
	mine := get(t, dir)["gitops/a.yaml"]

	generate(t, dir, one, keep)
	c := plan(t, dir, one, Options{Force: true})
	if !c.Empty() {
		t.Errorf("force goes for a kept file: %s", summary(c))
	}
	c = plan(t, dir, two, Options{})
	equal(t, "render changed", summary(c), "outdated gitops/a.yaml\n")
	if !strings.Contains(c.Edited[0].Diff, "-a: 2\n+a: 1\n") {
		t.Errorf("diff is %s", c.Edited[0].Diff)
	}
	generate(t, dir, two, keep)
	equal(t, "file", get(t, dir)["gitops/a.yaml"], mine)

	extend("gitops/a.yaml")(t, dir)
	equal(t, "edited again", summary(plan(t, dir, two, Options{})), "edited gitops/a.yaml\n")
	c = plan(t, dir, newTree(t, content{"gitops/z.yaml": ""}), Options{})
	equal(t, "kept, no longer produced", summary(c), "create gitops/z.yaml\nleft gitops/a.yaml\n")

	generate(t, dir, two, Options{Force: true})
	if lock := get(t, dir)[lockName]; strings.Contains(lock, "kept:") {
		t.Errorf("an overwritten file is still kept:\n%s", lock)
	}
}

// Deleting a kept file gives it back to Slipway.
func TestKeptFileDeleted(t *testing.T) {
	dir := t.TempDir()
	tree := newTree(t, content{"gitops/a.yaml": "a: 1\n", "gitops/b.json": "{}"})
	generate(t, dir, tree, Options{})
	write("gitops/b.json", "[]")(t, dir)
	generate(t, dir, tree, Options{Keep: []string{"gitops/b.json"}})
	drop("gitops/b.json")(t, dir)
	generate(t, dir, tree, Options{})
	equal(t, "file", get(t, dir)["gitops/b.json"], "{}")
}
