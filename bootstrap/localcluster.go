package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// localProvider runs clusters and the agent as processes on this machine.
// Pods on them exist as objects and become ready; nothing executes.
type localProvider struct {
	opts Options
	spec local.AgentSpec
}

func newLocal(opts Options) (provider, error) {
	if runtime.GOOS == "windows" {
		return nil, errors.New("provider local runs clusters as processes of Linux or macOS; on Windows use WSL, or provider kind")
	}
	data, err := fs.ReadFile(opts.AgentFolder, "local.yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("provider local cannot run %s; use another provider", opts.Agent.Title)
	}
	if err != nil {
		return nil, fmt.Errorf("read agent processes: %w", err)
	}
	spec, err := local.ReadAgentSpec(data)
	return &localProvider{opts: opts, spec: spec}, err
}

func (l *localProvider) clusterStatus(c *platform.Cluster) []map[string]any {
	var out []map[string]any
	for _, o := range l.spec.Statuses {
		out = append(out, map[string]any{
			"apiVersion": o.APIVersion, "kind": o.Kind, "status": o.Status,
			"metadata": map[string]any{"namespace": o.Namespace, "name": strings.ReplaceAll(o.Name, "$cluster", c.Name)},
		})
	}
	return out
}

func (l *localProvider) nudge(c *platform.Cluster) (kube.Ref, string) {
	n := l.spec.Nudge
	if n == nil {
		return kube.Ref{}, ""
	}
	return kube.Ref{APIVersion: n.APIVersion, Kind: n.Kind, Namespace: n.Namespace, Name: strings.ReplaceAll(n.Name, "$cluster", c.Name)}, n.Annotation
}

func (l *localProvider) logs(c *platform.Cluster) []string {
	var out []string
	for _, folder := range []string{agentsFolder, clustersFolder} {
		found, _ := filepath.Glob(filepath.Join(l.opts.StateDir, folder, c.Name, "logs", "*.log")) // the pattern is well formed
		out = append(out, found...)
	}
	return out
}

func (l *localProvider) simulated() bool { return true }

// programs compiles what is missing, saying which, how many and how long.
func (l *localProvider) programs(ctx context.Context, names []string, waiting func(string)) (map[string]string, error) {
	return local.Build(ctx, l.opts.CacheDir, names, func(p local.Progress) {
		if !p.Cached && !p.Done {
			waiting(fmt.Sprintf("compiling %s %s (%d of %d, %s)", p.Program, p.Version, p.Index, p.Total, p.Elapsed.Round(time.Second)))
		}
	})
}

func (l *localProvider) controlPlane(name string, programs map[string]string) local.ControlPlane {
	return local.ControlPlane{Name: name, Dir: filepath.Join(l.opts.StateDir, clustersFolder, name), Programs: programs, Labs: filepath.Dir(l.opts.StateDir)}
}

func (l *localProvider) ensure(ctx context.Context, c *platform.Cluster, waiting func(string)) (Access, error) {
	// All at once, so that "n of m" counts everything there is to compile.
	programs, err := l.programs(ctx, append(local.ControlPlanePrograms(), l.spec.Programs()...), waiting)
	if err != nil {
		return Access{}, err
	}
	keeper, err := local.Launch(ctx, l.opts.Self, l.opts.StateDir)
	if err != nil {
		return Access{}, err
	}
	waiting("starting cluster " + c.Name)
	if err := l.controlPlane(c.Name, programs).Start(ctx, keeper); err != nil {
		return Access{}, err
	}
	return l.reach(ctx, c)
}

func (l *localProvider) reach(_ context.Context, c *platform.Cluster) (Access, error) {
	data, err := os.ReadFile(l.controlPlane(c.Name, nil).Kubeconfig())
	if errors.Is(err, fs.ErrNotExist) {
		return Access{}, notRunning(c)
	}
	if err != nil {
		return Access{}, fmt.Errorf("read kubeconfig of %s: %w", c.Name, err)
	}
	return Access{Kubeconfig: data, Context: c.Name}, nil
}

