//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// TestTheDocsTellWhatHappens runs what the README and docs/ tell people to type,
// or finds the test that does.
func TestTheDocsTellWhatHappens(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it starts the program again and again")
	}
	pages, tests := docsPages(t), testSources(t)
	platform, answers := fenced(t, pages["README.md"], "kind: Platform"), fenced(t, pages["docs/wizard.md"], "repository.url: ")
	var ran atomic.Int32
	t.Run("blocks", func(t *testing.T) { // which ends when all of them have
		for page, text := range pages {
			for _, b := range blocks(page, text) {
				t.Run(fmt.Sprintf("%s:%d", page, b.line), func(t *testing.T) {
					t.Parallel()
					reader := &reader{tests: tests, platform: platform, answers: answers}
					for _, line := range b.typed {
						for _, command := range split(line.command) {
							reader.follows(t, command, line)
						}
					}
					ran.Add(int32(reader.ran))
				})
			}
		}
	})
	if ran.Load() < 30 {
		t.Errorf("only %d commands were run", ran.Load())
	}
}

// TestTheDocsNameCommandsThatExist: every command line of slipway, those too that
// are not run here, has flags and arguments that the program takes.
func TestTheDocsNameCommandsThatExist(t *testing.T) {
	for page, text := range docsPages(t) {
		for _, b := range blocks(page, text) {
			for _, line := range b.typed {
				for _, command := range split(line.command) {
					command = strings.TrimSuffix(command, " [flags]")
					words := strings.Fields(regexp.MustCompile(` [|>].*`).ReplaceAllString(strings.TrimPrefix(command, "bin/"), ""))
					if words[0] != "slipway" {
						continue
					}
					if err := accepts(words[1:]); err != nil {
						t.Errorf("%s:%d: %s: %v", page, b.line, command, err)
					}
				}
			}
		}
	}
}

// accepts parses a command line as the program does, and does nothing.
func accepts(args []string) error {
	cmd, rest, err := commands().Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if cmd.Args == nil {
		return nil
	}
	return cmd.Args(cmd, cmd.Flags().Args())
}

// reader is somebody who does what a block says, in a folder of their own.
type reader struct {
	tests             sourceOfTests
	platform, answers string
	dir               string
	ran               int
}

func (r *reader) follows(t *testing.T, command string, line typed) {
	t.Helper()
	if into, isFolder := strings.CutPrefix(command, "cd "); isFolder {
		if r.dir != "" {
			r.dir = filepath.Join(r.dir, into)
		}
		return
	}
	switch how, by := howOf(command); how {
	case runs, runsNew:
		if r.dir == "" {
			r.dir = scratch(t, how, wrong(line.shows, r.platform), r.answers)
		}
		typeIn(t, r.dir, command, line)
		r.ran++
	case told:
		if !r.tests.has(by) {
			t.Errorf("%s is told by %s, which does not exist", command, by)
		}
	case target:
		if name := strings.Fields(command)[1]; !strings.Contains(r.tests.makefile, "\n"+name+":") {
			t.Errorf("the Makefile has no target %s", name)
		}
	case shape:
	default:
		t.Errorf("nothing says how %q is held to be true: add it to docsLines", command)
	}
}

// wrong is the platform with the mistake that the docs show the answer to.
func wrong(shows, platform string) string {
	for says, mistake := range docsTypos {
		if strings.Contains(shows, says) {
			return strings.Replace(platform, mistake[0], mistake[1], 1)
		}
	}
	return platform
}

var aPipe = regexp.MustCompile(` \| ([a-z]+)`)

// scratch is a folder in which a command can be typed.
func scratch(t *testing.T, how, platform, answers string) string {
	t.Helper()
	dir := t.TempDir()
	name, text := "platform.yaml", platform
	if how == runsNew {
		name, text = "answers.yaml", answers
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := sh(dir, "git init -qb main . && { slipway generate || true; } && git add . && git commit -qm all"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// typeIn types a command, which must do as the docs show; where they show nothing, it
// must end well. What it is piped into may be a program that is not everywhere.
func typeIn(t *testing.T, dir, command string, line typed) {
	t.Helper()
	if m := aPipe.FindStringSubmatch(command); m != nil {
		if _, err := exec.LookPath(m[1]); err != nil {
			t.Logf("skipped: %s: %v", command, err)
			return
		}
	}
	said, err := sh(dir, command)
	switch {
	case line.prompt && strings.TrimSpace(said) != strings.TrimSpace(line.shows):
		t.Errorf("%s says\n%s\nand not\n%s", command, said, line.shows)
	case !line.prompt && err != nil:
		t.Errorf("%s: %v\n%s", command, err, said)
	}
}

// sourceOfTests are all tests of the project, to find one by its name.
type sourceOfTests struct{ text, makefile string }

func testSources(t *testing.T) sourceOfTests {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	return sourceOfTests{all.String(), string(makefile)}
}

// has finds a test, or a script of TestScript.
func (s sourceOfTests) has(name string) bool {
	name, script, isScript := strings.Cut(name, "/")
	if isScript {
		if _, err := os.Stat("testdata/script/" + script + ".txtar"); err != nil {
			return false
		}
	}
	return strings.Contains(s.text, "\nfunc "+name+"(t *testing.T) {")
}
