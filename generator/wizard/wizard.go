// Package wizard knows what has to be asked to make a new platform, in which
// order, and what the answers come to. It knows no terminal: somebody else puts
// the questions to a person, or nobody does.
package wizard

import (
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Wizard is what all questions are made from.
type Wizard struct {
	src    generator.Sources
	rules  *load.Rules
	agents []*platform.Agent
	// components are those that a platform may choose, by name: all but what comes with an agent.
	components []platform.Component
}

// New reads the schema, the catalog and the agents.
func New(src generator.Sources) (*Wizard, error) {
	rules, err := generator.Rules(src)
	if err != nil {
		return nil, err
	}
	w := &Wizard{src: src, rules: rules}
	// What they are in other topologies does not matter here.
	if w.agents, err = generator.Agents(src, load.Topologies()[0]); err != nil {
		return nil, err
	}
	for _, c := range rules.Components() {
		if c.Category != agentCategory {
			w.components = append(w.components, c)
		}
	}
	return w, nil
}

// agentCategory is that of components which come with the choice of an agent.
const agentCategory = "agent"

// component returns a component that may be chosen, false where there is none.
func (w *Wizard) component(name string) (platform.Component, bool) {
	for _, c := range w.components {
		if c.Name == name {
			return c, true
		}
	}
	return platform.Component{}, false
}
