package bootstrap

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// checkStrangers looks for what others made with the agent or beside it: the
// agent's objects that the platform does not hold are named, since they go and
// nobody drives what they applied; a workload or a claim in its namespaces is in the way.
func (h *moving) checkStrangers(ctx context.Context) error {
	if h.record.to != "" {
		return nil // asked before the move began
	}
	units, err := compileMarks(h.old.Agent.Traces.Units, h.host.Name)
	if err != nil {
		return err
	}
	kinds, err := h.kube.Kinds(ctx, func(group, kind string) bool {
		return h.leaves.Kinds.Has(group, kind) || group == "apps" || group == "batch" || group == "" && (kind == "Pod" || kind == "PersistentVolumeClaim")
	})
	if err != nil {
		return err
	}
	var objects, workloads []string
	err = h.kube.EachMeta(ctx, kinds, func(m kube.Meta) {
		group, _, found := strings.Cut(m.APIVersion, "/")
		if !found {
			group = ""
		}
		own := h.leaves.Kinds.Has(group, m.Kind)
		_, ours := h.host.Unit(units.find(m)["unit"])
		switch {
		case !m.Unowned():
		case own && !h.leaves.marked(m):
			objects = append(objects, m.String())
		case own, h.isOwn(m), ours:
		case !h.leaves.marked(m) && h.leaves.applied(m, h.leaves.Kinds): // its controllers make workloads too
		case slices.Contains(h.leaves.Namespaces, m.Namespace):
			workloads = append(workloads, m.String())
		}
	})
	if err != nil {
		return err
	}
	if len(workloads) > 0 {
		return fmt.Errorf("cluster %s: %s would go with the namespace, and is no part of %s: move it to another namespace first",
			h.host.Name, workloads[0], h.old.Agent.Title)
	}
	if len(objects) > 0 {
		const most = 10
		more := ""
		if len(objects) > most {
			more = fmt.Sprintf(" and %d more", len(objects)-most)
		}
		h.UI.Note("the platform does not hold %s%s; they go too, what they applied stays, and nobody drives it", strings.Join(objects[:min(most, len(objects))], ", "), more)
	}
	return nil
}

// checkAnother refuses a driven cluster that somebody else's agent of the same
// kind runs on: what that one applied has the same marks.
func (h *moving) checkAnother(ctx context.Context, client *kube.Client, c *platform.Cluster) error {
	foreign := h.leaves.On(true).Without(h.leaves.On(false)).Kinds
	kinds, err := client.Kinds(ctx, foreign.Has)
	if err != nil || len(kinds) == 0 {
		return err
	}
	return fmt.Errorf("cluster %s serves %s of %s, so another %s is at home there, and what it applied cannot be told from the platform's; remove that one and its CRDs first, or the cluster from the platform",
		c.Name, kinds[0].Name, kinds[0].Group, h.old.Agent.Title)
}

// checkCredential looks for a credential that somebody else keeps: each agent
// wants it in its own namespace and in its own shape.
func (m *migration) checkCredential(ctx context.Context, h *moving, c *platform.Cluster) error {
	p, err := newProvider(c.Provider, m.Options)
	if err != nil || p.simulated() || c.Credentials == nil || c.Credentials.SecretRef == nil {
		return err
	}
	where := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: m.Agent.Namespace, Name: c.Credentials.SecretRef.Name}
	there, err := h.kube.Exists(ctx, where)
	if err != nil || there {
		return err
	}
	return fmt.Errorf("%s will look for the credential of cluster %s in %s on %s, with %s; make it there first, then run again",
		m.Agent.Title, c.Name, where, h.host.Name, strings.Join(slices.Sorted(maps.Keys(m.Agent.ClusterSecret.Data)), ", "))
}
