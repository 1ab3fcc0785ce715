package catalogfile

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

const manifest = `{"name": "acme", "version": "1.2.3"}`

// TestPackIsTheSameEverywhere: a digest that other machines must come to as well stands here.
func TestPackIsTheSameEverywhere(t *testing.T) {
	folder := fstest.MapFS{
		"catalog.json":        {Data: []byte(manifest), Mode: 0o600},
		"motd/component.cue":  {Data: []byte("package component\r\n\r\nname: \"motd\"\r\n")},
		"motd/config.cue":     {Data: []byte("package component\n")},
		"motd/README.md":      {Data: []byte("# Message of the day\n")},
		"motd/deep/other.cue": {Data: []byte("package component\n")},
		"traefik/patch.cue":   {Data: []byte("package component\n")},
		"docs/index.md":       {Data: []byte("# Docs\n")},
		".git/HEAD":           {Data: []byte("ref: refs/heads/main\n")},
		"LICENSE":             {Data: []byte("none\n")},
	}
	c, packed, leftOut, err := Pack(folder)
	if err != nil {
		t.Fatal(err)
	}
	const want = "sha256:a31e34b84f46294131feb0dff96daf56720f3c0135ecd6573cef79843184d8f2"
	if c.Digest != want {
		t.Errorf("digest %s, not %s", c.Digest, want)
	}
	if diff := cmp.Diff([]string{".git/", "LICENSE", "docs/", "motd/README.md", "motd/deep/"}, leftOut); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"motd", "traefik"}, c.Components); diff != "" || c.Manifest != (Manifest{"acme", "1.2.3"}) {
		t.Errorf("%v, components (-want +got):\n%s", c.Manifest, diff)
	}
	opened, err := Open(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(opened.FS, "motd/component.cue")
	if err != nil || string(text) != "package component\n\nname: \"motd\"\n" {
		t.Errorf("%q, %v", text, err)
	}
	if _, again, _, err := Pack(opened.FS); err != nil || !bytes.Equal(packed, again) {
		t.Errorf("what was opened packs to other bytes (%v)", err)
	}
}

func TestPackRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		data string
		want string
	}{
		"no manifest":   {"catalog.json", "-", `has no catalog.json: write one such as {"name": "acme", "version": "1.2.3"}`},
		"no JSON":       {"catalog.json", "name: acme", `catalog.json: invalid character 'a' in literal null (expecting 'u'); want {"name": "acme", "version": "1.2.3"}`},
		"other fields":  {"catalog.json", `{"name": "acme", "versio": "1.2.3"}`, `catalog.json: json: unknown field "versio"; want {"name": "acme", "version": "1.2.3"}`},
		"two objects":   {"catalog.json", manifest + manifest, `catalog.json: holds more than one object; want {"name": "acme", "version": "1.2.3"}`},
		"no name":       {"catalog.json", `{"version": "1.2.3"}`, `catalog.json: name is lower-case letters, digits and dashes (got ""); want {"name": "acme", "version": "1.2.3"}`},
		"no version":    {"catalog.json", `{"name": "acme"}`, `catalog.json: version is one such as 1.2.3 or 1.2.3-rc.1, which is also the tag (got ""); want {"name": "acme", "version": "1.2.3"}`},
		"v1.2.3":        {"catalog.json", `{"name": "acme", "version": "v1.2.3"}`, `catalog.json: version is one such as 1.2.3 or 1.2.3-rc.1, which is also the tag (got "v1.2.3"); want {"name": "acme", "version": "1.2.3"}`},
		"no tag":        {"catalog.json", `{"name": "acme", "version": "1.2.3+a"}`, `catalog.json: version is one such as 1.2.3 or 1.2.3-rc.1, which is also the tag (got "1.2.3+a"); want {"name": "acme", "version": "1.2.3"}`},
		"upper case":    {"Web/component.cue", "", `Web/component.cue is neither catalog.json nor COMPONENT/FILE.cue`},
		"odd file":      {"motd/a b.cue", "", `motd/a b.cue is neither catalog.json nor COMPONENT/FILE.cue`},
		"binary":        {"motd/a.cue", "\x00", `"motd/a.cue" is no text in UTF-8`},
		"other letters": {"motd/a.cue", "\xff", `"motd/a.cue" is no text in UTF-8`},
		"both":          {"motd/patch.cue", "", `has a component with both component.cue and patch.cue`},
		"large":         {"motd/a.cue", strings.Repeat("a", MaxFile+1), `"motd/a.cue" is larger than 1024 KiB`},
		"case":          {"motd/Component.cue", "", `"motd/component.cue" differs from "motd/Component.cue" in upper and lower case alone`},
		"no component":  {"motd/component.cue", "-", `has no component: a folder with a component.cue`},
	} {
		t.Run(name, func(t *testing.T) {
			folder := fstest.MapFS{"catalog.json": {Data: []byte(manifest)}, "motd/component.cue": {Data: []byte("package component\n")}}
			folder[c.file] = &fstest.MapFile{Data: []byte(c.data)}
			if c.data == "-" {
				delete(folder, c.file)
			}
			if _, _, _, err := Pack(folder); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestPackRefusesLinks: what a link leads to is not the catalog's.
func TestPackRefusesLinks(t *testing.T) {
	dir := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "motd"), 0o755), os.WriteFile(filepath.Join(dir, "catalog.json"), []byte(manifest), 0o600),
		os.WriteFile(filepath.Join(dir, "motd", "component.cue"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "motd", "a.cue")); err != nil {
		t.Skip(err)
	}
	const want = "motd/a.cue is no file of its own: put what it stands for in its place"
	if _, _, _, err := Pack(os.DirFS(dir)); err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// header is one file of an archive that somebody made by hand.
type header struct {
	tar.Header
	data string
}

func file(name, data string) header {
	return header{tar.Header{Name: name, Typeflag: tar.TypeReg}, data}
}

func of(kind byte, name string) header {
	return header{tar.Header{Name: name, Typeflag: kind, Linkname: "/etc/passwd"}, ""}
}

// archive makes what no tool of ours makes.
func archive(t testing.TB, files ...header) []byte {
	t.Helper()
	var plain bytes.Buffer
	w := tar.NewWriter(&plain)
	for _, f := range files {
		if f.Size == 0 {
			f.Size = int64(len(f.data))
		}
		if err := w.WriteHeader(&f.Header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err == nil {
		_ = w.Close() // fails where a size lies, which is meant
	}
	return zipped(t, plain.Bytes())
}

func zipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	_, err := zip.Write(plain)
	if err := errors.Join(err, zip.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// hostile are archives that nobody may be able to use, and what is said of them.
func hostile(t testing.TB) map[string]struct {
	packed []byte
	want   string
} {
	good := []header{file("catalog.json", manifest), file("motd/component.cue", "package component\n")}
	with := func(more ...header) []byte { return archive(t, append(good, more...)...) }
	var many []header
	for i := range maxFiles {
		many = append(many, file("motd/"+strings.Repeat("a", i%50)+string(rune('a'+i/50%26))+string(rune('a'+i/1300))+".cue", ""))
	}
	whole := with()
	return map[string]struct {
		packed []byte
		want   string
	}{
		"nothing":             {nil, "is no gzip: EOF"},
		"text":                {[]byte("package component, which is long enough for a header"), "is no gzip: gzip: invalid header"},
		"no tar":              {zipped(t, []byte(strings.Repeat("x", 1024))), "is damaged: archive/tar: invalid tar header"},
		"empty":               {archive(t), "has no catalog.json"},
		"cut":                 {whole[:len(whole)-20], `"motd/component.cue" is damaged: unexpected EOF`},
		"wrong checksum":      {append(bytes.Clone(whole[:len(whole)-8]), 0, 0, 0, 0, 0, 0, 0, 0), "is damaged: gzip: invalid checksum"},
		"a size that lies":    {archive(t, header{tar.Header{Name: "motd/a.cue", Typeflag: tar.TypeReg, Size: 600}, "a"}), `"motd/a.cue" is damaged: unexpected EOF`},
		"trailing data":       {append(bytes.Clone(whole), "more"...), "goes on behind the end of its archive"},
		"a second member":     {append(bytes.Clone(whole), whole...), "goes on behind the end of its archive"},
		"behind the end":      {zipped(t, append(make([]byte, 1024), "more"...)), "goes on behind the end of its archive"},
		"traversal":           {with(file("../component.cue", "")), `"../component.cue" leaves the catalog's folder`},
		"traversal inside":    {with(file("motd/../../a.cue", "")), `"motd/../../a.cue" leaves the catalog's folder`},
		"absolute":            {with(file("/etc/component.cue", "")), `"/etc/component.cue" is an absolute path`},
		"a drive":             {with(file("C:/a.cue", "")), `"C:/a.cue" is an absolute path`},
		"a share":             {with(file(`\\host\a.cue`, "")), `"\\\\host\\a.cue" is an absolute path`},
		"backslashes":         {with(file(`motd\a.cue`, "")), `"motd\\a.cue" has a backslash in its name`},
		"dots":                {with(file("./motd/a.cue", "")), `"./motd/a.cue" is neither catalog.json nor COMPONENT/FILE.cue`},
		"no component's file": {with(file("motd/a.sh", "")), `"motd/a.sh" is neither catalog.json nor COMPONENT/FILE.cue`},
		"too deep":            {with(file("motd/a/b.cue", "")), `"motd/a/b.cue" is neither catalog.json nor COMPONENT/FILE.cue`},
		"a symbolic link":     {with(of(tar.TypeSymlink, "motd/a.cue")), `"motd/a.cue" is a symbolic link, and a catalog holds files only`},
		"a hard link":         {with(of(tar.TypeLink, "motd/a.cue")), `"motd/a.cue" is a hard link, and a catalog holds files only`},
		"a device":            {with(of(tar.TypeChar, "motd/a.cue")), `"motd/a.cue" is a device, and a catalog holds files only`},
		"a block device":      {with(of(tar.TypeBlock, "motd/a.cue")), `"motd/a.cue" is a device, and a catalog holds files only`},
		"a pipe":              {with(of(tar.TypeFifo, "motd/a.cue")), `"motd/a.cue" is a pipe, and a catalog holds files only`},
		"a folder":            {with(of(tar.TypeDir, "motd/")), `"motd/" is a folder, and a catalog holds files only`},
		"twice":               {with(file("motd/component.cue", "")), `"motd/component.cue" is there twice`},
		"two manifests":       {with(file("catalog.json", manifest)), `"catalog.json" is there twice`},
		"case":                {with(file("motd/Component.cue", "")), `"motd/Component.cue" differs from "motd/component.cue" in upper and lower case alone`},
		"a large file":        {with(file("motd/a.cue", strings.Repeat("a", MaxFile+1))), `"motd/a.cue" is larger than 1024 KiB`},
		"many files":          {with(many...), "holds more than 2000 files"},
		"a bomb of files":     {with(bomb()...), "holds more than 8 MiB"},
		"a bomb behind":       {zipped(t, make([]byte, 64<<20)), "is damaged: holds more than 8 MiB"},
		"large":               {make([]byte, MaxPacked+1), "is larger than 8 MiB"},
		"a lie in a manifest": {archive(t, file("catalog.json", `{"name": "../acme", "version": "1.2.3"}`)), `catalog.json: name is lower-case letters, digits and dashes (got "../acme"); want {"name": "acme", "version": "1.2.3"}`},
		"half a component":    {with(file("web/config.cue", "")), "web/ has neither component.cue nor patch.cue"},
	}
}

// bomb is more than a catalog may hold, in files of which each is small enough.
func bomb() (files []header) {
	for i := range 10 {
		files = append(files, file("motd/"+string(rune('a'+i))+".cue", strings.Repeat(" ", MaxFile)))
	}
	return files
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			if _, err := Open(c.packed); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

// FuzzOpen: whatever opens is a catalog, and packs to something that opens as the same.
func FuzzOpen(f *testing.F) {
	for _, c := range hostile(f) {
		if len(c.packed) < 1<<16 {
			f.Add(c.packed)
		}
	}
	f.Add(archive(f, file("catalog.json", manifest), file("motd/component.cue", "package component\n"), file("web/patch.cue", "")))
	f.Fuzz(func(t *testing.T, packed []byte) {
		c, err := Open(packed)
		if err != nil {
			return
		}
		again, data, leftOut, err := Pack(c.FS)
		if err != nil || len(leftOut) > 0 {
			t.Fatalf("opens and cannot be packed: %v, %v", leftOut, err)
		}
		if diff := cmp.Diff(c.Components, again.Components); diff != "" || c.Manifest != again.Manifest || len(data) > MaxPacked+1<<20 {
			t.Errorf("%v and %v, components (-first +again):\n%s", c.Manifest, again.Manifest, diff)
		}
	})
}
