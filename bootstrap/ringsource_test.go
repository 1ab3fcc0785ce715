package bootstrap

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWithRevision: what a hub waits for are the clusters that the revisions of
// their rings have, in a real repository, and it says why of the others.
func TestWithRevision(t *testing.T) {
	root := t.TempDir()
	if _, err := gitserver.Init(t.Context(), root, "acme", "main"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gitserver.New(root))
	defer server.Close()
	dir, url := t.TempDir(), server.URL+"/acme.git"
	land := func(cluster string) {
		t.Helper()
		file := filepath.Join("gitops", "flux", "clusters", cluster, "kustomization.yaml")
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(file)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte("resources: []\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := git.Push(t.Context(), git.Options{Dir: dir, Paths: []string{"gitops"}, URL: url, Branch: "main", Message: "Add " + cluster}); err != nil {
			t.Fatal(err)
		}
	}
	tag := func(name string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", "-C", filepath.Join(root, "acme.git"), "update-ref", name, "main")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("make %s: %v\n%s", name, err, out)
		}
	}
	hub := &platform.Cluster{Name: "hub", Revision: "main", RunsAgent: true}
	one := &platform.Cluster{Name: "one", Ring: "early", SourceRing: "early", Revision: "next"}
	two := &platform.Cluster{Name: "two", Ring: "stable", SourceRing: "stable", Revision: "refs/tags/v1"}
	three := &platform.Cluster{Name: "three", Ring: "stable", SourceRing: "stable", Revision: "refs/tags/v1"}
	s := &session{host: hub, Options: Options{Dir: dir,
		Platform: &platform.Platform{Repository: platform.Repository{URL: url, Branch: "main"}, Clusters: []*platform.Cluster{hub, one, three, two}},
		Agent:    &platform.Agent{Revisions: &platform.RingRevisions{File: "flux/clusters/$cluster/kustomization.yaml"}}}}
	waits := func(want string, why ...string) {
		t.Helper()
		if err := s.resolveRings(t.Context()); err != nil {
			t.Fatal(err)
		}
		there, lacking := s.withRevision()
		var names []string
		for _, c := range there {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("it waits for %s, not for %s", got, want)
		}
		text := ""
		if lacking != nil {
			text = lacking.Error()
		}
		for _, part := range why {
			if strings.Count(text, part) != 1 {
				t.Errorf("it does not say once %q:\n%s", part, text)
			}
		}
		if (lacking == nil) != (len(why) == 0) {
			t.Errorf("it says %v", lacking)
		}
	}

	land("two")
	waits("hub", "the repository has no branch or tag next, which ring early follows\nmake it: git push "+url+" main:refs/heads/next",
		"the repository has no branch or tag refs/tags/v1, which ring stable follows\nmake it: git push "+url+" main:refs/tags/v1")
	tag("refs/tags/v1")
	land("one")
	tag("refs/heads/next")
	waits("hub one two", "revision refs/tags/v1, which ring stable follows, does not have cluster three at ")
	land("three")
	tag("refs/tags/v1")
	waits("hub one three two")
	if rootRevision(s.Platform, hub) != "main" || rootRevision(s.Platform, one) != "main" || s.commitOf(two) == "" {
		t.Errorf("got %s, %s, %s", rootRevision(s.Platform, hub), rootRevision(s.Platform, one), s.commitOf(two))
	}
}
