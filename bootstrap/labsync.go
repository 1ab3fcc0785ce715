package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// LabRepository is the folder of the repository that a lab serves; an error
// where it serves none.
func LabRepository(opts Options) (string, error) {
	repository, ok := parseRepository(opts.Platform.Repository.URL)
	path := filepath.Join(opts.StateDir, "git", repository.name+".git")
	if ok {
		_, err := os.Stat(filepath.Join(path, "HEAD"))
		ok = err == nil
	}
	if !ok {
		return "", fmt.Errorf("the repository at %s is not the lab's own: see docs/start-lab.md for how a lab is made", opts.Platform.Repository.URL)
	}
	return path, nil
}

// LookOnce is Look for those who look again: it says within about a second what is so, and
// not whether an agent that is at work will be done in the next.
func LookOnce(ctx context.Context, opts Options) (*Report, error) {
	opts.once = true
	return look(ctx, opts, 0)
}

// LookNow is LookOnce for a person who waits for the answer: what is still to come to the commit that Git holds is
// not given the time, and may be said to be at work where a moment later it fails.
func LookNow(ctx context.Context, opts Options) (*Report, error) {
	opts.now = true
	return LookOnce(ctx, opts)
}

// Ready is whether the agent says that the unit is as it should be.
func (u UnitReport) Ready() bool { return u.Verdict.good() }

// Sync asks every agent of a lab to look at once at what Git holds, and at whether
// what it applied is still so. What is at the commit hears does so by itself where its source
// tells it of another, and is not asked besides; hears is empty where nothing is told. It waits for nothing.
func Sync(ctx context.Context, opts Options, hears string) error {
	return onAgentClusters(ctx, opts, func(s *session) error {
		if err := s.sync(ctx, hears); err != nil {
			return fmt.Errorf("have %s look: %w", opts.Agent.Title, err)
		}
		return nil
	})
}

// onAgentClusters does something on each cluster that runs the agent, one after the other.
func onAgentClusters(ctx context.Context, opts Options, do func(*session) error) error {
	for _, host := range opts.Platform.AgentClusters() {
		if err := onAgentCluster(ctx, opts, host, do); err != nil {
			return err
		}
	}
	return nil
}

// onAgentCluster does it on one of them.
func onAgentCluster(ctx context.Context, opts Options, host *platform.Cluster, do func(*session) error) error {
	s, err := newSession(opts, host)
	if err != nil {
		return err
	}
	if s.kube, err = reach(ctx, opts, host); err != nil {
		return err
	}
	return do(s)
}

func (s *session) sync(ctx context.Context, hears string) error {
	now := time.Now().UTC().Format(time.RFC3339Nano)
	if err := newWatcher(s).refresh(ctx, s.sourceRef(), now); err != nil {
		return err
	}
	if err := s.refreshRings(ctx, newWatcher(s), func(*platform.Cluster) string { return now }); err != nil {
		return err
	}
	if err := s.resync(ctx, now, hears); err != nil {
		return err
	}
	return s.nudgeAll(ctx)
}

func (s *session) nudgeAll(ctx context.Context) error {
	for _, c := range s.driven() {
		nudge, err := s.nudge(c)
		if err != nil || nudge == nil {
			return err
		}
		if err := nudge(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Nudge has an agent that looks only now and then at what it works on look at once.
func Nudge(ctx context.Context, opts Options) error {
	return onAgentClusters(ctx, opts, func(s *session) error { return s.nudgeAll(ctx) })
}

// resync makes what applies objects look at them, but for what hears from its source.
func (s *session) resync(ctx context.Context, now, hears string) error {
	for _, r := range s.Agent.Resyncs {
		kind := kube.Ref{APIVersion: r.APIVersion, Kind: r.Kind, Namespace: cmp.Or(r.Namespace, s.Agent.Namespace)}
		objects, err := s.kube.List(ctx, kind, kube.ListOptions{})
		if err != nil && !errors.Is(err, kube.ErrNoKind) {
			return err
		}
		for _, o := range objects {
			if r.Told != "" && hears != "" && commitIn(at(o, r.Told)) == hears {
				continue
			}
			if err := s.prompt(ctx, o, r.Annotation, now); err != nil {
				return err
			}
		}
	}
	return nil
}
