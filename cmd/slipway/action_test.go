//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestActionInstalls runs the shell of the composite action with bash, curl, tar and sha256sum. What is served is a release as
// the release job makes one; that a commit can be had from its module is not shown, since none is published here.
func TestActionInstalls(t *testing.T) {
	for _, program := range []string{"bash", "curl", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	archive := fmt.Sprintf("slipway_1.2.3_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	packed := packedProgram(t, "#!/bin/sh\necho the release\n")
	sum := fmt.Sprintf("%x  %s\n", sha256.Sum256(packed), archive)
	commit := strings.Repeat("c0ffee42", 5)
	for name, c := range map[string]struct {
		version, checksums string
		said               string
		fails              bool
	}{
		"release":          {"v1.2.3", strings.Repeat("0", 64) + "  other.tar.gz\n" + sum, "the release", false},
		"another archive":  {"v1.2.3", strings.Repeat("0", 64) + "  " + archive + "\n", "FAILED", true},
		"no checksum":      {"v1.2.3", strings.Repeat("0", 64) + "  other.tar.gz\n", "checksums.txt of v1.2.3 says nothing of " + archive, true},
		"no such release":  {"v9.9.9", sum, "404", true},
		"commit":           {commit, "", "built github.com/slipway-platform/slipway/cmd/slipway@" + commit, false},
		"part of a commit": {"c0ffee4", "", "version must be a release such as v1.2.3, or a whole commit", true},
		"a branch":         {"main", "", "version must be", true},
		"something else":   {"v1.2.3; touch stolen", "", "version must be", true},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/v1.2.3/checksums.txt":
					fmt.Fprint(w, c.checksums)
				case "/v1.2.3/" + archive:
					_, _ = w.Write(packed) // the client sees what is missing
				default:
					http.NotFound(w, r)
				}
			}))
			defer server.Close()
			dir := t.TempDir()
			goProgram := "#!/bin/sh\nprintf '#!/bin/sh\\necho built %s\\n' \"$2\" > $GOBIN/slipway && chmod +x $GOBIN/slipway\n"
			if err := os.WriteFile(filepath.Join(dir, "go"), []byte(goProgram), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", actionShell(t))
			cmd.Dir = dir
			cmd.Env = []string{
				"PATH=" + dir + ":" + os.Getenv("PATH"), "RUNNER_TEMP=" + dir, "GITHUB_PATH=" + filepath.Join(dir, "path"),
				"VERSION=" + c.version, "DOWNLOADS=" + server.URL,
			}
			out, err := cmd.CombinedOutput()
			if (err != nil) != c.fails || !strings.Contains(string(out), c.said) {
				t.Errorf("%v\n%s", err, out)
			}
			on, err := os.ReadFile(filepath.Join(dir, "path"))
			if c.fails {
				if err == nil {
					t.Errorf("%s is on the path", on)
				}
				return
			}
			if entries, err := os.ReadDir(strings.TrimSpace(string(on))); err != nil || len(entries) != 1 || entries[0].Name() != "slipway" {
				t.Errorf("on the path is %v, %v", entries, err)
			}
		})
	}
}

// actionShell is the step that installs, as it stands in action.yml. What it takes from the forge comes through its
// environment.
func actionShell(t *testing.T) string {
	t.Helper()
	var action struct {
		Runs struct {
			Steps []struct {
				Run string            `yaml:"run"`
				Env map[string]string `yaml:"env"`
			} `yaml:"steps"`
		} `yaml:"runs"`
	}
	readYAML(t, filepath.Join("..", "..", "action.yml"), &action)
	for _, s := range action.Runs.Steps {
		if s.Run != "" {
			if ciExpression.MatchString(s.Run) || s.Env["VERSION"] != "${{ inputs.version }}" {
				t.Error("the version reaches the shell by another way than its environment")
			}
			return s.Run
		}
	}
	t.Fatal("action.yml has no shell")
	return ""
}

// packedProgram is what a release holds.
func packedProgram(t *testing.T, program string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{"slipway": program, "LICENSE": "", "README.md": ""} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
