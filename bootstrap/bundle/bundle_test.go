package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/redact"
)

func made(t *testing.T) *Bundle {
	t.Helper()
	t.Setenv("HOME", "/home/somebody")
	b := New("acme-support", redact.NewValues("known-secret"), map[string]string{"/srv/acme": "(platform)", "/srv": "(srv)", "": "never"})
	b.Text("b.txt", "known-secret in /srv/acme/platform.yaml and /srv/x, /home/somebody/.kube\n")
	b.Text("a/c.txt", "")
	object := map[string]any{"kind": "ConfigMap", "metadata": map[string]any{"name": "web"}, "data": map[string]any{"k": "v"}}
	if err := errors.Join(b.Objects("objects.yaml", []map[string]any{object, object}), b.Objects("none.yaml", nil)); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestABundleIsTheSameEachTime: sorted, nobody's, of no time.
func TestABundleIsTheSameEachTime(t *testing.T) {
	var one, two bytes.Buffer
	if err := errors.Join(made(t).Write(&one), made(t).Write(&two)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("it differs")
	}
	got := map[string]string{}
	var order []string
	zip, err := gzip.NewReader(&one)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(zip); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		text, readErr := io.ReadAll(r)
		if err = errors.Join(err, readErr); err != nil {
			t.Fatal(err)
		}
		if h.Mode != 0o600 || h.Uid != 0 || h.Uname != "" || h.ModTime.Unix() > 0 {
			t.Errorf("%s is %+v", h.Name, h)
		}
		got[h.Name] = string(text)
		order = append(order, h.Name)
	}
	want := map[string]string{
		"acme-support/a/c.txt":      "",
		"acme-support/b.txt":        "(removed) in (platform)/platform.yaml and (srv)/x, ~/.kube\n",
		"acme-support/objects.yaml": "data:\n  k: (removed)\nkind: ConfigMap\nmetadata:\n  name: web\n---\ndata:\n  k: (removed)\nkind: ConfigMap\nmetadata:\n  name: web\n",
	}
	if diff := cmp.Diff(want, got); diff != "" || len(order) != 3 || order[0] != "acme-support/a/c.txt" {
		t.Errorf("%v (- want, + got)\n%s", order, diff)
	}
}

// TestNoName: neither the machine's nor its user's, as a word.
func TestNoName(t *testing.T) {
	host, err := os.Hostname()
	if err != nil || len(host) < 3 || host == "localhost" {
		t.Skip("skipped: this machine has no name of its own")
	}
	b := New("x", redact.Values{}, map[string]string{})
	b.Text("a", "seen by "+host+", not by "+host+"ish")
	if got := b.files["a"]; got != "seen by (name), not by "+host+"ish" {
		t.Errorf("got %q", got)
	}
}
