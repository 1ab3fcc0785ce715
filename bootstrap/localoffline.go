package bootstrap

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// everyProgram is what a lab runs, and what exercises type with.
func (l *localProvider) everyProgram() []string {
	return append(l.runPrograms(), typedPrograms()...)
}

// runPrograms is what clusters, the agent and its CRDs are made from.
func (l *localProvider) runPrograms() []string {
	names := slices.Concat(local.ControlPlanePrograms(), l.spec.Programs())
	for _, source := range l.opts.Agent.CRDs {
		names = append(names, source.Program)
	}
	return names
}

func (l *localProvider) agentLacks(ctx context.Context) ([]string, error) {
	missing, err := local.Missing(ctx, l.opts.CacheDir, l.runPrograms())
	slices.Sort(missing)
	return slices.Compact(missing), err
}

func (l *localProvider) compileAgent(ctx context.Context, waiting func(string)) error {
	_, err := l.programs(ctx, l.runPrograms(), waiting)
	return err
}

// typedPrograms are those that scripts of exercises type and that are not installed
// here: they are compiled.
func typedPrograms() []string {
	if _, err := exec.LookPath(kubectl); err == nil {
		return nil
	}
	return []string{kubectl}
}

// Kubectl is the one that is installed, or else one of the clusters' version, which
// is compiled unless the cache has it.
func Kubectl(ctx context.Context) (path string, err error) {
	if found, err := exec.LookPath(kubectl); err == nil {
		return filepath.Abs(found)
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	built, err := local.Build(ctx, cache, []string{kubectl}, nil)
	return built[kubectl], err
}

// kubectl is the program's name.
const kubectl = "kubectl"

// lacks are programs, whose modules have to come before they are compiled.
func (l *localProvider) lacks(ctx context.Context, _ []*platform.Cluster) ([]Lack, error) {
	missing, err := local.Missing(ctx, l.opts.CacheDir, l.everyProgram())
	var out []Lack
	seen := map[string]bool{}
	for _, name := range missing {
		if !seen[name] {
			out = append(out, Lack{What: "program " + name})
		}
		seen[name] = true
	}
	return out, err
}

func (l *localProvider) prefetch(ctx context.Context, clusters []*platform.Cluster, waiting func(string)) (int, error) {
	lacks, err := l.lacks(ctx, clusters)
	if err != nil {
		return 0, err
	}
	_, err = l.programs(ctx, l.everyProgram(), waiting)
	return len(lacks), err
}
