package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// follow finds the commit of the revision that the host's ring follows, and
// returns the root's objects as they are there: that is what the agent will
// read. A revision in which the root follows another one would send the agent
// back and forth, so it is refused; want are the objects of the pushed commit.
func (s *session) follow(ctx context.Context, file string, want []map[string]any) ([]map[string]any, error) {
	revision, branch := s.host.Revision, s.Platform.Repository.Branch
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return nil, err
	}
	commits, err := askGitFor(ctx, &s.Options, func(ctx context.Context) (map[string]string, error) {
		return git.Resolve(ctx, s.Platform.Repository.URL, []string{revision}, auth)
	})
	if err != nil {
		return nil, err
	}
	if s.commit = commits[revision]; s.commit == "" {
		return nil, fmt.Errorf("%s\n%s", noRevision(s.host), s.makeRevision(revision))
	}
	repo, err := git.Open(s.Dir)
	if err != nil {
		return nil, err
	}
	behind := fmt.Errorf("revision %s has another root for cluster %s than %s; bring %s up to date with %s, then run again", revision, s.host.Name, branch, revision, branch)
	data, err := repo.ReadFile(s.commit, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, behind
	case err != nil:
		return nil, fmt.Errorf("look at %s: %w\nif it was pushed from elsewhere, run: git fetch", revision, err)
	}
	objects, err := parse(data)
	if err != nil {
		return nil, err
	}
	for _, r := range []kube.Ref{s.rootRef(), s.sourceRef()} {
		if !reflect.DeepEqual(specOf(objects, r), specOf(want, r)) {
			return nil, behind
		}
	}
	return objects, nil
}

// specOf is what an object asks for, nil when it is not there.
func specOf(objects []map[string]any, r kube.Ref) any {
	for _, o := range objects {
		if o["kind"] == r.Kind && textAt(o, "metadata.name") == r.Name {
			return o["spec"]
		}
	}
	return nil
}

// revisionMissing is the cause where that is so.
func revisionMissing(c *platform.Cluster) cause.Finding {
	return cause.Finding{Cause: noRevision(c), Mend: "push it, or correct the revision of ring " + c.Ring}
}

// makeRevision says how to make a revision of what the branch has.
func (s *session) makeRevision(revision string) string {
	if !strings.HasPrefix(revision, "refs/") {
		revision = "refs/heads/" + revision
	}
	return fmt.Sprintf("make it: git push %s %s:%s", s.Platform.Repository.URL, s.Platform.Repository.Branch, revision)
}

func noRevision(c *platform.Cluster) string {
	return fmt.Sprintf("the repository has no branch or tag %s, which ring %s follows", c.Revision, c.Ring)
}
