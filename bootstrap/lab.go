package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/local"
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

// LabUp starts the platform's clusters of provider local, and a Git server
// where the repository's address is on loopback.
func LabUp(ctx context.Context, opts Options) error {
	if !slices.ContainsFunc(opts.Platform.Clusters, isLocal) {
		return errors.New("the platform has no cluster of provider local; a lab needs one")
	}
	local := 0
	for _, c := range opts.Platform.Clusters {
		if !isLocal(c) {
			continue
		}
		p, err := newProvider(c.Provider, opts)
		if err != nil {
			return err
		}
		local++
		ui := opts.UI.Step(local, 0, "cluster "+c.Name)
		access, err := p.ensure(ctx, c, ui.Waiting)
		ui.End("runs; kubeconfig: "+filepath.Join(opts.StateDir, "clusters", access.Context, "kubeconfig"), err)
		if err != nil {
			return err
		}
	}
	return labGit(ctx, opts)
}

// labGit serves the platform's repository, if it is to be on this machine.
func labGit(ctx context.Context, opts Options) error {
	address, name, ok := loopbackRepository(opts.Platform.Repository.URL)
	if !ok {
		return nil
	}
	ui := opts.UI.Step(0, 0, "Git server")
	err := func() error {
		root := filepath.Join(opts.StateDir, "git")
		if _, err := gitserver.Init(ctx, root, name, opts.Platform.Repository.Branch); err != nil {
			return err
		}
		keeper, err := local.Launch(ctx, opts.Self, opts.StateDir)
		if err != nil {
			return err
		}
		return keeper.StartService(ctx, local.Service{Name: "git", Kind: local.ServiceGit, Address: address, Root: root})
	}()
	ui.End("serves "+opts.Platform.Repository.URL, err)
	return err
}

// loopbackRepository takes apart the address of a repository on this machine.
func loopbackRepository(address string) (host, name string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Port() == "" {
		return "", "", false
	}
	ip := net.ParseIP(u.Hostname())
	name = strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git")
	return u.Host, name, ip != nil && ip.IsLoopback() && name != "" && !strings.Contains(name, "/")
}

// LabDown ends a lab's processes and removes its folder.
func LabDown(ctx context.Context, stateDir string) error {
	if _, err := os.Stat(stateDir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no lab %s", filepath.Base(stateDir))
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
	if err := errors.Join(local.RemoveAgents(filepath.Join(stateDir, agentsFolder)), os.RemoveAll(stateDir)); err != nil {
		return fmt.Errorf("remove lab: %w", err)
	}
	return nil
}

// Lab is one lab on this machine.
type Lab struct {
	Name    string `json:"name"`
	Running bool   `json:"running"`
	Parts   int    `json:"processes"`
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
		lab := Lab{Name: e.Name()}
		if keeper, err := local.Dial(ctx, filepath.Join(dir, e.Name())); err == nil {
			if parts, err := keeper.Status(ctx); err == nil {
				lab.Running, lab.Parts = true, len(parts)
			}
		}
		out = append(out, lab)
	}
	return out, nil
}
