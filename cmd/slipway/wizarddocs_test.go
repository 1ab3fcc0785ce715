//go:build unix

package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTheDocsShowTheWizard holds docs/wizard.md to what a terminal shows while
// everything is answered.
func TestTheDocsShowTheWizard(t *testing.T) {
	shown := map[string]string{}
	dir := t.TempDir()
	c := open(t, dir, 80, 100, "init", "-C", "acme")
	for _, s := range walk() {
		c.sees("? " + s[0])
		switch s[0] {
		case whichCapabilities:
			c.marks("certificates", "ingress")
			shown["capabilities"] = c.question()
			c.marks("load-balancer")
		case "MetalLB, addresses:":
			c.types("192.0.2.300", enter)
			c.sees("✗")
			shown["invalid"] = c.question()
		}
		c.types(s[1], enter)
	}
	if code := c.ends(); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, c.screen())
	}
	c.sees("acme bootstrap")
	shown["whole"] = "$ slipway init -C acme\n" + strings.ReplaceAll(c.screen(), c.cmd.Dir+"/", "")
	holds(t, "../../docs/wizard.md", shown)
	generate := exec.Command("slipway", "-C", "acme", "generate")
	generate.Dir = dir
	if out, err := generate.CombinedOutput(); err != nil {
		t.Errorf("generate: %v\n%s", err, out)
	}
}

// question is the part of the screen that is asked now.
func (c *console) question() string {
	screen := c.screen()
	return screen[strings.LastIndex(screen, "\n? ")+1:]
}

// holds compares those blocks of a page that are shown with what they should be, or
// writes them.
func holds(t *testing.T, page string, shown map[string]string) {
	t.Helper()
	was, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	block := regexp.MustCompile("(?s)(<!-- screen ([a-z]+) -->\n```text\n)(.*?)(```\n)")
	is := block.ReplaceAllStringFunc(string(was), func(old string) string {
		parts := block.FindStringSubmatch(old)
		if _, ok := shown[parts[2]]; !ok {
			return old // another test's
		}
		found++
		return parts[1] + shown[parts[2]] + "\n" + parts[4]
	})
	if found != len(shown) {
		t.Errorf("%s has %d screens, not %d", page, found, len(shown))
	}
	if *update {
		if err := os.WriteFile(page, []byte(is), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(was), is); diff != "" {
		t.Errorf("%s (- shows, + should show); run this test with -update\n%s", page, diff)
	}
}
