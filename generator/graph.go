package generator

import (
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Graph makes views of a platform, or of one of its clusters where one is named.
func Graph(src Sources, p *platform.Platform, cluster string, views ...string) (*graph.Graph, error) {
	clusters := p.Clusters
	if cluster != "" {
		c, err := clusterNamed(p, cluster)
		if err != nil {
			return nil, err
		}
		clusters = []*platform.Cluster{c}
	}
	agent, err := Agent(src, p)
	if err != nil {
		return nil, err
	}
	return graph.Of(p, agent, clusters, views...), nil
}
