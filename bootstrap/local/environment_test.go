package local

import (
	"slices"
	"testing"
)

// TestChildrenGetNoMoreThanTheyNeed: whatever is set may be a credential.
func TestChildrenGetNoMoreThanTheyNeed(t *testing.T) {
	environ := []string{"PATH=/bin", "GIT_TOKEN=secret", "GOPROXY=https://proxy", "AWS_SECRET_ACCESS_KEY=secret", "LC_ALL=C", "HOME=/root", "GO=", "PATHS=no"}
	for name, tt := range map[string]struct{ names, want []string }{
		"keeper": {keeperVariables(), []string{"PATH=/bin", "LC_ALL=C", "HOME=/root"}},
		"go":     {goVariables(), []string{"PATH=/bin", "GOPROXY=https://proxy", "HOME=/root", "GO="}},
	} {
		if got := keepOnly(environ, tt.names...); !slices.Equal(got, tt.want) {
			t.Errorf("%s gets %q", name, got)
		}
	}
}
