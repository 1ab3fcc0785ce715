package platform

import (
	"fmt"

	"github.com/Masterminds/semver/v3"
)

// Knows reports whether the agent knows a field of its newer versions on every
// cluster that it runs on. Provider local counts as the oldest version.
func (p *Platform) Knows(agent *Agent, field string) (bool, error) {
	first, err := semver.NewVersion(agent.NewerFields[field])
	if err != nil {
		return false, fmt.Errorf("read which version of %s first knows %s: %w", agent.Title, field, err)
	}
	for _, c := range p.AgentClusters() {
		version, err := semver.NewVersion(agent.versionOn(c))
		if err != nil {
			return false, fmt.Errorf("read the version of %s on %s: %w", agent.Title, c.Name, err)
		}
		if version.LessThan(first) {
			return false, nil
		}
	}
	return true, nil
}

func (a *Agent) versionOn(c *Cluster) string {
	placement, ok := c.Unit(a.Component)
	if !ok || c.Simulated {
		return a.Versions.From
	}
	return placement.Unit.Variant.Version
}
