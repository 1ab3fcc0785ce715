package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Examine looks at all that a platform needs and changes nothing: this machine,
// the clusters that there are, the repository and the registries. The error is
// problem.Problems when the options name no cluster.
func Examine(ctx context.Context, opts Options) ([]doctor.Check, error) {
	hosts, err := hostsOf(opts)
	if err != nil {
		return nil, err
	}
	checks, err := examineProviders(ctx, opts)
	if err != nil {
		return nil, err
	}
	checks = append(checks, doctor.Git(ctx), doctor.Disk(ctx, "charts", opts.CacheDir, doctor.GiB/4))
	for _, host := range hosts {
		found, err := examineCluster(ctx, opts, host)
		if err != nil {
			return nil, err
		}
		checks = append(checks, found...)
	}
	checks = append(checks, examineRepository(ctx, opts)...)
	return append(checks, examineRegistries(ctx, opts)...), ctx.Err()
}

// ExamineMachine is for where there is no platform yet: what each provider would
// need is a warning.
func ExamineMachine(ctx context.Context, cacheDir string, getenv func(string) string) []doctor.Check {
	checks := []doctor.Check{doctor.Git(ctx), engineCheck(kind.Find(ctx, getenv(engineVariable))), examineGo(ctx, cacheDir)}
	for i, c := range checks {
		if c.Result == doctor.Failed {
			checks[i].Result = doctor.Warning
		}
	}
	return append(checks, doctor.Disk(ctx, "charts and programs", cacheDir, local.DiskToCompile))
}

// examineProviders looks at what clusters take of this machine.
func examineProviders(ctx context.Context, opts Options) ([]doctor.Check, error) {
	byProvider := map[string][]*platform.Cluster{}
	for _, c := range opts.Platform.Clusters {
		byProvider[c.Provider] = append(byProvider[c.Provider], c)
	}
	var out []doctor.Check
	for _, name := range Providers() {
		if len(byProvider[name]) == 0 {
			continue
		}
		p, err := newProvider(name, opts)
		if err != nil {
			return nil, err
		}
		out = append(out, p.examine(ctx, byProvider[name])...)
	}
	return out, nil
}

// engineCheck says what came of looking for a container engine.
func engineCheck(engine *kind.Engine, err error) doctor.Check {
	found := ""
	if err == nil {
		found = engine.Name() + " answers"
	}
	return doctor.Machine.Of("container engine", found, err, "start Docker, or another of them; "+engineVariable+" names one of several")
}

func examineGo(ctx context.Context, cacheDir string) doctor.Check {
	version, err := local.Toolchain(ctx, cacheDir)
	return doctor.Machine.Of("go", version+" compiles the programs of provider local", err, "install Go from https://go.dev/dl")
}
