package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// kindProvider makes clusters whose nodes are containers on this machine. The
// agent runs in them, as it would anywhere.
type kindProvider struct{ opts Options }

func newKind(opts Options) (provider, error) { return &kindProvider{opts: opts}, nil }

func (k *kindProvider) dir(c *platform.Cluster) string {
	return filepath.Join(k.opts.StateDir, clustersFolder, c.Name)
}

func (k *kindProvider) name(c *platform.Cluster) string {
	return kind.Name(k.opts.Platform.Name, c.Name)
}

// engineVariable names the container engine to use, as it does to kind's own program.
const engineVariable = "KIND_EXPERIMENTAL_PROVIDER"

// engine is the one that has the cluster, or else the user's choice or the
// first that answers.
func (k *kindProvider) engine(ctx context.Context, r *kind.Record) (*kind.Engine, error) {
	if r != nil {
		return kind.Find(ctx, r.Engine)
	}
	return kind.Find(ctx, k.opts.Getenv(engineVariable))
}

// recorded is the engine that has a cluster.
func (k *kindProvider) recorded(ctx context.Context, c *platform.Cluster) (*kind.Engine, error) {
	record, err := kind.ReadRecord(k.dir(c))
	if err != nil {
		return nil, err
	}
	return k.engine(ctx, record)
}

func (k *kindProvider) ensure(ctx context.Context, c *platform.Cluster, waiting func(string)) (Access, error) {
	dir := k.dir(c)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Access{}, fmt.Errorf("create cluster folder: %w", err)
	}
	waiting("looking at cluster " + c.Name)
	unlock, err := local.Lock(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return Access{}, err
	}
	defer unlock()
	configuration, err := kind.Configuration(k.name(c), c)
	if err != nil {
		return Access{}, err
	}
	record, err := kind.ReadRecord(dir)
	if err != nil {
		return Access{}, err
	}
	engine, err := k.engine(ctx, record)
	if err != nil {
		return Access{}, fmt.Errorf("make cluster %s: %w", c.Name, err)
	}
	exists, err := engine.Exists(k.name(c))
	if err != nil {
		return Access{}, err
	}
	state := kindState{exists: exists, record: record, complete: isThere(kind.KubeconfigFile(dir))}
	todo, err := state.todo(k.name(c), c)
	if err != nil {
		return Access{}, err
	}
	if todo.delete {
		waiting("deleting what is left of cluster " + c.Name + ", whose making was broken off")
		if err := engine.Delete(k.name(c)); err != nil {
			return Access{}, err
		}
	}
	if todo.create {
		err = k.create(ctx, engine, c, configuration, waiting)
	} else {
		err = k.wake(ctx, engine, c, waiting)
	}
	if err != nil {
		return Access{}, err
	}
	if err := engine.SetMirrors(ctx, k.name(c), c.Kind.Mirrors); err != nil {
		return Access{}, err
	}
	report := func(step string) { waiting("cluster " + c.Name + ": " + step) }
	if err := engine.Preload(ctx, k.name(c), preload(c), report); err != nil {
		return Access{}, fmt.Errorf("preload images of cluster %s: %w", c.Name, err)
	}
	return k.reach(ctx, c)
}

// create makes a cluster for which there is room on this machine.
func (k *kindProvider) create(ctx context.Context, engine *kind.Engine, c *platform.Cluster, configuration []byte, waiting func(string)) error {
	if err := kind.PortsFree(c.Name, c.Kind.Ports); err != nil {
		return err
	}
	if err := engine.RoomFor(ctx, c.Kind.Nodes); err != nil {
		return fmt.Errorf("make cluster %s: %w", c.Name, err)
	}
	report := func(step string) { waiting("making cluster " + c.Name + ": " + step) }
	return engine.Create(ctx, kind.Record{Name: k.name(c), From: *c.Kind}, configuration, k.dir(c), report)
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func (k *kindProvider) reach(_ context.Context, c *platform.Cluster) (Access, error) {
	data, err := os.ReadFile(kind.KubeconfigFile(k.dir(c)))
	if errors.Is(err, fs.ErrNotExist) {
		return Access{}, fmt.Errorf("cluster %s has not been made; make it with: slipway lab up, or slipway bootstrap", c.Name)
	}
	if err != nil {
		return Access{}, fmt.Errorf("read kubeconfig of %s: %w", c.Name, err)
	}
	return Access{Kubeconfig: data, Context: kind.ContextName(k.name(c))}, nil
}

func (k *kindProvider) question(context.Context, *platform.Cluster) (string, error) { return "", nil }

// register gives the agent an account of its own on the spoke, and the address
// that the spoke has on kind's network, which all kind clusters share.
func (k *kindProvider) register(ctx context.Context, c *platform.Cluster, waiting func(string)) (*registration, error) {
	access, err := k.ensure(ctx, c, waiting)
	if err != nil {
		return nil, err
	}
	inside, err := k.inside(ctx, c)
	if err != nil {
		return nil, err
	}
	reg, err := registrationIn(c.Name, inside)
	if err != nil {
		return nil, err
	}
	client, err := k.opts.clientFor(access)
	if err != nil {
		return nil, err
	}
	_, reg.token, err = spokeAccount(k.opts.Platform).ensure(ctx, client, k.opts.Timeout, waiting)
	return reg, err
}

// inside is the kubeconfig for other containers.
func (k *kindProvider) inside(ctx context.Context, c *platform.Cluster) ([]byte, error) {
	engine, err := k.recorded(ctx, c)
	if err != nil {
		return nil, err
	}
	return engine.Kubeconfig(ctx, k.name(c), true)
}

// serverAddress is the one on kind's network.
func (k *kindProvider) serverAddress(ctx context.Context, c *platform.Cluster) (string, error) {
	inside, err := k.inside(ctx, c)
	if err != nil {
		return "", err
	}
	return serverIn(c.Name, inside)
}

// hostAddress is what the engine says that this machine is for its containers.
func (k *kindProvider) hostAddress(ctx context.Context, c *platform.Cluster) (gitHost, error) {
	engine, err := k.recorded(ctx, c)
	if err != nil {
		return gitHost{}, err
	}
	host, err := engine.Host(ctx, k.name(c))
	return gitHost{cluster: c.Name, address: host.Address, name: host.Name}, err
}

func (k *kindProvider) agentCRDs(context.Context, func(string)) ([]map[string]any, error) {
	return nil, nil
}

func (k *kindProvider) runAgent(context.Context, *platform.Cluster, func(string)) error { return nil }

func (k *kindProvider) agentEnded(context.Context, *platform.Cluster) (none cause.Finding) {
	return none
}

func (k *kindProvider) clusterStatus(*platform.Cluster) []map[string]any { return nil }

func (k *kindProvider) stopAgent(context.Context, *platform.Cluster) error { return nil }

func (k *kindProvider) nudge(*platform.Cluster) (kube.Ref, string) { return kube.Ref{}, "" }

func (k *kindProvider) logs(*platform.Cluster) []string { return nil }

func (k *kindProvider) simulated() bool { return false }
