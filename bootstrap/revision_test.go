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
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

const revisionRoot = "apiVersion: example.com/v1\nkind: Root\nmetadata: {name: root}\nspec: {follows: REVISION}\n---\napiVersion: example.com/v1\nkind: Parent\nmetadata: {name: two}\nspec: {size: SIZE}\n"

// TestFollow pushes to a real Git server what a cluster's ring follows.
func TestFollow(t *testing.T) {
	root := t.TempDir()
	if _, err := gitserver.Init(t.Context(), root, "acme", "main"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gitserver.New(root))
	defer server.Close()
	dir, url := t.TempDir(), server.URL+"/acme.git"
	land := func(revision, size string) []map[string]any {
		text := strings.NewReplacer("REVISION", revision, "SIZE", size).Replace(revisionRoot)
		if err := os.WriteFile(filepath.Join(dir, "root.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := git.Push(t.Context(), git.Options{Dir: dir, Paths: []string{"root.yaml"}, URL: url, Branch: "main", Message: "Change"}); err != nil {
			t.Fatal(err)
		}
		objects, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return objects
	}
	promote := func() {
		cmd := exec.CommandContext(t.Context(), "git", "-C", filepath.Join(root, "acme.git"), "update-ref", "refs/heads/stable", "main")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("promote: %v\n%s", err, out)
		}
	}
	s := &session{host: &platform.Cluster{Name: "two", Ring: "calm", Revision: "stable"}, Options: Options{Dir: dir,
		Platform: &platform.Platform{Repository: platform.Repository{URL: url, Branch: "main"}},
		Agent:    &platform.Agent{RootRef: platform.Ref{Kind: "Root", Name: "root"}, SourceRef: platform.Ref{Kind: "Root", Name: "root"}}}}
	follow := func(want []map[string]any) (size any, err error) {
		objects, err := s.follow(t.Context(), "root.yaml", want)
		return at(map[string]any{"spec": specOf(objects, kube.Ref{Kind: "Parent", Name: "two"})}, "spec.size"), err
	}
	refused := func(want []map[string]any, text string) {
		t.Helper()
		if _, err := follow(want); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("got %v, want %q", err, text)
		}
	}

	refused(land("main", "1"), "the repository has no branch or tag stable, which ring calm follows\nmake it: git push "+url+" main:refs/heads/stable")
	promote()
	refused(land("stable", "1"), "revision stable has another root for cluster two than main; bring stable up to date with main, then run again")
	promote()
	if size, err := follow(land("stable", "2")); err != nil || size != 1 {
		t.Errorf("what is applied is not what the revision holds: %v, %v", size, err)
	}
	promote()
	if size, err := follow(land("stable", "2")); err != nil || size != 2 {
		t.Errorf("got %v, %v", size, err)
	}
}
