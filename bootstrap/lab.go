package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Keep runs the keeper of a lab's processes until it is told to end.
func Keep(ctx context.Context, stateDir string) error { return local.Serve(ctx, stateDir) }

// StateDir is where labs keep what they need: one folder below it for each.
func StateDir(getenv func(string) string) (string, error) {
	if dir := getenv("SLIPWAY_STATE"); dir != "" {
		return filepath.Abs(dir)
	}
	if dir := getenv("XDG_STATE_HOME"); dir != "" {
		return filepath.Join(dir, "slipway", "labs"), nil
	}
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".local", "state", "slipway", "labs"), nil
	}
	return "", errors.New("find the state folder: set SLIPWAY_STATE, XDG_STATE_HOME or HOME")
}

// CacheDir is where compiled programs and charts are kept.
func CacheDir() (string, error) { return local.DefaultCacheDir() }

// LabUp makes the platform's clusters on this machine, and serves Git where the
// repository's address is this machine's.
func LabUp(ctx context.Context, opts Options) error {
	hosts, err := labClusters(ctx, opts)
	if err != nil {
		return err
	}
	if err := labGit(ctx, opts, hosts); err != nil {
		return err
	}
	if err := rereadOwn(ctx, opts); err != nil && ctx.Err() == nil { // it only looks later
		opts.UI.Note("%s could not be asked to look again: %v", opts.Agent.Title, err)
	}
	return ctx.Err()
}

func labClusters(ctx context.Context, opts Options) (hosts []gitHost, err error) {
	for _, c := range opts.Platform.Clusters {
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return nil, err
		}
		lab, ok := p.(labProvider)
		if !ok {
			continue
		}
		if err := labCluster(ctx, opts, lab, c, len(hosts)+1); err != nil {
			return nil, err
		}
		host, err := lab.hostAddress(ctx, c)
		if err != nil {
			return nil, err
		}
		hosts = append(hosts, host)
	}
	if len(hosts) == 0 {
		return nil, errors.New("the platform has no cluster of provider kind or local; a lab needs one")
	}
	return hosts, nil
}

func labCluster(ctx context.Context, opts Options, p labProvider, c *platform.Cluster, n int) error {
	ui := opts.UI.Step(n, 0, "cluster "+c.Name)
	_, err := p.ensure(ctx, c, ui.Waiting)
	ui.End("runs; kubeconfig: "+filepath.Join(opts.StateDir, clustersFolder, c.Name, "kubeconfig"), err)
	return err
}

// LabDown ends a lab's processes, deletes its containers and removes its folder.
func LabDown(ctx context.Context, stateDir string) error {
	if is, err := isLab(stateDir); err != nil || !is {
		return errors.Join(err, noLab(stateDir))
	}
	keeper, err := local.Dial(ctx, stateDir)
	if err != nil && !errors.Is(err, local.ErrNoKeeper) {
		return err
	}
	if err == nil {
		if err := keeper.Stop(ctx); err != nil {
			return err
		}
	}
	if err := deleteKind(ctx, stateDir); err != nil {
		return err
	}
	if err := errors.Join(local.RemoveAgents(filepath.Join(stateDir, agentsFolder)), os.RemoveAll(stateDir)); err != nil {
		return fmt.Errorf("remove lab: %w", err)
	}
	return nil
}

// isLab is whether a folder is a lab's, whole or interrupted: those of the user's may lie beside labs, and one with a
// platform is none.
func isLab(stateDir string) (is bool, err error) {
	entries, err := os.ReadDir(stateDir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look at the lab: %w", err)
	}
	is = len(entries) == 0
	for _, e := range entries {
		switch e.Name() {
		case ".git", "platform.yaml", "platform.cue":
			return false, nil
		case "lab.json", "ports.json", "keeper.json", clustersFolder, agentsFolder, "git", "workspace":
			is = true
		}
	}
	return is, nil
}

// deleteKind deletes the kind clusters that a lab remembers. Where their engine
// does not answer the lab stays, so that they are not forgotten.
func deleteKind(ctx context.Context, stateDir string) error {
	records, err := kind.Records(filepath.Join(stateDir, clustersFolder))
	if err != nil {
		return err
	}
	for _, r := range records {
		engine, err := kind.Find(ctx, r.Engine)
		if err != nil {
			return fmt.Errorf("delete kind cluster %s: %w", r.Name, err)
		}
		if err := engine.Delete(r.Name); err != nil {
			return err
		}
	}
	return nil
}

// Lab is one lab on this machine.
type Lab struct {
	Name        string `json:"name"`
	Participant string `json:"participant,omitempty"` // whose lab it is, where it was made for somebody
	Running     bool   `json:"running"`
	Parts       int    `json:"processes"`
	Nodes       int    `json:"containers"`
}

// Labs lists the labs on this machine, by name.
func Labs(ctx context.Context, dir string) ([]Lab, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list labs: %w", err)
	}
	var out []Lab
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		lab, err := oneLab(ctx, filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		out = append(out, lab)
	}
	return out, nil
}

func oneLab(ctx context.Context, stateDir string) (Lab, error) {
	lab := Lab{Name: filepath.Base(stateDir)}
	if keeper, err := local.Dial(ctx, stateDir); err == nil {
		if parts, err := keeper.Status(ctx); err == nil {
			lab.Running, lab.Parts = true, len(parts)
		}
	}
	record, err := ReadLab(stateDir)
	if err != nil {
		return lab, err
	}
	if record != nil {
		lab.Participant = record.Participant
	}
	nodes, running, err := countNodes(ctx, stateDir)
	lab.Nodes, lab.Running = nodes, lab.Running || running > 0
	return lab, err
}

// countNodes counts the containers of a lab, and those that run; none where no
// engine answers.
func countNodes(ctx context.Context, stateDir string) (nodes, running int, err error) {
	records, err := kind.Records(filepath.Join(stateDir, clustersFolder))
	if err != nil {
		return 0, 0, err
	}
	for _, r := range records {
		engine, err := kind.Find(ctx, r.Engine)
		if err != nil {
			continue
		}
		all, err := engine.Nodes(r.Name)
		if err != nil {
			return 0, 0, err
		}
		stopped, err := engine.Stopped(ctx, r.Name)
		if err != nil {
			return 0, 0, err
		}
		nodes, running = nodes+len(all), running+len(all)-len(stopped)
	}
	return nodes, running, nil
}
