package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestContainerfile reads the image's definition. No engine runs it here, so that it builds is not shown; what it runs is what
// make build runs.
func TestContainerfile(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "Containerfile"))
	if err != nil {
		t.Fatal(err)
	}
	stages := 0
	last := map[string]string{} // of the final stage
	args := map[string]string{}
	for line := range strings.Lines(string(data)) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "", "#":
			continue
		case "ARG":
			name, value, _ := strings.Cut(rest, "=")
			args[name] = value
		case "FROM":
			stages++
			clear(last)
		}
		if !regexp.MustCompile(`^(#|ARG|FROM|WORKDIR|COPY|RUN|ENV|USER|ENTRYPOINT)$`).MatchString(word) {
			t.Errorf("%q is no instruction", line)
		}
		last[word] = rest
	}
	pinned := regexp.MustCompile(`^[a-z.]+/[a-z0-9/-]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$`)
	for _, name := range []string{"GO", "BASE"} {
		if !pinned.MatchString(args[name]) {
			t.Errorf("%s is not pinned: %q", name, args[name])
		}
	}
	if stages != 2 || last["FROM"] != "${BASE}" || last["COPY"] != "--from=build /out/slipway /usr/local/bin/slipway" {
		t.Errorf("%d stages, the last %v", stages, last)
	}
	if last["USER"] != "65532:65532" || last["ENTRYPOINT"] != `["/usr/local/bin/slipway"]` || last["RUN"] != "" {
		t.Errorf("the image runs %v", last)
	}
	module, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`(?m)^go (.*)$`).FindStringSubmatch(string(module))[1]
	if !strings.Contains(args["GO"], ":"+version+"-") {
		t.Errorf("it builds with %s, and go.mod names %s", args["GO"], version)
	}
}

// TestNoProgramIsNeeded holds what the image is built on: without git or anything else on the path, a repository is generated
// and committed.
func TestNoProgramIsNeeded(t *testing.T) {
	self, err := exec.LookPath("slipway")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := exec.Command("git", "init", "-q", "-b", "main", dir).CombinedOutput(); err != nil {
		t.Skipf("git init: %v\n%s", err, out)
	}
	text := strings.ReplaceAll(ciPlatform, "PATH", "")
	component := filepath.Join(dir, "catalog", "notes")
	if err := errors.Join(
		os.MkdirAll(component, 0o700),
		os.WriteFile(filepath.Join(component, "component.cue"), []byte(ciComponent), 0o600),
		os.WriteFile(filepath.Join(dir, "platform.yaml"), []byte(text), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"validate"}, {"generate", "--commit"}, {"generate", "--check"}} {
		cmd := exec.CommandContext(t.Context(), self, append([]string{"-C", dir}, args...)...)
		cmd.Env = []string{"PATH=", "SLIPWAY_CACHE=" + t.TempDir()}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
	}
}
