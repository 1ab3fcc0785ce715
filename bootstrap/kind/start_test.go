package kind

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStartStartsWhatEnded, with each engine's own program.
func TestStartStartsWhatEnded(t *testing.T) {
	for _, engine := range []string{"docker", "podman", "nerdctl"} {
		t.Run(engine, func(t *testing.T) {
			log := filepath.Join(t.TempDir(), "started")
			programs(t, map[string]string{engine: `case "$1 $*" in
ps*) echo one-worker; echo one-control-plane;;
inspect*State.Running*control-plane) echo true;;
inspect*State.Running*) echo false;;
start*) echo "$2" >>` + log + `;;
esac`})
			got, err := (&Engine{name: engine}).Start(t.Context(), "one")
			if err != nil || strings.Join(got, ",") != "one-worker" {
				t.Errorf("got %v, %v", got, err)
			}
			if ran, err := os.ReadFile(log); err != nil || string(ran) != "one-worker\n" {
				t.Errorf("started %q, %v", ran, err)
			}
		})
	}
}

func TestAContainerThatCannotStartIsNamed(t *testing.T) {
	programs(t, map[string]string{"docker": `case "$1 $*" in
ps*) echo one-control-plane;;
inspect*) echo false;;
start*) echo "port is already allocated" >&2; exit 1;;
esac`})
	_, err := (&Engine{name: "docker"}).Start(t.Context(), "one")
	if err == nil || !strings.Contains(err.Error(), "start container one-control-plane") || !strings.Contains(err.Error(), "port is already allocated") {
		t.Errorf("got %v", err)
	}
}
