package kindnode

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatThisProcessMayDo(t *testing.T) {
	for status, want := range map[string]bool{
		"Name:\tx\nCapBnd:\t000001ffffffffff\n": true,
		"Name:\tx\nCapBnd:\t000001fffeffffff\n": false,
		"Name:\tx\n":                            false,
	} {
		if got := mayRaiseLimits(status); got != want {
			t.Errorf("%q: got %v", status, got)
		}
	}
}

func TestAnEngineThatNothingStartsIsSaid(t *testing.T) {
	if _, err := Start(t.Context(), "finch", t.TempDir()); !errors.Is(err, ErrImpossible) {
		t.Errorf("got %v", err)
	}
}

// TestLayersAreReproducible: the same entries are the same layer, and each
// entry is what it says.
func TestLayersAreReproducible(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "program"), []byte("binary"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("program", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	found, err := picked(dir, []string{"/program", "/link", "/gone", "/"})
	if err != nil {
		t.Fatal(err)
	}
	entries := append([]entry{{name: "tmp", mode: 0o1777, dir: true}, {name: "etc/x", mode: 0o644, data: []byte("text")}}, found...)
	one, err := layerOf(entries)
	if err != nil {
		t.Fatal(err)
	}
	two, err := layerOf(entries)
	if err != nil {
		t.Fatal(err)
	}
	first, err1 := one.Digest()
	second, err2 := two.Digest()
	if err := errors.Join(err1, err2); err != nil || first != second {
		t.Errorf("got %s and %s, %v", first, second, err)
	}
	content, err := one.Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var got []string
	for r := tar.NewReader(content); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.TrimSpace(h.Name+" "+h.FileInfo().Mode().String()+" "+h.Linkname+string(data)))
	}
	want := []string{"tmp/ dtrwxrwxrwx", "etc/x -rw-r--r-- text", "program -rwx------ binary", "link Lrwxrwxrwx program"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestTheNameSaysWhatIsInside: kind reads the version from the tag, and another
// program is another image.
func TestTheNameSaysWhatIsInside(t *testing.T) {
	programs := map[string]string{"kubelet": "/cache/kubelet-v1-a/kubelet"}
	one, err := nodeName(programs)
	if err != nil {
		t.Fatal(err)
	}
	programs["kubelet"] = "/cache/kubelet-v1-b/kubelet"
	two, err := nodeName(programs)
	if err != nil || one == two || !strings.HasPrefix(one, "slipway.local/kind-node:v1.") {
		t.Errorf("got %s and %s, %v", one, two, err)
	}
}

func TestEveryEnabledUnitIsThere(t *testing.T) {
	for _, service := range services() {
		if _, err := nodeFiles.ReadFile("node/etc/systemd/system/" + service + ".service"); err != nil {
			t.Error(err)
		}
	}
}
