package generator

import (
	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Secrets lists every Secret that a platform needs, on which clusters, and who
// makes it.
func Secrets(src Sources, p *platform.Platform) ([]inventory.Secret, error) {
	agent, err := Agent(src, p)
	if err != nil {
		return nil, err
	}
	return inventory.Secrets(p, agent), nil
}

// StoreEntries lists what must be in external stores, so that the agent reaches clusters.
func StoreEntries(src Sources, p *platform.Platform) ([]inventory.Entry, error) {
	agent, err := Agent(src, p)
	if err != nil {
		return nil, err
	}
	return inventory.Entries(p, agent), nil
}
