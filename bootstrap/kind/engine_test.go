package kind

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/kind/pkg/exec"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// programs puts shell scripts on PATH, and nothing else.
func programs(t *testing.T, scripts map[string]string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
}

// TestFindTakesAnEngineThatAnswers and not a program whose daemon is down.
func TestFindTakesAnEngineThatAnswers(t *testing.T) {
	down := "echo 'Cannot connect to the daemon.' >&2; echo 'Is it running?' >&2; exit 1"
	for _, tt := range []struct {
		name    string
		scripts map[string]string
		prefer  string
		want    string
		wrong   []string
	}{
		{"the first", map[string]string{"docker": "true", "podman": "true"}, "", "docker", nil},
		{"one that is up", map[string]string{"docker": down, "podman": "true"}, "", "podman", nil},
		{"the one asked for", map[string]string{"docker": "true", "podman": "true"}, "podman", "podman", nil},
		{"the one asked for is down", map[string]string{"docker": down, "podman": "true"}, "docker", "", []string{"docker: Cannot connect to the daemon. (exit status 1)"}},
		{"none", map[string]string{"docker": down}, "", "", []string{
			"no container engine answers", "docker: Cannot connect to the daemon. (exit status 1)", "nerdctl: not installed", "finch: not installed", "podman: not installed"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			programs(t, tt.scripts)
			engine, err := Find(t.Context(), tt.prefer)
			if tt.want != "" {
				if err != nil || engine.Name() != tt.want {
					t.Errorf("got %v, %v", engine, err)
				}
				return
			}
			for _, want := range tt.wrong {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%v does not say %q", err, want)
				}
			}
		})
	}
}

func TestErrorsCarryWhatTheCommandSaid(t *testing.T) {
	inner := errors.New("exit status 1")
	err := told("create kind cluster one", &exec.RunError{Command: []string{"docker", "run"}, Output: []byte(strings.Repeat("early\n", 100) + "port is already allocated\n"), Inner: inner})
	if lines := strings.Count(err.Error(), "\n"); !strings.Contains(err.Error(), "port is already allocated") || lines > mostLines {
		t.Errorf("got %d lines: %v", lines, err)
	}
	frames := strings.Repeat("main.main\n\tk8s.io/kubernetes@v1.36.3/cmd/kubeadm/kubeadm.go:25\nruntime.goexit\n\truntime/asm_amd64.s:1771\n", 20)
	err = told("create kind cluster one", &exec.RunError{Command: []string{"docker", "exec"}, Output: []byte("error execution phase wait-control-plane\n" + frames + "exit code 1"), Inner: inner})
	if !strings.HasSuffix(err.Error(), "; it said:\nerror execution phase wait-control-plane\nexit code 1") {
		t.Errorf("got %v", err)
	}
	if err := told("delete kind cluster one", inner); err.Error() != "delete kind cluster one: exit status 1" || !errors.Is(err, inner) {
		t.Errorf("got %v", err)
	}
}

func TestProgressIsTheStepsNames(t *testing.T) {
	var got []string
	p := progress{func(s string) { got = append(got, s) }}
	p.V(0).Infof("Creating cluster %q ...\n", "one")
	p.V(0).Infof(" • %s  ...\n", "Starting control-plane 🕹️")
	p.V(0).Infof(" ✓ %s\n", "Starting control-plane 🕹️")
	p.V(1).Info(" • something for developers")
	p.Warn("cgroup v1 is deprecated")
	if strings.Join(got, "|") != "Starting control-plane" {
		t.Errorf("got %q", got)
	}
	progress{}.V(0).Info(" • nobody listens")
}

// TestRecord: a record is there before the cluster is, its kubeconfig after.
func TestRecord(t *testing.T) {
	lab := t.TempDir()
	dir := filepath.Join(lab, "one")
	if r, err := ReadRecord(dir); r != nil || err != nil {
		t.Fatalf("got %v, %v", r, err)
	}
	want := Record{Name: "acme-one", Engine: "docker", From: platform.Kind{Image: image, Nodes: platform.KindNodes{ControlPlanes: 1}}}
	if err := want.write(dir); err != nil {
		t.Fatal(err)
	}
	if err := local.WritePrivate(KubeconfigFile(dir), []byte("secret")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{recordFile, "kubeconfig"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	all, err := Records(lab)
	if err != nil || len(all) != 1 || all[0].Name != want.Name || all[0].Engine != "docker" || all[0].From.Image != image {
		t.Errorf("got %+v, %v", all, err)
	}
	if err := want.write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(KubeconfigFile(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the earlier cluster still counts as complete: %v", err)
	}
}
