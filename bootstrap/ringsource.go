package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// rootRevision is the branch or tag that the root on a host is read from.
func rootRevision(p *platform.Platform, host *platform.Cluster) string {
	if host.SourceRing != "" {
		return p.Repository.Branch
	}
	return host.Revision
}

// chainOf is what stands between the repository and a cluster's units.
func chainOf(agent *platform.Agent, c *platform.Cluster) []kube.Ref {
	chain := agent.Chain
	if c.SourceRing != "" {
		chain = agent.Revisions.Chain
	}
	out := make([]kube.Ref, len(chain))
	for i, link := range chain {
		out[i] = ref(link, "$cluster", c.Name, "$ring", c.SourceRing)
	}
	return out
}

// broughtBy are what brings a cluster from what its ring follows; none where the
// root is read from the same.
func broughtBy(agent *platform.Agent, c *platform.Cluster) []kube.Ref {
	if c.SourceRing == "" {
		return nil
	}
	return []kube.Ref{ref(agent.Revisions.ClusterRef, "$cluster", c.Name, "$ring", c.SourceRing)}
}

// ringSource names the revision that a cluster's ring follows.
func ringSource(agent *platform.Agent, c *platform.Cluster) kube.Ref {
	return ref(agent.Revisions.SourceRef, "$ring", c.SourceRing)
}

// sourceRings are the clusters that the host drives and that are read from what
// their rings follow, one of each ring.
func (s *session) sourceRings() []*platform.Cluster {
	var out []*platform.Cluster
	for _, c := range s.driven() {
		if c.SourceRing != "" && !slices.ContainsFunc(out, func(o *platform.Cluster) bool { return o.SourceRing == c.SourceRing }) {
			out = append(out, c)
		}
	}
	return out
}

// resolveRings finds the commits of what these rings follow. One that is not
// there is told when its clusters' turn comes.
func (s *session) resolveRings(ctx context.Context) error {
	var revisions []string
	for _, c := range s.sourceRings() {
		revisions = append(revisions, c.Revision)
	}
	if len(revisions) == 0 {
		return nil
	}
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return err
	}
	s.ringCommits, err = askGitFor(ctx, &s.Options, func(ctx context.Context) (map[string]string, error) {
		return git.Resolve(ctx, s.Platform.Repository.URL, revisions, auth)
	})
	return err
}

// refreshRings has the agent look at once at what these rings follow.
func (s *session) refreshRings(ctx context.Context, w *watcher, value func(*platform.Cluster) string) error {
	for _, c := range s.sourceRings() {
		if err := w.refresh(ctx, ringSource(s.Agent, c), value(c)); err != nil {
			return err
		}
	}
	return nil
}

// commitOf is the commit that a cluster's units are to come from, empty where
// the repository does not have its revision.
func (s *session) commitOf(c *platform.Cluster) string {
	return sourceCommit(c, s.commit, s.ringCommits)
}

// sourceCommit is that of a cluster where its host's root is to hold a commit, and
// revisions are at these.
func sourceCommit(c *platform.Cluster, root string, revisions map[string]string) string {
	if c.SourceRing == "" {
		return root
	}
	return revisions[c.Revision]
}

// withRevision are the clusters that what they are read from has, of all that the
// host drives. The second error is why the others are not to be waited for.
func (s *session) withRevision() (there []*platform.Cluster, lacking error) {
	if len(s.sourceRings()) == 0 {
		return s.driven(), nil
	}
	repo, err := git.Open(s.Dir)
	if err != nil {
		return nil, err
	}
	var all []error
	missing := map[string]bool{}
	for _, c := range s.driven() {
		err := s.inRevision(repo, c)
		switch {
		case err == nil:
			there = append(there, c)
		case s.commitOf(c) != "":
			all = append(all, err)
		case !missing[c.Revision]: // once for all of the ring's clusters
			missing[c.Revision], all = true, append(all, err)
		}
	}
	return there, firstErrors(all)
}

// inRevision says that the repository does not have what a cluster's ring
// follows, or that the cluster is not in that. A commit that this clone does not
// have is the agent's to tell of.
func (s *session) inRevision(repo *git.Repo, c *platform.Cluster) error {
	commit := s.commitOf(c)
	switch {
	case c.SourceRing == "":
		return nil
	case commit == "":
		return fmt.Errorf("%s\n%s", noRevision(c), s.makeRevision(c.Revision))
	}
	file := strings.NewReplacer("$cluster", c.Name, "$ring", c.SourceRing).Replace(s.Agent.Revisions.File)
	if _, err := repo.ReadFile(commit, path.Join(render.Generated, file)); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fmt.Errorf("revision %s, which ring %s follows, does not have cluster %s at %s; no unit of it is removed\nbring %s up to date with a commit that has the cluster, such as %s, or take the revision out of the ring",
		c.Revision, c.SourceRing, c.Name, short(commit), c.Revision, s.Platform.Repository.Branch)
}

// chainCause is why what stands between the repository and a cluster is not in
// order. That a revision has no folder of the cluster is a cause by itself, which
// the agent calls the same as what it only waits for.
func (e *engine) chainCause(ctx context.Context, c *platform.Cluster, link kube.Ref) finding {
	if !slices.Contains(broughtBy(e.agent, c), link) {
		return e.linkCause(ctx, "", link)
	}
	f := e.linkCause(ctx, fmt.Sprintf("cluster %s at %s, which ring %s follows", c.Name, c.Revision, c.SourceRing), link)
	if named, _, ok := cause.Name(f.account.Facts); ok && named.Name == cause.NoFolder {
		f.patience = 0
	}
	return f
}
