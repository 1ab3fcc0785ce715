package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// Report is whether the contract is kept, per unit and cluster.
type Report struct {
	// Commit is the newest one on the branch that the agent follows.
	Commit string `json:"commit"`
	// Root is about the hub; where each cluster runs its own agent, each has a root.
	Root     *Verdict        `json:"root,omitempty"`
	Clusters []ClusterReport `json:"clusters"`
	// Credentials are those that end, the first to do so first.
	Credentials []Expiry `json:"credentials"`
	// CredentialsError is why nothing is known of them on some cluster.
	CredentialsError string `json:"credentialsError,omitempty"`
	// Kept is whether everything is as Git says.
	Kept bool `json:"kept"`
	// Finding is the one cause when it is not.
	cause.Finding
}

// ClusterReport is one cluster's part.
type ClusterReport struct {
	Name string `json:"name"`
	// Simulated is whether its pods exist as objects only.
	Simulated bool `json:"simulated"`
	// Root is what hands the cluster to Git, where it runs its own agent.
	Root *Verdict `json:"root,omitempty"`
	// Revision is what it follows, where that is not the platform's branch, and Commit where that is.
	Revision string       `json:"revision,omitempty"`
	Commit   string       `json:"revisionCommit,omitempty"`
	Verdict  Verdict      `json:"verdict"`
	Units    []UnitReport `json:"units"`
	// Tenants are those whose own repositories are applied there; the contract is not about them.
	Tenants []TenantReport `json:"tenants,omitempty"`
	// Error is why nothing is known of it.
	Error string `json:"error,omitempty"`
}

// UnitReport is one unit on one cluster. Version and variant are empty where the
// cluster follows another commit than this folder's.
type UnitReport struct {
	Name    string  `json:"name"`
	Version string  `json:"version"`
	Variant string  `json:"variant"`
	Wave    int     `json:"wave"`
	Verdict Verdict `json:"verdict"`
	// Finding is why it is not in order.
	cause.Finding
}

// Look reads the state of every unit; it changes nothing. Where each cluster
// runs its own agent, one that does not answer hides no other. Where nothing
// that the agent reports says which commit units are at, good news is read twice.
func Look(ctx context.Context, opts Options) (*Report, error) {
	return lookTwice(ctx, opts, secondLooks)
}

// lookTwice looks for causes as often again as it is told.
func lookTwice(ctx context.Context, opts Options, again int) (*Report, error) {
	r, err := look(ctx, opts, again)
	if err != nil || !r.Kept {
		return r, err
	}
	w := watcher{engine: engine{agent: opts.Agent}}
	waited, err := w.notice(ctx, r.held(), opts.UI.Step(0, 0, "status"))
	if err != nil || !waited {
		return r, err
	}
	return look(ctx, opts, again)
}

// held is how long every root is known to have held what it holds.
func (r *Report) held() time.Duration {
	var roots []time.Duration
	if r.Root != nil {
		roots = append(roots, r.Root.held)
	}
	for _, c := range r.Clusters {
		if c.Root != nil {
			roots = append(roots, c.Root.held)
		}
	}
	if len(roots) == 0 {
		return 0
	}
	return slices.Min(roots)
}

func look(ctx context.Context, opts Options, again int) (*Report, error) {
	seen, err := views(opts, again)
	if err != nil {
		return nil, err
	}
	auth, err := gitAuth(ctx, opts)
	if err != nil {
		return nil, err
	}
	repository := opts.Platform.Repository
	revisions := []string{repository.Branch}
	for _, v := range seen {
		revisions = append(revisions, rootRevision(opts.Platform, v.host))
		for _, c := range v.about {
			revisions = append(revisions, c.Revision)
		}
	}
	slices.Sort(revisions)
	revisions = slices.Compact(revisions)
	commits, err := askGitFor(ctx, &opts, func(ctx context.Context) (map[string]string, error) {
		return git.Resolve(ctx, repository.URL, revisions, auth)
	})
	if err != nil {
		return nil, orAnyAsleep(ctx, opts, seen, fmt.Errorf("read the repository: %w", err))
	}
	r := &Report{Commit: commits[repository.Branch], Credentials: []Expiry{}, Kept: true}
	var g errgroup.Group
	g.SetLimit(lookAtOnce)
	for _, v := range seen {
		g.Go(func() error {
			v.look(ctx, opts, commits)
			return nil
		})
	}
	_ = g.Wait() // errors are in the views
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, v := range seen {
		r.Credentials = append(r.Credentials, v.expiries...)
		if v.unread != nil {
			r.CredentialsError = v.unread.Error()
		}
	}
	sortExpiries(r.Credentials)
	if len(opts.Platform.AgentClusters()) > 1 {
		for _, v := range seen {
			r.add(v)
		}
		return r, nil
	}
	if seen[0].err != nil {
		return nil, seen[0].err
	}
	r.fromOne(seen[0])
	return r, nil
}

// lookAtOnce is how many agents are asked at a time.
const lookAtOnce = 8

// fromOne reports what the only agent says.
func (r *Report) fromOne(v *view) {
	r.Root, r.Clusters, r.Kept, r.Finding = &v.root, v.clusters, v.kept, v.cause
}

// add reports what one of several agents says.
func (r *Report) add(v *view) {
	r.Kept = r.Kept && v.kept
	if r.Cause == "" {
		r.Finding = v.cause
	}
	for _, c := range v.clusters {
		c.Root = &v.root
		if v.host.Revision != v.branch {
			c.Revision, c.Commit = v.host.Revision, v.commit
		}
		r.Clusters = append(r.Clusters, c)
	}
}

// LookUntilKept looks until the contract is kept, or for so long; then it
// returns what it saw last, with a *kube.TimeoutError.
func LookUntilKept(ctx context.Context, opts Options, wait time.Duration) (*Report, error) {
	if wait == 0 {
		return Look(ctx, opts)
	}
	r, err := lookTwice(ctx, opts, 0)
	if err != nil && !kube.Transient(err) || err == nil && r.Kept {
		return r, err
	}
	step := opts.UI.Step(0, 0, "status")
	err = kube.Wait(ctx, "the contract to be kept", poll, wait, step.Waiting, func(ctx context.Context) (bool, string, error) {
		seen, err := lookTwice(ctx, opts, 0)
		if err != nil {
			return false, "", err
		}
		r = seen
		return r.Kept, r.Cause, nil
	})
	if !IsTimeout(err) {
		return r, err
	}
	if seen, again := Look(ctx, opts); again == nil {
		r = seen
	}
	if r != nil && r.Kept { // at the last moment
		return r, nil
	}
	return r, err
}