func (l *localProvider) question(context.Context, *platform.Cluster) (string, error) { return "", nil }

func (l *localProvider) save(ctx context.Context, c *platform.Cluster, dir string) error {
	keeper, err := l.keeper(ctx, c)
	if err != nil {
		return err
	}
	return l.controlPlane(c.Name, nil).Save(ctx, keeper, dir)
}

func (l *localProvider) wake(ctx context.Context, c *platform.Cluster) error {
	keeper, err := l.keeper(ctx, c)
	if err != nil {
		return err
	}
	return l.controlPlane(c.Name, nil).Wake(ctx, keeper)
}

func (l *localProvider) halt(ctx context.Context, c *platform.Cluster) error {
	keeper, err := l.keeper(ctx, c)
	if err != nil {
		return err
	}
	return local.KillAll(ctx, keeper, c.Name+"/")
}

func (l *localProvider) restore(ctx context.Context, c *platform.Cluster, dir string) error {
	keeper, err := l.keeper(ctx, c)
	if err != nil {
		return err
	}
	programs, err := l.programs(ctx, local.ControlPlanePrograms(), func(string) {})
	if err != nil {
		return err
	}
	plane := l.controlPlane(c.Name, programs)
	if err := plane.Restore(ctx, keeper, dir); err != nil {
		return err
	}
	return plane.StartServer(ctx, keeper)
}

func (l *localProvider) settle(c *platform.Cluster) error {
	return l.controlPlane(c.Name, nil).Settle()
}

// keeper is that of a lab that runs.
func (l *localProvider) keeper(ctx context.Context, c *platform.Cluster) (*local.Client, error) {
	keeper, err := local.Dial(ctx, l.opts.StateDir)
	if errors.Is(err, local.ErrNoKeeper) {
		return nil, notRunning(c)
	}
	return keeper, err
}

func notRunning(c *platform.Cluster) error {
	return fmt.Errorf("cluster %s does not run; start it with: slipway lab up", c.Name)
}

// register gives away the kubeconfig's own token: there is no other user.
func (l *localProvider) register(ctx context.Context, c *platform.Cluster, waiting func(string)) (*registration, error) {
	access, err := l.ensure(ctx, c, waiting)
	if err != nil {
		return nil, err
	}
	return registrationIn(c.Name, access.Kubeconfig)
}

// hostAddress is loopback: clusters and agents are processes of this machine.
func (l *localProvider) hostAddress(_ context.Context, c *platform.Cluster) (gitHost, error) {
	return gitHost{cluster: c.Name, address: netip.IPv4Unspecified()}, nil
}

// serverAddress is the kubeconfig's own.
func (l *localProvider) serverAddress(ctx context.Context, c *platform.Cluster) (string, error) {
	access, err := l.reach(ctx, c)
	if err != nil {
		return "", err
	}
	return serverIn(c.Name, access.Kubeconfig)
}

// agentCRDs reads them from the modules that the agent was compiled from.
func (l *localProvider) agentCRDs(ctx context.Context, waiting func(string)) ([]map[string]any, error) {
	var names []string
	for _, source := range l.opts.Agent.CRDs {
		names = append(names, source.Program)
	}
	programs, err := l.programs(ctx, names, waiting)
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, source := range l.opts.Agent.CRDs {
		objects, err := objectsIn(os.DirFS(local.Kept(programs[source.Program])), source.Glob)
		if err != nil {
			return nil, fmt.Errorf("read the agent's CRDs: %w", err)
		}
		out = append(out, objects...)
	}
	return out, nil
}

// objectsIn parses the files that match a glob, of which there must be one.
func objectsIn(files fs.FS, glob string) ([]map[string]any, error) {
	names, err := fs.Glob(files, glob)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("%s: %w", glob, fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		objects, err := parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, objects...)
	}
	return out, nil
}
