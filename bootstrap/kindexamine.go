package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/generator/platform"
)

// memoryOfNode is what a node takes before anything of the platform's runs on
// it: a control plane with etcd, the kubelet and the pod network, measured.
const memoryOfNode = doctor.GiB

// examine looks at the engine, and at what clusters that are still to be made
// take of this machine.
func (k *kindProvider) examine(ctx context.Context, clusters []*platform.Cluster) []doctor.Check {
	engine, err := k.engine(ctx, nil)
	checks := []doctor.Check{engineCheck(engine, err)}
	if err != nil {
		return checks
	}
	for _, c := range clusters {
		record, err := kind.ReadRecord(k.dir(c))
		if err == nil && record != nil && isThere(kind.KubeconfigFile(k.dir(c))) {
			continue
		}
		checks = append(checks, k.room(ctx, engine, c)...)
	}
	return checks
}

func (k *kindProvider) room(ctx context.Context, engine *kind.Engine, c *platform.Cluster) []doctor.Check {
	nodes := c.Kind.Nodes
	_, memory := c.Footprint(k.opts.Platform.Profile)
	wanted := uint64(nodes.ControlPlanes+nodes.Workers)*memoryOfNode + uint64(max(memory.Value(), 0))
	checks := []doctor.Check{
		doctor.Machine.Of("inotify for "+c.Name, "nodes may watch as many files as they need", engine.RoomFor(ctx, nodes), "sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=1048576"),
		named(doctor.Memory(ctx, wanted), c),
	}
	if len(c.Kind.Ports) > 0 {
		checks = append(checks, doctor.Machine.Of("ports for "+c.Name, fmt.Sprintf("%d are free", len(c.Kind.Ports)), kind.PortsFree(c.Name, c.Kind.Ports), ""))
	}
	return checks
}

// named makes a check one of a cluster's.
func named(check doctor.Check, c *platform.Cluster) doctor.Check {
	check.Name += " for " + c.Name
	return check
}
