package airgap

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/generator/platform"
)

// contents are files by their digests.
type contents map[string][]byte

func (c contents) add(text string) string {
	digest := blob.Digest([]byte(text))
	c[digest] = []byte(text)
	return digest
}

func (c contents) read(digest string) ([]byte, error) {
	data, ok := c[digest]
	if !ok {
		return nil, errors.New("no " + digest)
	}
	return data, nil
}

// sample is a bundle of one of each.
func sample(t testing.TB) (packed []byte, files contents) {
	t.Helper()
	files = contents{}
	index := &Index{
		Platform: "acme",
		Catalogs: []Catalog{{Name: "oci://example.com/acme:1.0.0", Digest: files.add("manifest"), Layer: files.add("layer"), Signatures: files.add("[]")}},
		Charts:   []Chart{{Repository: "https://charts.example.com", Name: "web", Version: "1.0.0", Digest: files.add("chart")}},
		// Two charts of the same bytes are one file.
		Manifests: []Manifests{{URL: "oci://example.com/app", Version: "v1", Digest: files.add("chart")}},
	}
	var out bytes.Buffer
	if err := Write(&out, index, files.read); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), files
}

func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.bundle")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestOpen: what was packed is there, by what it is called, and nothing else is.
func TestOpen(t *testing.T) {
	packed, files := sample(t)
	again, _ := sample(t)
	if !bytes.Equal(packed, again) {
		t.Error("the same things made other bytes")
	}
	b, err := Open(write(t, packed))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Files) != len(files) {
		t.Errorf("%d files, not %d", len(b.Files), len(files))
	}
	for digest, want := range files {
		if got, err := b.Read(digest); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %q, %v", digest, got, err)
		}
	}
	digest, err := b.Chart(platform.Chart{Repository: "https://charts.example.com", Name: "web", Version: "1.0.0"})
	manifests, manifestsErr := b.Chart(platform.Manifests{URL: "oci://example.com/app", Version: "v1"}.Registry())
	if err != nil || manifestsErr != nil || digest != blob.Digest([]byte("chart")) || manifests != digest {
		t.Errorf("%s %v, %s %v", digest, err, manifests, manifestsErr)
	}
	for name, found := range map[string]bool{
		"oci://example.com/acme:1.0.0":                                         true,
		"oci://example.com/acme@" + blob.Digest([]byte("manifest")):            true,
		"oci://example.com/acme:1.0.0@" + blob.Digest([]byte("manifest")):      true,
		"oci://example.com/acme:1.0.0@sha256:" + strings.Repeat("0", 64):       false,
		"oci://example.com/acme:1.0.1":                                         false,
		"oci://example.com/other:1.0.0":                                        false,
		"oci://example.com/acme@" + "sha256:" + strings.Repeat("0", 64):        false,
		"oci://mirror.example.com/acme:1.0.0":                                  false,
		"oci://example.com/acme:1.0.0-rc.1@" + blob.Digest([]byte("manifest")): true, // the digest says what it is
	} {
		ref, err := platform.ParseCatalogRef(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Catalog(ref); (err == nil) != found {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Chart(platform.Chart{Repository: "https://charts.example.com", Name: "web", Version: "2.0.0"}); err == nil ||
		err.Error() != "bundle "+b.Path+" has no chart web 2.0.0 of https://charts.example.com; make it anew where the network is: slipway bundle --out FILE" {
		t.Error(err)
	}
}

// TestABundleThatChangesWhileItIsInUse is not believed.
func TestABundleThatChangesWhileItIsInUse(t *testing.T) {
	packed, _ := sample(t)
	b, err := Open(write(t, packed))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.Path, bytes.ReplaceAll(packed, []byte("chart"), []byte("charm")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Read(blob.Digest([]byte("chart"))); err == nil || !strings.HasSuffix(err.Error(), "it has changed meanwhile") {
		t.Error(err)
	}
}

// entries is a tar of headers and what they hold.
func entries(t testing.TB, all ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range all {
		h := e.Header
		if h.Typeflag == 0 {
			h.Typeflag = tar.TypeReg
		}
		if h.Size == 0 {
			h.Size = int64(len(e.data))
		}
		if h.Format == tar.FormatUnknown {
			h.Format = tar.FormatUSTAR
		}
		err := w.WriteHeader(&h)
		if err == nil {
			_, err = io.WriteString(w, e.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type entry struct {
	tar.Header
	data string
}

func named(name, data string) entry { return entry{tar.Header{Name: name}, data} }

// TestOpenRefuses: a bundle has one form, and whatever else it holds is told exactly.
func TestOpenRefuses(t *testing.T) {
	packed, _ := sample(t)
	digest := blob.Digest([]byte("chart"))
	file := "sha256/" + strings.TrimPrefix(digest, "sha256:")
	listed := func(files string) entry {
		return named("index.json", `{"format": 1, "platform": "acme", "charts": [{"repository": "r", "name": "web", "version": "1", "digest": "`+digest+`"}], "files": [`+files+`]}`)
	}
	index := listed(`{"digest": "` + digest + `", "size": 5}`)
	zero := "sha256:" + strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":              {nil, "is cut off: it has no index.json"},
		"text":                 {[]byte("apiVersion: v1\n"), "is no bundle: unexpected EOF"},
		"long text":            {bytes.Repeat([]byte("apiVersion: v1\n"), 100), "is no bundle: archive/tar: invalid tar header"},
		"no index":             {entries(t, named(file, "chart")), `is no bundle: it has "` + file + `" where index.json belongs`},
		"a link":               {entries(t, entry{tar.Header{Name: "index.json", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, ""}), `is no bundle: "index.json" is a symbolic link, and it holds files only`},
		"a hard link":          {entries(t, index, entry{tar.Header{Name: file, Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}, ""}), `is no bundle: "` + file + `" is a hard link, and it holds files only`},
		"a device":             {entries(t, index, entry{tar.Header{Name: file, Typeflag: tar.TypeBlock}, ""}), `is no bundle: "` + file + `" is a device, and it holds files only`},
		"a way out":            {entries(t, index, named("../"+file, "chart")), `is no bundle: it has "../` + file + `" where ` + file + ` belongs`},
		"an absolute path":     {entries(t, index, named("/etc/cron.d/x", "chart")), `is no bundle: it has "/etc/cron.d/x" where ` + file + ` belongs`},
		"another form":         {entries(t, index, entry{tar.Header{Name: file, Format: tar.FormatPAX, PAXRecords: map[string]string{"SLIPWAY.a": "b"}}, "chart"}), `is no bundle: "` + file + `" is in PAX and not in USTAR`},
		"another size":         {entries(t, listed(`{"digest": "`+digest+`", "size": 4}`), named(file, "chart")), `is no bundle: "` + file + `" has 5 bytes, which is not the 4 that its index says`},
		"another file":         {entries(t, index, named(file, "charm")), "is damaged: " + file + " holds what is " + blob.Digest([]byte("charm"))},
		"one file too few":     {entries(t, index), "is cut off: it has no " + file},
		"one file too many":    {entries(t, index, named(file, "chart"), named("more", "")), `holds "more", which its index does not list`},
		"twice":                {entries(t, index, named(file, "chart"), named(file, "chart")), `holds "` + file + `", which its index does not list`},
		"listed twice":         {entries(t, listed(`{"digest": "`+digest+`", "size": 5}, {"digest": "`+digest+`", "size": 5}`)), "lists " + digest + " twice, or not in its place"},
		"not listed":           {entries(t, listed(``)), `names "` + digest + `", and lists no such file`},
		"nobody's":             {entries(t, listed(`{"digest": "`+zero+`", "size": 1}, {"digest": "`+digest+`", "size": 5}`)), "lists " + zero + ", which nothing in it is"},
		"no digest":            {entries(t, listed(`{"digest": "../../x", "size": 5}`)), `lists "../../x", which is no digest`},
		"too large":            {entries(t, listed(`{"digest": "`+digest+`", "size": 99999999}`)), "lists " + digest + " with 99999999 bytes: no file has more than 64 MiB"},
		"smaller than nothing": {entries(t, listed(`{"digest": "`+digest+`", "size": -1}`)), "lists " + digest + " with -1 bytes: no file has more than 64 MiB"},
		"too many":             {entries(t, listed(strings.TrimSuffix(strings.Repeat(`{},`, 4001), ","))), "lists more than 4000 files"},
		"a newer one":          {entries(t, named("index.json", `{"format": 2, "images": []}`)), "is of format 2, and this slipway reads format 1: use the slipway that made it"},
		"no version":           {entries(t, named("index.json", `{}`)), "is of format 0, and this slipway reads format 1: use the slipway that made it"},
		"no JSON":              {entries(t, named("index.json", `format: 1`)), "index.json is malformed: invalid character 'o' in literal false (expecting 'a')"},
		"two":                  {entries(t, named("index.json", `{"format": 1}{}`)), "index.json is malformed: invalid character '{' after top-level value"},
		"an unknown field":     {entries(t, named("index.json", `{"format": 1, "images": []}`)), `index.json is malformed: json: unknown field "images"`},
		"behind its end":       {append(slices.Clone(packed), 0), "goes on behind its end"},
		"another behind it":    {slices.Concat(packed, packed), "goes on behind its end"},
		"without its end":      {packed[:len(packed)-512], "is cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, c.data)
			_, err := Open(path)
			if want := "bundle " + path + " " + c.want; err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// TestOpenRefusesWhatIsCutOff, wherever that is.
func TestOpenRefusesWhatIsCutOff(t *testing.T) {
	packed, _ := sample(t)
	for n := range len(packed) {
		want := "is cut off"
		if n > 0 && n < blockSize {
			want = "is no bundle: unexpected EOF" // nobody knows what it was to be
		}
		if _, err := read(bytes.NewReader(packed[:n])); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Fatalf("%d of %d bytes: %v", n, len(packed), err)
		}
	}
}

// TestABombIsNotUnpacked: an index of many megabytes and a file that is mostly
// holes are refused by what their headers say, before anything of them is read.
func TestABombIsNotUnpacked(t *testing.T) {
	var header bytes.Buffer
	if err := tar.NewWriter(&header).WriteHeader(&tar.Header{Name: "index.json", Typeflag: tar.TypeReg, Size: 1 << 32, Format: tar.FormatUSTAR}); err != nil {
		t.Fatal(err)
	}
	endless := &counter{from: io.MultiReader(&header, zeros{})}
	if _, err := read(endless); err == nil || err.Error() != `is no bundle: "index.json" has 4294967296 bytes, which is more than 4 MiB` {
		t.Error(err)
	}
	if endless.n > 1<<20 {
		t.Errorf("%d bytes were read", endless.n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestCreateLeavesNoHalf: what was there before stays until the new one is whole.
func TestCreateLeavesNoHalf(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.bundle")
	packed, err := Create(path, func(w io.Writer) error { _, err := io.WriteString(w, "first"); return err })
	if err != nil || packed.Size != 5 || packed.Digest != blob.Digest([]byte("first")) {
		t.Fatal(packed, err)
	}
	_, err = Create(path, func(w io.Writer) error {
		_, err := io.WriteString(w, "second")
		return errors.Join(err, errors.New("the registry has gone"))
	})
	if err == nil || err.Error() != "the registry has gone" {
		t.Error(err)
	}
	left, err := os.ReadDir(dir)
	if data, readErr := os.ReadFile(path); err != nil || readErr != nil || string(data) != "first" || len(left) != 1 {
		t.Errorf("%q, %v, %v, %v", data, left, err, readErr)
	}
}
