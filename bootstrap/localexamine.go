package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// What processes take, measured: an API server, etcd and controllers for each
// cluster, and the heaviest of the agents, Argo CD, where one runs.
const (
	memoryOfPlane = 3 * doctor.GiB / 4
	memoryOfAgent = 2 * doctor.GiB / 3
)

// examine looks at what compiles the programs, and at room for them. Pods are
// simulated, and take nothing.
func (l *localProvider) examine(ctx context.Context, clusters []*platform.Cluster) []doctor.Check {
	var wanted uint64
	for _, c := range clusters {
		wanted += memoryOfPlane
		if c.RunsAgent {
			wanted += memoryOfAgent
		}
	}
	checks := []doctor.Check{doctor.Memory(ctx, wanted)}
	missing, err := local.Missing(ctx, l.opts.CacheDir, append(local.ControlPlanePrograms(), l.spec.Programs()...))
	if err == nil && len(missing) == 0 {
		return append(checks, doctor.Machine.OK("programs", "all are compiled"))
	}
	checks = append(checks, examineGo(ctx, l.opts.CacheDir))
	if err != nil {
		return checks
	}
	return append(checks, doctor.Machine.Warn("programs", fmt.Sprintf("%d are to be compiled, which takes some minutes each, once", len(missing)), "slipway lab up"),
		doctor.Disk(ctx, "programs", l.opts.CacheDir, local.DiskToCompile))
}
