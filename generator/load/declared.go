package load

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Declared is a cluster as it is written, and where.
type Declared struct {
	platform.ClusterInput
	// At is where its name stands.
	At problem.Position
	// Index is its number in spec.clusters of the platform's file; -1 in a file of its own.
	Index  int
	Ring   string
	Groups []string
	// ServedBy is the shard of the agent that serves it, pinned or not; nil where there is one alone.
	ServedBy *int
}

// ReadClusters is Input with the place of each cluster, those of the platform's
// file first, as Input has them.
func ReadClusters(src Sources, dir fs.FS) (*platform.Input, []Declared, error) {
	in, problems := readPlatform(src, newContext(), dir)
	if len(problems) > 0 {
		return nil, nil, problems.Err()
	}
	shards := shardsOf(in.Spec.Clusters, topologies()[in.Spec.Topology].runsAgent(in.Spec.Clusters), in.Spec.Shards)
	out := make([]Declared, len(in.Spec.Clusters))
	for i, c := range in.Spec.Clusters {
		d := Declared{ClusterInput: c, At: in.clusterAt(i, "name"), Index: -1, Groups: []string{}}
		if len(in.clusters[i].prefix) > 0 {
			d.Index = i
		}
		for _, g := range in.Spec.Groups {
			if platform.Matches(g.Match, c.Labels) {
				d.Groups = append(d.Groups, g.Name)
			}
		}
		if ring := ringOf(in.Spec.Rings, c.Labels); ring >= 0 {
			d.Ring = in.Spec.Rings[ring].Name
		}
		if s, ok := shards[c.Name]; ok {
			d.ServedBy = &s
		}
		out[i] = d
	}
	return &in.Input, out, nil
}

// Carries reports whether a cluster has all of these labels.
func (d Declared) Carries(labels map[string]string) bool { return platform.Matches(labels, d.Labels) }
