package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// preflight looks at everything that later steps rely on, before anything is
// changed.
func preflight(ctx context.Context, s *session, ui StepUI) (string, error) {
	if s.pushed == "" {
		if err := s.checkFolder(ctx); err != nil {
			return "", sharedError{err}
		}
	}
	if err := s.connect(ctx, ui); err != nil {
		return "", err
	}
	version, err := answers(ctx, s.kube, s.host.Name, s.Timeout, ui)
	if err != nil {
		return "", err
	}
	if err := s.checkVersion(version); err != nil {
		return "", err
	}
	if err := s.lookForFlavours(ctx, version); err != nil {
		return "", err
	}
	driven := s.checkDriven(ctx)
	if driven != nil && !kube.IsForbidden(driven) {
		return "", driven // before charts are read to learn what may be needed
	}
	if err := s.checkPermissions(ctx, howToAllow); err != nil {
		return "", err
	}
	if err := s.checkSpokes(ctx); err != nil {
		return "", err
	}
	if driven != nil {
		return "", driven
	}
	if err := s.checkAgentThere(ctx); err != nil {
		return "", err
	}
	s.noteFlavours(ctx)
	s.conduct.lease.recheck = s.checkDriven
	return fmt.Sprintf("%s runs Kubernetes %s", s.host.Name, version), nil
}

// checkDriven refuses a cluster that another platform drives, or that is on its
// way between agents.
func (s *session) checkDriven(ctx context.Context) error {
	return errors.Join(s.checkForeign(ctx), s.checkMoves(ctx))
}

// patience is how long an API server may take for its first answer.
const patience = 30 * time.Second

// answers asks a cluster's API server for its version, which needs no permission.
func answers(ctx context.Context, c *kube.Client, cluster string, timeout time.Duration, ui StepUI) (version string, err error) {
	timeout = min(timeout, patience)
	what := fmt.Sprintf("cluster %s to answer at %s", cluster, c.Server())
	ui.Waiting(what)
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	version, err = c.Version(within)
	switch {
	case err == nil || ctx.Err() != nil:
		return version, err
	case within.Err() != nil:
		return "", &kube.TimeoutError{What: what, Last: "it took the connection and said nothing", After: timeout}
	}
	return "", fmt.Errorf("reach cluster %s: %w", cluster, err)
}

// checkFolder looks at what all clusters share.
func (s *session) checkFolder(ctx context.Context) error {
	if !s.Changes.Empty() {
		return errors.New("the folder is not what platform.yaml says; run: slipway generate")
	}
	if err := s.readCredentials(ctx); err != nil {
		return err
	}
	if err := s.checkRepository(ctx); err != nil {
		return err
	}
	return s.checkForge(ctx)
}

func (s *session) checkRepository(ctx context.Context) error {
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return err
	}
	return s.askGit(ctx, func(ctx context.Context) error {
		url := s.Platform.Repository.URL
		switch err := git.CanRead(ctx, url, auth); {
		case errors.Is(err, git.ErrNotFound) && s.makesRepository():
			s.unmade = true
			return nil
		case err != nil:
			return fmt.Errorf("read the repository: %w", err)
		}
		if s.NoPush {
			return nil
		}
		if err := git.CanWrite(ctx, url, auth); err != nil {
			return fmt.Errorf("write to the repository: %w", err)
		}
		return nil
	})
}

// checkPermissions names what the user lacks of all that bootstrap will do on
// the host. On provider local the user is of Slipway's own making.
func (s *session) checkPermissions(ctx context.Context, mend string) error {
	if s.provider.simulated() {
		return nil
	}
	managed, err := s.managed(ctx)
	if err != nil {
		return err
	}
	wanted, err := s.hostGrants(ctx, managed)
	if err != nil {
		return err
	}
	return checkGrants(ctx, s.kube, s.host.Name, wanted, mend)
}
