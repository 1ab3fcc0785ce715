package platform

import "cmp"

// AgentTopology is what differs from the rest of an agent's folder in one
// topology; what is nil or empty does not differ.
type AgentTopology struct {
	Root      string `json:"root"`
	RootRef   *Ref   `json:"rootRef"`
	SourceRef *Ref   `json:"sourceRef"`
	SelfRef   *Ref   `json:"selfRef"`
	ParentRef *Ref   `json:"parentRef"`
	UnitRef   *Ref   `json:"unitRef"`
	Chain     []Ref  `json:"chain"`
	Route     string `json:"route"`
	Leaves    string `json:"leaves"`
	Owner     string `json:"owner"`
	// Revisions is nil where rings cannot follow branches or tags of their own.
	Revisions *RingRevisions `json:"revisions"`
}

// RingRevisions is how the clusters of a ring that follows a revision of its own
// come from that, where one agent drives all clusters; all is empty where each
// cluster's own root does so. $ring and $cluster may stand in names.
type RingRevisions struct {
	// SourceRef names the revision.
	SourceRef Ref `json:"sourceRef"`
	// ClusterRef brings a cluster from it.
	ClusterRef Ref `json:"clusterRef"`
	// File is where it must have the cluster for that, below gitops/.
	File string `json:"file"`
	// Chain is what stands between the repository and the cluster's units.
	Chain []Ref `json:"chain"`
}

// In is the agent as it is in a topology.
func (a Agent) In(topology string) *Agent {
	t := a.Topologies[topology]
	a.Root, a.Route, a.Leaves = cmp.Or(t.Root, a.Root), cmp.Or(t.Route, a.Route), cmp.Or(t.Leaves, a.Leaves)
	for _, r := range []struct {
		to   *Ref
		from *Ref
	}{{&a.RootRef, t.RootRef}, {&a.SourceRef, t.SourceRef}, {&a.SelfRef, t.SelfRef}, {&a.ParentRef, t.ParentRef}, {&a.UnitRef, t.UnitRef}} {
		if r.from != nil {
			*r.to = *r.from
		}
	}
	if t.Chain != nil {
		a.Chain = t.Chain
	}
	a.Revisions, a.Owner = t.Revisions, t.Owner
	return &a
}
