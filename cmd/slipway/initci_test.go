package main

import (
	"runtime/debug"
	"testing"

	"github.com/slipway-platform/slipway/generator/render"
)

// TestTheChecksGetThisProgram: a release by its name, anything between two by its commit, and never a commit that is made up.
func TestTheChecksGetThisProgram(t *testing.T) {
	info := &debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "c0ffee"}}}
	for _, c := range []struct {
		version string
		info    *debug.BuildInfo
		want    render.Program
	}{
		{"v1.2.3", info, render.Program{Version: "v1.2.3", Commit: "c0ffee"}},
		{"v1.2.3", nil, render.Program{Version: "v1.2.3"}},
		{"v1.2.3-dev", info, render.Program{Version: "c0ffee", Commit: "c0ffee"}},
		{"v1.2.3-dev", &debug.BuildInfo{}, render.Program{Version: "v1.2.3-dev"}},
	} {
		if got := programOf(c.version, c.info); got != c.want {
			t.Errorf("%s: %+v, not %+v", c.version, got, c.want)
		}
	}
}
