// Package bootstrap brings clusters under a repository's control and says
// whether the contract is kept. It is the only stage that talks to clusters
// and Git remotes.
package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/git"
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
	Tree        *tree.Tree // the rendered repository
	// Changes is what the folder lacks of the tree.
	Changes  *tree.Changes
	UI       UI
	Timeout  time.Duration // of each wait
	StateDir string        // where provider local keeps its clusters
	CacheDir string        // where compiled programs and charts are kept
	Self     string        // this program, which provider local starts as its keeper
	Getenv   func(string) string
	// Confirm is asked before a cluster that Slipway did not make is changed.
	Confirm func(question string) (bool, error)
}

// UI is told what happens.
type UI interface {
	// Step begins a step; what it returns ends it: done, skipped or failed.
	Step(n, of int, name string) StepUI
	Note(format string, args ...any)
}

// StepUI is one step's progress.
type StepUI interface {
	// Waiting shows the condition that is waited for.
	Waiting(condition string)
	// End closes the step; what says what was done or found.
	End(what string, err error)
}

// step is one part of bootstrap. Each looks at the live world first, so that
// running again resumes and no progress file can lie.
type step struct {
	name string
	run  func(ctx context.Context, s *session, ui StepUI) (what string, err error)
}

func steps() []step {
	return []step{
		{"preflight", preflight},
		{"push", push},
		{"crds", applyCRDs},
		{"agent", installAgent},
		{"credentials", ensureCredentials},
		{"root", applyRoot},
		{"hand-over", handOver},
		{"settle", settle},
	}
}

// session is what the steps share.
type session struct {
	Options
	provider   provider
	hub        *platform.Cluster
	access     Access
	kube       *kube.Client
	auth       git.Auth
	credential credential
	commit     string // the commit that holds the repository, once pushed
}

// Run performs the steps in order and stops at the first that fails.
func Run(ctx context.Context, opts Options) error {
	s, err := newSession(opts)
	if err != nil {
		return err
	}
	all := steps()
	for i, st := range all {
		ui := opts.UI.Step(i+1, len(all), st.name)
		what, err := st.run(ctx, s, ui)
		ui.End(what, err)
		if err != nil {
			return fmt.Errorf("%s: %w", st.name, err)
		}
	}
	return nil
}

func newSession(opts Options) (*session, error) {
	hub := opts.Platform.AgentCluster()
	if hub == nil {
		return nil, errors.New("the platform has no cluster: add one under spec.clusters")
	}
	credential, err := gitCredential(opts)
	if err != nil {
		return nil, err
	}
	s := &session{Options: opts, hub: hub, credential: credential, auth: credential.auth()}
	s.provider, err = newProvider(hub.Provider, opts)
	return s, err
}

// connect reaches the hub, making it first where the provider can.
func (s *session) connect(ctx context.Context, ui StepUI) error {
	access, err := s.provider.ensure(ctx, s.hub, ui.Waiting)
	if err != nil {
		return err
	}
	s.access = access
	s.kube, err = kube.Connect(access.Kubeconfig, access.Context)
	return err
}

// IsTimeout reports whether an error is a wait that ran out of time.
func IsTimeout(err error) bool {
	var timeout *kube.TimeoutError
	return errors.As(err, &timeout) || errors.Is(err, context.DeadlineExceeded)
}
