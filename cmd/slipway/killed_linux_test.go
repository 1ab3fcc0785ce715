package main

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// trials is how often generate is disturbed: 4 times, or as often as
// SLIPWAY_TEST_KILLS says. SLIPWAY_TEST_SEED tells the same story again.
func trials(t *testing.T) (n int, random *rand.Rand) {
	t.Helper()
	n, seed := 4, uint64(time.Now().UnixNano())
	for name, into := range map[string]func(string) error{
		"SLIPWAY_TEST_KILLS": func(s string) (err error) { n, err = strconv.Atoi(s); return err },
		"SLIPWAY_TEST_SEED":  func(s string) (err error) { seed, err = strconv.ParseUint(s, 10, 64); return err },
	} {
		if text := os.Getenv(name); text != "" {
			if err := into(text); err != nil {
				t.Fatal(name, err)
			}
		}
	}
	t.Logf("%d trials, SLIPWAY_TEST_SEED=%d", n, seed)
	return n, rand.New(rand.NewPCG(seed, 0))
}

const disturbedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components: {COMPONENTS}
  clusters:
    - {name: hub, role: hub}
`

// disturbed returns a platform that its user worked in and has changed since
// it was generated, what in it is the user's, and what a run makes of it.
func disturbed(t *testing.T) (before, users, want map[string]string) {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, map[string]string{"platform.yaml": strings.Replace(disturbedPlatform, "COMPONENTS", "namespaces: {}, platform-info: {}, sample: {}, reloader: {}", 1)})
	generate(t, dir)
	kept := filepath.Join(dir, "gitops/argocd/units/Chart.yaml")
	data, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	platform := strings.Replace(disturbedPlatform, "COMPONENTS", "namespaces: {}, platform-info: {}, sample: {config: {message: hello}}, metrics-server: {}", 1)
	for i := range 30 {
		platform += fmt.Sprintf("    - {name: c%02d, server: \"https://c%02d.example.com:6443\", credentials: {secretRef: {name: c%02d}}}\n", i, i, i)
	}
	users = map[string]string{
		"platform.yaml": platform, "gitops/argocd/units/Chart.yaml": string(data) + "# mine\n", "gitops/mine.yaml": "mine\n",
		"gitops/components/sample/mine.txt": "mine\n", "overrides/sample.yaml": "# mine\n", "notes": "mine\n",
	}
	put(t, dir, map[string]string{"gitops/argocd/units/Chart.yaml": users["gitops/argocd/units/Chart.yaml"]})
	generate(t, dir, "--keep", "gitops/argocd/units/Chart.yaml")
	put(t, dir, users)
	before = contents(t, dir)
	generate(t, dir)
	return before, users, contents(t, dir)
}

func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func generating(t *testing.T, dir string, args ...string) *exec.Cmd {
	return exec.CommandContext(t.Context(), "slipway", append([]string{"-C", dir, "generate", "--allow-destructive"}, args...)...)
}

func generate(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := generating(t, dir, args...).CombinedOutput(); err != nil {
		t.Fatalf("generate: %v\n%s", err, out)
	}
}

// completed looks at what a run that did not end left, and runs again.
func completed(t *testing.T, dir string, users, want map[string]string, again func()) {
	t.Helper()
	left := contents(t, dir)
	maps.DeleteFunc(left, func(name, _ string) bool { _, ok := users[name]; return !ok })
	if d := cmp.Diff(users, left); d != "" {
		t.Fatalf("what is the user's (-want +got):\n%s", d)
	}
	again()
	if d := cmp.Diff(want, contents(t, dir)); d != "" {
		t.Fatalf("after the next run (-want +got):\n%s", d)
	}
}

// TestGenerateKilled kills the program at random moments, every other time
// while it writes. The next run completes, and nothing of the user's is lost.
func TestGenerateKilled(t *testing.T) {
	n, random := trials(t)
	before, users, want := disturbed(t)
	writing := 0
	for i := range n {
		dir := t.TempDir()
		put(t, dir, before)
		cmd := generating(t, dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }() // it is killed: that is its result
		if i%2 == 0 {
			untilItWrites(dir, ended)
			time.Sleep(time.Duration(random.Int64N(int64(20 * time.Millisecond)))) // not a wait: the moment of death
		} else {
			time.Sleep(time.Duration(random.Int64N(int64(2 * time.Second))))
		}
		_ = cmd.Process.Kill() // it may have ended
		<-ended
		if _, err := os.Stat(filepath.Join(dir, "slipway.lock.next")); err == nil {
			writing++
		}
		completed(t, dir, users, want, func() { generate(t, dir) })
	}
	t.Logf("%d of %d were killed while they wrote", writing, n)
}

func untilItWrites(dir string, ended <-chan struct{}) {
	for {
		select {
		case <-ended:
			return
		case <-time.After(200 * time.Microsecond):
			if _, err := os.Stat(filepath.Join(dir, "slipway.lock.next")); err == nil {
				return
			}
		}
	}
}

// TestGenerateOnAFullDisk has the disk full at random places.
func TestGenerateOnAFullDisk(t *testing.T) {
	n, random := trials(t)
	before, users, want := disturbed(t)
	dir := t.TempDir()
	mount := func(flags uintptr, kilobytes int) error {
		return syscall.Mount("tmpfs", dir, "tmpfs", flags, fmt.Sprintf("size=%dk", kilobytes))
	}
	full := 0
	for range n {
		if err := mount(0, 1<<16); err != nil {
			t.Skip("a small file system takes root: ", err)
		}
		func() {
			defer func() { _ = syscall.Unmount(dir, 0) }() // it is in a folder that goes
			put(t, dir, before)
			var stat syscall.Statfs_t
			if err := syscall.Statfs(dir, &stat); err != nil {
				t.Fatal(err)
			}
			used := int(stat.Blocks-stat.Bfree) * int(stat.Bsize) >> 10
			if err := mount(syscall.MS_REMOUNT, used+4+random.IntN(200)); err != nil {
				t.Fatal(err)
			}
			if out, err := generating(t, dir).CombinedOutput(); err != nil {
				full++
				if !strings.Contains(string(out), syscall.ENOSPC.Error()) {
					t.Errorf("it fails for another reason: %s", out)
				}
			}
			completed(t, dir, users, want, func() {
				if err := mount(syscall.MS_REMOUNT, 1<<16); err != nil {
					t.Fatal(err)
				}
				generate(t, dir)
			})
		}()
	}
	t.Logf("%d of %d found no room", full, n)
}
