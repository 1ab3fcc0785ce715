// Package bootstrap brings clusters under a repository's control and says
// whether the contract is kept. It is the only stage that talks to clusters
// and Git remotes.
package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Options are what bootstrap works on. It reads the platform's folder through
// what is given here, and writes to clusters and Git only.
type Options struct {
	Dir      string // the platform's folder
	Platform *platform.Platform
	Agent    *platform.Agent
	// AgentFolder is the agent's own folder, for what only a provider reads.
	AgentFolder fs.FS
	// Agents are all that exist, so that one that must not be there is known.
	Agents []AgentSource
	Tree   *tree.Tree // the rendered repository
	// Cluster names the one cluster that this is about; empty for all of them.
	Cluster string
	// ForceVersion takes a cluster that is older than what the agent works with.
	ForceVersion bool
	// Branch is where to push instead of the repository's branch, to be merged into that.
	Branch string
	// NoPush takes the repository's branch as it is; it must hold what the folder does.
	NoPush bool
	// WaitMerge is how long to wait for the repository's branch to hold what the folder does; zero for not at all.
	WaitMerge time.Duration
	// Adopt takes over an agent that somebody else installed.
	Adopt bool
	// Seeds are files beside the tree that are as Slipway wrote them, and go to Git with it.
	Seeds []string
	// Changes is what the folder lacks of the tree.
	Changes  *tree.Changes
	UI       UI
	Timeout  time.Duration // of each wait
	StateDir string        // where a lab keeps its clusters
	CacheDir string        // where compiled programs and charts are kept
	// Bundle is asked for charts, manifests and catalogs, and no network is; nil where there is none.
	Bundle *airgap.Bundle
	// Upstream fetches from where things are published, and not from mirrors.
	Upstream bool
	Self     string // this program, which provider local starts as its keeper
	Getenv   func(string) string
	// Credentials reads what the platform's credentials come to.
	Credentials *credential.Reader
	// Confirm is asked before a cluster that Slipway did not make is changed.
	Confirm func(question string) (bool, error)

	once    bool     // see LookOnce
	now     bool     // see LookNow
	brief   bool     // see Briefly
	clients *clients // that are kept; nil where each look connects anew
	command string   // what changes clusters; empty where nothing is to be changed
	conduct *conduct // towards one agent's clusters, while a session lasts
	// kubeconfig is this machine's, read once while a session lasts, as a fleet's is large; nil where each look reads it anew.
	kubeconfig func() (*kube.File, error)
}

// UI is told what happens.
type UI interface {
	// Step begins a step; what it returns ends it: done, skipped or failed.
	Step(n, of int, name string) StepUI
	Note(format string, args ...any)
}

// StepUI is one step's progress.
type StepUI interface {
	// Waiting shows the condition that is waited for. Several may wait at once.
	Waiting(condition string)
	// End closes the step; what says what was done or found.
	End(what string, err error)
}

// step is one part of bootstrap. Each looks at the live world first, so that
// running again resumes and no progress file can lie.
type step struct {
	name string
	once bool // for all clusters, not for each
	run  func(ctx context.Context, s *session, ui StepUI) (what string, err error)
}

func steps() []step {
	return []step{
		{name: "preflight", run: preflight},
		{name: "push", once: true, run: push},
		{name: "crds", run: applyCRDs},
		{name: "agent", run: installAgent},
		{name: "credentials", run: ensureCredentials},
		{name: "root", run: applyRoot},
		{name: "hand-over", run: handOver},
		{name: "settle", run: settle},
	}
}

// Run brings in the clusters that run the agent, one after the other, each by
// the steps in order up to the first that fails. One that fails does not keep
// the others out.
func Run(ctx context.Context, opts Options) error {
	hosts, err := hostsOf(opts)
	if err != nil {
		return err
	}
	var errs []error
	opts.command = "bootstrap"
	pushed := ""
	for _, host := range hosts {
		s, err := newSession(opts, host)
		if err != nil {
			return err
		}
		s.pushed = pushed
		err = s.bringIn(ctx)
		s.close(ctx)
		pushed = s.pushed
		var shared sharedError
		if errs = append(errs, err); ctx.Err() != nil || errors.As(err, &shared) {
			break
		}
	}
	return errors.Join(errs...)
}

// bringIn performs the steps on one cluster. Where there are several that run
// the agent, steps and errors name the cluster.
func (s *session) bringIn(ctx context.Context) error {
	name := func(st step) string { return st.name }
	if len(s.Platform.AgentClusters()) > 1 {
		name = func(st step) string { return "cluster " + s.host.Name + ": " + st.name }
	}
	all := slices.DeleteFunc(steps(), func(st step) bool { return st.once && s.pushed != "" })
	for i, st := range all {
		ui := s.step(i+1, len(all), name(st))
		what, err := st.run(ctx, s, ui)
		ui.End(what, err)
		if err != nil {
			return fmt.Errorf("%s: %w", name(st), s.onDoomedGround(ctx, err))
		}
	}
	return nil
}

// connect reaches the host, making it first where the provider can.
func (s *session) connect(ctx context.Context, ui StepUI) error {
	access, err := s.provider.ensure(ctx, s.host, ui.Waiting)
	if err != nil {
		return err
	}
	s.access = access
	return s.connectTo(access)
}

// IsTimeout reports whether an error is a wait that ran out of time.
func IsTimeout(err error) bool {
	var timeout *kube.TimeoutError
	return errors.As(err, &timeout) || errors.Is(err, context.DeadlineExceeded)
}
