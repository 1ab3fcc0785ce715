package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"
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
	if err := s.checkPermissions(ctx); err != nil {
		return "", err
	}
	if err := errors.Join(s.checkForeign(ctx), s.checkMoves(ctx)); err != nil {
		return "", err
	}
	s.conduct.lease.recheck = func(ctx context.Context) error { return errors.Join(s.checkForeign(ctx), s.checkMoves(ctx)) }
	return fmt.Sprintf("%s runs Kubernetes %s", s.host.Name, version), nil
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
	version, err = c.Version(kube.Impatient(within))
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
	url := s.Platform.Repository.URL
	auth, err := gitAuth(ctx, s.Options)
	if err != nil {
		return err
	}
	if err := git.CanRead(ctx, url, auth); err != nil {
		return fmt.Errorf("read the repository: %w", err)
	}
	if err := git.CanWrite(ctx, url, auth); err != nil {
		return fmt.Errorf("write to the repository: %w", err)
	}
	return nil
}

func (s *session) checkPermissions(ctx context.Context) error {
	return checkAllowed(ctx, s.kube, s.host.Name, []kube.Permission{
		{Verb: "create", Resource: "namespaces"},
		{Verb: "create", Group: "apiextensions.k8s.io", Resource: "customresourcedefinitions"},
		{Verb: "create", Group: "rbac.authorization.k8s.io", Resource: "clusterroles"},
		{Verb: "create", Group: "rbac.authorization.k8s.io", Resource: "clusterrolebindings"},
		{Verb: "create", Group: "coordination.k8s.io", Resource: "leases", Namespace: leaseRef.Namespace},
		{Verb: "create", Resource: "secrets", Namespace: s.Agent.Namespace},
		{Verb: "create", Group: "apps", Resource: "deployments", Namespace: s.Agent.Namespace},
	})
}

// checkAllowed names what the user lacks of some permissions on a cluster.
func checkAllowed(ctx context.Context, client *kube.Client, cluster string, wanted []kube.Permission) error {
	missing, err := client.Allowed(ctx, wanted)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return nil
	}
	var words []string
	for _, m := range missing {
		words = append(words, m.String())
	}
	return fmt.Errorf("on cluster %s you may not %s", cluster, strings.Join(words, ", nor "))
}
