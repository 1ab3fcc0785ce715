package main

import "testing"

func TestVersion(t *testing.T) {
	for _, tt := range []struct{ release, module, want string }{
		{"v1.2.3", "(devel)", "v1.2.3"},
		{"v1.2.3", "v1.2.4", "v1.2.3"},
		{"", "v1.2.3", "v1.2.3"},
		{"", "v1.2.3-rc.1", "v1.2.3-rc.1"},
		{"", "(devel)", unreleased},
		{"", "", unreleased},
		{"", "v1.2.3+dirty", unreleased},
		{"", "v0.0.0-20261126095335-37f5786aa2b1", unreleased},
		{"", "v1.2.4-0.20261126095335-37f5786aa2b1+dirty", unreleased},
	} {
		if got := versionOf(tt.release, tt.module); got != tt.want {
			t.Errorf("linked as %q, of module %q, it is %q, not %q", tt.release, tt.module, got, tt.want)
		}
	}
}
