package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAgentsGetNoPathOfALab: else the script of an exercise would start another agent than lab up does.
func TestAgentsGetNoPathOfALab(t *testing.T) {
	sep := string(os.PathListSeparator)
	labs := filepath.Join(t.TempDir(), "labs")
	person := strings.Join([]string{"/usr/bin", labs + "-tools", "/bin"}, sep)
	script := filepath.Join(labs, "lab", "bin") + sep + person
	for _, path := range []string{person, script} {
		if got := searchPath(path, labs); got != person {
			t.Errorf("of %s an agent gets %s", path, got)
		}
	}
	if got := searchPath(script, ""); got != script {
		t.Errorf("where no folder of labs is known, it gets %s", got)
	}
}

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
