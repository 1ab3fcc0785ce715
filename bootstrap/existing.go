package bootstrap

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// existing is a cluster that somebody else made: a kubeconfig context, always
// named, and confirmed before anything on it changes.
type existing struct {
	opts      Options
	confirmed bool
	access    Access // of client
	client    *kube.Client
}

func newExisting(opts Options) (provider, error) { return &existing{opts: opts}, nil }

func (e *existing) ensure(ctx context.Context, c *platform.Cluster, _ func(string)) (Access, error) {
	access, err := e.reach(ctx, c)
	if err != nil || e.confirmed {
		return access, err
	}
	ok, err := e.opts.Confirm(fmt.Sprintf("Install %s on cluster %s through the kubeconfig context %s?", e.opts.Agent.Title, c.Name, access.Context))
	if err != nil {
		return Access{}, sharedError{err} // nobody is there to ask
	}
	if !ok {
		return Access{}, fmt.Errorf("cluster %s was not confirmed; nothing was changed", c.Name)
	}
	e.confirmed = true
	return access, nil
}

func (e *existing) reach(_ context.Context, c *platform.Cluster) (Access, error) {
	read := e.opts.kubeconfig
	if read == nil {
		read = func() (*kube.File, error) { return readKubeconfig(e.opts.Getenv) }
	}
	file, err := read()
	if err != nil {
		return Access{}, err
	}
	if c.Context == "" {
		return Access{}, fmt.Errorf("cluster %s names no kubeconfig context: set context to one of %s", c.Name, file.Told())
	}
	data, err := file.Only(c.Context)
	return Access{Kubeconfig: data, Context: c.Context}, err
}

// kubeconfigOnce reads it when it is asked for, and never again.
func kubeconfigOnce(getenv func(string) string) func() (*kube.File, error) {
	return sync.OnceValues(func() (*kube.File, error) { return readKubeconfig(getenv) })
}

func readKubeconfig(getenv func(string) string) (*kube.File, error) {
	path, err := kubeconfigPath(getenv)
	if err != nil {
		return nil, err
	}
	return kube.ReadFile(path)
}

// kubeconfigPath is a file, or a list of them.
func kubeconfigPath(getenv func(string) string) (string, error) {
	if path := getenv("KUBECONFIG"); path != "" {
		return path, nil
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".kube", "config"), nil
	}
	return "", errors.New("no kubeconfig: set KUBECONFIG")
}

func (e *existing) question(ctx context.Context, c *platform.Cluster) (string, error) {
	if c.Context == "" {
		return "", nil
	}
	client, err := e.clientOf(ctx, c)
	if err != nil {
		return "", err
	}
	account := spokeAccount(e.opts.Platform)
	if there, err := account.find(ctx, client); err != nil {
		return "", fmt.Errorf("register cluster %s: %w", c.Name, err)
	} else if there {
		return "", nil
	}
	return fmt.Sprintf("Give %s an account on cluster %s, as %s, through the kubeconfig context %s?",
		e.opts.Agent.Title, c.Name, account.ClusterRole, c.Context), nil
}

// clientOf connects once.
func (e *existing) clientOf(ctx context.Context, c *platform.Cluster) (_ *kube.Client, err error) {
	if e.client == nil {
		if e.access, err = e.reach(ctx, c); err == nil {
			e.client, err = e.opts.clientFor(e.access)
		}
	}
	return e.client, err
}

// register gives the agent an account of its own on a cluster that a context
// reaches: what this machine logs in with may be a person's, or a program's that
// the agent does not have.
func (e *existing) register(ctx context.Context, c *platform.Cluster, waiting func(string)) (*registration, error) {
	if c.Context == "" {
		return nil, nil
	}
	client, err := e.clientOf(ctx, c)
	if err != nil {
		return nil, err
	}
	reg, err := registrationAt(c, e.access)
	if err != nil {
		return nil, err
	}
	ca, token, err := spokeAccount(e.opts.Platform).ensure(ctx, client, e.opts.Timeout, waiting)
	if err != nil {
		return nil, fmt.Errorf("register cluster %s: %w", c.Name, err)
	}
	if reg.ca == "" {
		reg.ca = ca
	}
	reg.token = token
	return reg, nil
}

// registrationAt is where the agent reaches a cluster: at the address that the
// platform gives it, or at the context's. An address on this machine is the
// agent's own wherever else that runs.
func registrationAt(c *platform.Cluster, access Access) (*registration, error) {
	server, ca, err := kube.Endpoint(access.Kubeconfig, access.Context)
	if err != nil {
		return nil, err
	}
	if c.Server != "" && c.Server != server {
		return &registration{server: c.Server}, nil
	}
	return &registration{server: server, ca: base64.StdEncoding.EncodeToString(ca)}, nil
}

func (e *existing) agentCRDs(context.Context, func(string)) ([]map[string]any, error) {
	return nil, nil
}

func (e *existing) runAgent(context.Context, *platform.Cluster, func(string)) error { return nil }

func (e *existing) agentEnded(context.Context, *platform.Cluster) (none cause.Finding) { return none }

func (e *existing) clusterStatus(*platform.Cluster) []map[string]any { return nil }

func (e *existing) nudge(*platform.Cluster) (kube.Ref, string) { return kube.Ref{}, "" }

func (e *existing) examine(context.Context, []*platform.Cluster) []doctor.Check { return nil }

func (e *existing) stopAgent(context.Context, *platform.Cluster) error { return nil }

func (e *existing) logs(*platform.Cluster) []string { return nil }

func (e *existing) simulated() bool { return false }
