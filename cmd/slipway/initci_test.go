package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/render"
)

// TestTheChecksGetThisProgram: a release by its name, anything between two by its commit, and never a commit that is made up.
func TestTheChecksGetThisProgram(t *testing.T) {
	for _, c := range []struct {
		version, commit string
		want            render.Program
	}{
		{"v1.2.3", "c0ffee", render.Program{Version: "v1.2.3", Commit: "c0ffee"}},
		{"v1.2.3", "", render.Program{Version: "v1.2.3"}},
		{"v1.2.3-dev", "c0ffee", render.Program{Version: "c0ffee", Commit: "c0ffee"}},
		{"v1.2.3-dev", "c0ffee+", render.Program{Version: "v1.2.3-dev"}},
		{"v1.2.3-dev", "", render.Program{Version: "v1.2.3-dev"}},
	} {
		if got := programOf(c.version, c.commit); got != c.want {
			t.Errorf("%s: %+v, not %+v", c.version, got, c.want)
		}
	}
}

// TestTheGuideNamesWhatThereIs: every command and flag that AGENTS.md tells assistants of.
func TestTheGuideNamesWhatThereIs(t *testing.T) {
	pages, err := filepath.Glob("../../generator/testdata/guide/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(filepath.Clean(page))
		if err != nil {
			t.Fatal(err)
		}
		named := regexp.MustCompile("`slipway ([^`]+)`").FindAllStringSubmatch(string(text), -1)
		if len(named) < 10 {
			t.Errorf("%s names %d commands", page, len(named))
		}
		for _, m := range named {
			cmd, args, err := commands().Find(strings.Fields(m[1]))
			if err != nil || !cmd.HasParent() {
				t.Errorf("%s: there is no slipway %s: %v", page, m[1], err)
				continue
			}
			for _, arg := range args {
				if flag, ok := strings.CutPrefix(arg, "--"); ok && cmd.Flags().Lookup(flag) == nil {
					t.Errorf("%s: slipway %s has no flag %s", page, cmd.Name(), arg)
				}
			}
		}
	}
}
