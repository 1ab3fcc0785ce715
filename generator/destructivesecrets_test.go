package generator_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGenerateTellsOfSecretsThatGo: an encrypted Secret that is taken out of Git
// is deleted by an agent that decrypts. Another file in its place is none gone.
func TestGenerateTellsOfSecretsThatGo(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	for name, c := range map[string]struct {
		gone []string
		want []string
	}{
		"nothing":               {nil, nil},
		"everywhere":            {[]string{"secrets/apps/db.yaml", "secrets/apps/db/one.yaml"}, []string{"secret  hub one"}},
		"where one has its own": {[]string{"secrets/apps/db.yaml"}, []string{"secret  hub"}},
		"on one cluster":        {[]string{"secrets/spaces/token/one.yaml"}, []string{"secret  one"}},
		"several":               {[]string{"secrets/apps/db.yaml", "secrets/spaces/token/one.yaml"}, []string{"secret  hub", "secret  one"}},
		"a cluster's own alone": {[]string{"secrets/apps/db/one.yaml"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			eachAgent(t, func(t *testing.T, agent string) {
				dir := unpackInput(t, "secrets")
				write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), "agent: flux", "agent: "+agent, 1))
				write(t, dir, "secrets/apps/db/one.yaml", textOf(t, dir, "secrets/apps/db.yaml"))
				apply(t, dir)
				want := c.want
				if !mustLoad(t, dir).Decrypts {
					want = nil
				}
				for _, file := range c.gone {
					if err := os.Remove(filepath.Join(dir, file)); err != nil {
						t.Fatal(err)
					}
				}
				if got := destroyed(t, dir); !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
			})
		})
	}
}
