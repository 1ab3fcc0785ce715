package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// push brings what belongs to the platform onto the branch that agents follow: it commits and pushes, fast-forward only.
func push(ctx context.Context, s *session, ui StepUI) (what string, err error) {
	if s.unmade {
		if err := s.makeRepository(ctx); err != nil {
			return "", sharedError{err}
		}
	}
	o, err := s.gitOptions(ctx)
	if err != nil {
		return "", sharedError{err}
	}
	switch {
	case s.NoPush:
		what, err = s.takeBranch(ctx, o, ui)
	case s.Branch != "" && s.Branch != s.Platform.Repository.Branch:
		what, err = s.pushAside(ctx, o, ui)
	default:
		what, err = s.pushBranch(ctx, o)
	}
	if err != nil {
		return "", sharedError{err}
	}
	return what, nil
}

// gitOptions say what belongs to the platform and where it goes.
func (s *session) gitOptions(ctx context.Context) (git.Options, error) {
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return git.Options{}, err
	}
	o := ownFiles(s.Options)
	o.URL, o.Branch, o.Auth = s.Platform.Repository.URL, s.Platform.Repository.Branch, auth
	o.Message = cmp.Or(s.message, o.Message)
	return o, nil
}

// ownFiles say what belongs to the platform: the input, and what is generated.
func ownFiles(opts Options) git.Options {
	paths := append([]string{"platform.yaml", "platform.cue", "clusters", "overrides", platform.SecretFolder, "slipway.lock"}, opts.Seeds...)
	for _, f := range opts.Tree.Files() {
		paths = append(paths, f.Path)
	}
	for _, c := range opts.Platform.Catalogs {
		if folder, ok := strings.CutPrefix(c.Name, "./"); ok {
			paths = append(paths, folder) // part of the input: nobody could generate without it
		}
	}
	return git.Options{Dir: opts.Dir, Paths: paths, Gone: []string{render.Generated}, Message: "Generate " + opts.Platform.Name}
}

func (s *session) pushBranch(ctx context.Context, o git.Options) (string, error) {
	r, err := askGitFor(ctx, &s.Options, func(ctx context.Context) (git.Result, error) { return git.Push(ctx, o) })
	if errors.Is(err, git.ErrDeclined) && o.Branch == s.Platform.Repository.Branch {
		return "", fmt.Errorf("%w\nif %s is protected, push to another branch and have that merged: %s --branch NAME", err, o.Branch, s.again())
	}
	if err != nil {
		return "", err
	}
	s.pushed = r.Commit
	if len(r.Ignored) > 0 {
		s.UI.Note("committed although a .gitignore excludes them, because the agent reads them: %s", strings.Join(r.Ignored, ", "))
	}
	if !r.Pushed {
		return fmt.Sprintf("the remote has %s", short(r.Commit)), nil
	}
	return fmt.Sprintf("pushed %s to %s", short(r.Commit), o.Branch), nil
}

func short(commit string) string { return commit[:min(len(commit), 8)] }
