package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/render"
)

// push commits what belongs to the platform and pushes it, fast-forward only.
func push(ctx context.Context, s *session, _ StepUI) (string, error) {
	paths := []string{"platform.yaml", "platform.cue", "clusters", "overrides", "slipway.lock"}
	for _, f := range s.Tree.Files() {
		paths = append(paths, f.Path)
	}
	for _, c := range s.Platform.Catalogs {
		if folder, ok := strings.CutPrefix(c.Name, "./"); ok {
			paths = append(paths, folder) // part of the input: nobody could generate without it
		}
	}
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return "", sharedError{err}
	}
	r, err := git.Push(ctx, git.Options{
		Dir: s.Dir, Paths: paths, Gone: []string{render.Generated}, URL: s.Platform.Repository.URL, Branch: s.Platform.Repository.Branch,
		Message: cmp.Or(s.message, "Generate "+s.Platform.Name), Auth: auth,
	})
	if err != nil {
		return "", sharedError{err}
	}
	s.pushed = r.Commit
	if len(r.Ignored) > 0 {
		s.UI.Note("committed although a .gitignore excludes them, because the agent reads them: %s", strings.Join(r.Ignored, ", "))
	}
	if !r.Pushed {
		return fmt.Sprintf("the remote has %s", short(r.Commit)), nil
	}
	return fmt.Sprintf("pushed %s to %s", short(r.Commit), s.Platform.Repository.Branch), nil
}

func short(commit string) string { return commit[:min(len(commit), 8)] }
