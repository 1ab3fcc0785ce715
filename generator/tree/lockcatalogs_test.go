package tree

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestCatalogDigests: also of a lock in the middle of a merge, where both sides agree.
func TestCatalogDigests(t *testing.T) {
	const head = "slipway: v1\ncatalogs:\n  - {name: builtin, digest: sha256:0a}\n"
	for name, c := range map[string]struct {
		lock string
		want map[string]string
	}{
		"whole": {head + "  - {name: \"oci://r/a:1.0.0\", digest: sha256:0b}\n", map[string]string{"builtin": "sha256:0a", "oci://r/a:1.0.0": "sha256:0b"}},
		"one side": {head + "<<<<<<< ours\n=======\n  - {name: \"oci://r/a:1.0.0\", digest: sha256:0b}\n>>>>>>> theirs\n",
			map[string]string{"builtin": "sha256:0a", "oci://r/a:1.0.0": "sha256:0b"}},
		"both sides": {head + "<<<<<<< ours\n  - {name: \"oci://r/a:1.0.0\", digest: sha256:0c}\n=======\n  - {name: \"oci://r/a:1.0.0\", digest: sha256:0b}\n>>>>>>> theirs\n" +
			"charts:\n  - {repository: https://c.example.com, name: web, version: \"1.0.0\", digest: sha256:0d}\n", map[string]string{"builtin": "sha256:0a"}},
		"no lock at all": {"", map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := CatalogDigests(fstest.MapFS{lockName: {Data: []byte(c.lock)}})
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
	if got, err := CatalogDigests(fstest.MapFS{}); err != nil || got != nil {
		t.Error(got, err)
	}
}
