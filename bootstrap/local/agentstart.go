package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// Agent is one running instance of an AgentSpec.
type Agent struct {
	Name       string // prefix of its processes, e.g. "hub/argocd"
	Spec       AgentSpec
	Dir        string            // its own state; removed without loss while it is stopped
	Kubeconfig string            // of the cluster it works on
	Programs   map[string]string // from Build, with at least Spec.Programs
	Labs       string            // the folder of all labs, whose ports are left alone; may be empty
	Shards     []string          // the keys of the shards besides the first
	Settings   map[string]string // of its component, by path such as concurrency.helm
	Patient    bool              // it works for a fleet: what a lab does every few seconds, it does every few minutes
}

// StartAgent runs an agent's processes and returns when all are ready. What
// the agent expects on the cluster must be there before.
func StartAgent(ctx context.Context, s Supervisor, a Agent) error {
	r, err := a.prepare()
	if err != nil {
		return fmt.Errorf("prepare agent %s: %w", a.Name, err)
	}
	processes, err := a.processes(r)
	if err != nil {
		return fmt.Errorf("prepare agent %s: %w", a.Name, err)
	}
	if a.Spec.Services.Redis {
		redis := Service{Name: a.redis(), Kind: ServiceRedis, Address: r.places.Redis, Password: r.password}
		if err := s.StartService(ctx, redis); err != nil {
			return fmt.Errorf("start agent %s: %w", a.Name, err)
		}
	}
	mounts, err := a.mounts(r)
	if err != nil {
		return fmt.Errorf("prepare agent %s: %w", a.Name, err)
	}
	for _, m := range mounts {
		if err := s.StartService(ctx, m); err != nil {
			return fmt.Errorf("start agent %s: %w", a.Name, err)
		}
	}
	// Two of a shard would work on the same clusters.
	if err := a.stopStrays(ctx, s); err != nil {
		return fmt.Errorf("start agent %s: %w", a.Name, err)
	}
	if err := startAll(ctx, s, processes); err != nil {
		return fmt.Errorf("start agent %s: %w", a.Name, err)
	}
	return nil
}

// StopAgent ends an agent's processes and leaves what it manages alone.
func StopAgent(ctx context.Context, s Supervisor, a Agent) error {
	names := []string{a.redis()}
	for _, m := range a.Spec.Mounts {
		names = append(names, a.mount(m))
	}
	for _, i := range a.instances() {
		names = append(names, a.process(i.name()))
	}
	return errors.Join(a.stopStrays(ctx, s), s.Stop(ctx, names...), a.removeSockets())
}

func (a Agent) redis() string { return a.Name + "/redis" }

func (a Agent) mount(m AgentMount) string { return a.Name + "/" + m.ConfigMap }

func (a Agent) mounts(r renderer) ([]Service, error) {
	var out []Service
	for _, m := range a.Spec.Mounts {
		dir, err := r.render(m.Directory, r.places)
		if err != nil {
			return nil, fmt.Errorf("mount %s: %w", m.ConfigMap, err)
		}
		out = append(out, Service{Name: a.mount(m), Kind: ServiceMount, Root: dir, Kubeconfig: r.places.Kubeconfig,
			Namespace: a.Spec.Namespace, ConfigMap: m.ConfigMap})
	}
	return out, nil
}

func (a Agent) prepare() (renderer, error) {
	r := renderer{settings: a.Settings, path: searchPath(os.Getenv("PATH"), a.Labs)}
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		return r, fmt.Errorf("create folder: %w", err)
	}
	for _, name := range a.Spec.Programs() {
		if a.Programs[name] == "" {
			return r, fmt.Errorf("program %s was not built", name)
		}
	}
	var err error
	if r.ports, err = OpenPorts(filepath.Join(a.Dir, "ports.json"), a.Labs); err != nil {
		return r, err
	}
	bin := filepath.Join(a.Dir, "bin")
	r.places = places{
		Kubeconfig: filepath.Join(a.Dir, "kubeconfig"), Dir: a.Dir, Namespace: a.Spec.Namespace,
		Bin: bin, Path: bin + string(os.PathListSeparator) + r.path, Patient: a.Patient,
	}
	if r.places.Sockets, err = a.ensureSockets(); err != nil {
		return r, err
	}
	if a.Spec.Services.Redis {
		if r.places.Redis, err = r.ports.Address("redis"); err != nil {
			return r, err
		}
		if r.password, err = a.ensurePassword(); err != nil {
			return r, err
		}
	}
	if err := inNamespace(a.Kubeconfig, r.places.Kubeconfig, a.Spec.Namespace); err != nil {
		return r, err
	}
	return r, errors.Join(r.link(a.Spec.Links, a.Programs), a.createDirectories(r))
}

func (a Agent) createDirectories(r renderer) error {
	directories, err := r.all(a.Spec.Directories)
	if err != nil {
		return err
	}
	for _, dir := range directories {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("create folder: %w", err)
		}
	}
	return nil
}

func (a Agent) processes(r renderer) ([]Process, error) {
	var out []Process
	for _, p := range a.instances() {
		r := r.of(p, a.Shards)
		args, err := r.all(p.Args)
		if err != nil {
			return nil, fmt.Errorf("arguments of %s: %w", p.name(), err)
		}
		env, err := r.environment(a.Spec.Env, p.Env)
		if err != nil {
			return nil, fmt.Errorf("process %s: %w", p.name(), err)
		}
		ready, err := r.probe(p.Ready)
		if err != nil {
			return nil, fmt.Errorf("process %s: %w", p.name(), err)
		}
		out = append(out, Process{
			Name: a.process(p.name()), Path: a.Programs[p.Program], Args: args, Env: slices.Clip(env),
			Dir: a.Dir, Log: a.log(p.name()), Ready: ready,
		})
	}
	return out, nil
}
