package kind

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFullNames(t *testing.T) {
	for image, want := range map[string]string{
		"busybox:1.37":                    "docker.io/library/busybox:1.37",
		"docker.io/traefik:v3":            "docker.io/library/traefik:v3",
		"ghcr.io/fluxcd/x:v1":             "ghcr.io/fluxcd/x:v1",
		"registry.example.com:5000/app:1": "registry.example.com:5000/app:1",
		"NOT an image":                    "NOT an image",
	} {
		if got := fullName(image); got != want {
			t.Errorf("%s: got %s", image, got)
		}
	}
}

// engineWithImages is a docker of two nodes: the second has an image of its own,
// and what it is given it writes down.
func engineWithImages(t *testing.T) (log func() []string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "log")
	programs(t, map[string]string{"docker": `case "$*" in
ps*) echo one-control-plane; echo one-worker;;
inspect*) echo worker;;
*one-worker*list*) echo docker.io/library/has:1;;
*list*) ;;
*config*dump*) printf 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd]\nsnapshotter = "overlayfs"\n';;
*one-worker*import*) read -r line; echo "worker $line" >>` + file + `;;
*import*) read -r line; echo "control-plane $line" >>` + file + `;;
"image inspect here:1"|"image inspect has:1") ;;
"image inspect"*) exit 1;;
"pull missing:1") echo "manifest unknown" >&2; exit 1;;
pull*) echo "pulled $2" >>` + file + `;;
save*) echo "$4" >"$3";;
esac`})
	return func() []string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		slices.Sort(lines)
		return lines
	}
}

// TestPreload: each node gets what it lacks, and the engine pulls what it lacks.
func TestPreload(t *testing.T) {
	log := engineWithImages(t)
	archive := filepath.Join(t.TempDir(), "more.tar")
	if err := os.WriteFile(archive, []byte("archive\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said []string
	p := Preload{Images: []string{"here:1", "has:1", "far:1", "here:1"}, Archives: []string{archive}}
	if err := (&Engine{name: "docker"}).Preload(t.Context(), "one", p, func(s string) { said = append(said, s) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"control-plane archive", "control-plane far:1", "control-plane has:1", "control-plane here:1", "pulled far:1",
		"worker archive", "worker far:1", "worker here:1"}
	if diff := cmp.Diff(want, log()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(said) != 4 || !strings.HasPrefix(said[3], "loaded 4 of 4: ") {
		t.Errorf("said %q", said)
	}
}

func TestAnImageThatCannotBePulledIsNamed(t *testing.T) {
	engineWithImages(t)
	err := (&Engine{name: "docker"}).Preload(t.Context(), "one", Preload{Images: []string{"missing:1"}}, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "pull image missing:1") || !strings.Contains(err.Error(), "manifest unknown") {
		t.Errorf("got %v", err)
	}
	err = (&Engine{name: "docker"}).Preload(t.Context(), "one", Preload{Archives: []string{"/gone.tar"}}, func(string) {})
	if err == nil || !strings.Contains(fmt.Sprint(err), "load /gone.tar") {
		t.Errorf("got %v", err)
	}
}
