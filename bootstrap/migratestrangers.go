package bootstrap

import (
	"context"
	"fmt"
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
		h.UI.Note("the platform does not hold %s; they go too, what they applied stays, and nobody drives it", firstOf(objects))
	}
	return nil
}

// firstOf lists some names, and how many more there are.
func firstOf(names []string) string {
	const most = 10
	text := strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
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
		m.Agent.Title, c.Name, where, h.host.Name, strings.Join(m.Agent.ClusterKeys(c), ", "))
}

// noteProperties names the clusters whose entry in an external store lacks what
// the agent that comes reads of it, unless somebody added that. It refuses
// nothing: what is in the store cannot be seen from here.
func (m *migration) noteProperties() {
	wanted := slices.DeleteFunc(slices.Clone(m.Agent.ClusterProperties), func(p string) bool { return slices.Contains(m.from.ClusterProperties, p) })
	if len(wanted) == 0 {
		return
	}
	var names []string
	for _, h := range m.hosts {
		for _, c := range h.driven() {
			if c != h.host && !c.Simulated && h.keptElsewhere(c) && c.Credentials.ExternalSecret != nil {
				names = append(names, c.Name)
			}
		}
	}
	if len(names) > 0 {
		m.UI.Note("%s reads %s of a cluster's entry in the external store, and %s read %s; let the entries of these clusters have them first, or they wait until they do: %s",
			m.Agent.Title, strings.Join(m.Agent.ClusterProperties, " and "), m.from.Title, strings.Join(m.from.ClusterProperties, " and "), firstOf(names))
	}
}
