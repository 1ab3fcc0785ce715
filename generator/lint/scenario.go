package lint

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/generator/platform"
)

const (
	platformFile = "platform.yaml"
	tenantName   = "trial"
)

func profiles() []string { return []string{"lab", "small", "production"} }

// scenario is a platform with one cluster.
type scenario struct {
	agent, profile string
	components     []string
	settings       map[string]any
	labels         map[string]string
	tenant         bool
}

// scenarios are the platforms that a component is tried on: alone, with what it
// requires, and with every capability that it makes use of, as far as somebody
// provides it and can stand beside it.
func (l *linter) scenarios(c platform.Component) []scenario {
	var out []scenario
	agents := slices.DeleteFunc(slices.Clone(l.agents), func(a *platform.Agent) bool { return !l.fits(c, a) })
	for i, agent := range agents {
		alone := l.company(c, agent, c.Requires)
		sets := [][]string{alone}
		if with := l.company(c, agent, c.Connections()); !slices.Equal(with, alone) {
			sets = append(sets, with)
		}
		for n, profile := range profiles() {
			if l.opts.Sparse && n%len(agents) != i {
				continue
			}
			for _, components := range sets {
				out = append(out, l.scenario(c, agent.Name, profile, components))
			}
		}
	}
	return out
}

// fits reports whether a component can be on a platform of an agent: not where
// it is what another one is installed by.
func (l *linter) fits(c platform.Component, agent *platform.Agent) bool {
	mine := append([]string{agent.Component}, agent.Companions...)
	for _, other := range l.agents {
		theirs := append([]string{other.Component}, other.Companions...)
		if slices.Contains(theirs, c.Name) && !slices.Contains(mine, c.Name) {
			return false
		}
	}
	return true
}

// company are the component, the agent's own, and providers of capabilities, with
// what those require; sorted.
func (l *linter) company(c platform.Component, agent *platform.Agent, capabilities []string) []string {
	on := []platform.Component{c}
	for _, name := range append([]string{agent.Component}, agent.Companions...) {
		if own, ok := l.named(name); ok && name != c.Name {
			on = append(on, own)
		}
	}
	for wanted := slices.Clone(capabilities); len(wanted) > 0; wanted = wanted[1:] {
		provides := func(p platform.Component) bool { return p.Name != c.Name && slices.Contains(p.Provides, wanted[0]) }
		if slices.ContainsFunc(on, provides) {
			continue
		}
		if p, ok := l.provider(wanted[0], on, agent); ok {
			on = append(on, p)
			wanted = append(wanted, p.Requires...)
		}
	}
	var names []string
	for _, p := range on {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

func (l *linter) named(name string) (platform.Component, bool) {
	i := slices.IndexFunc(l.all, func(c platform.Component) bool { return c.Name == name })
	if i < 0 {
		return platform.Component{}, false
	}
	return l.all[i], true
}

// provider is who provides a capability beside others: whom a new platform is
// proposed, or the first by name.
func (l *linter) provider(capability string, on []platform.Component, agent *platform.Agent) (platform.Component, bool) {
	var first *platform.Component
	for i, p := range l.all {
		if p.ForTenants || !slices.Contains(p.Provides, capability) || !l.fits(p, agent) || slices.ContainsFunc(on, func(o platform.Component) bool { return clash(p, o) }) {
			continue
		}
		if slices.Contains(p.Init.Proposed, capability) {
			return p, true
		}
		if first == nil {
			first = &l.all[i]
		}
	}
	if first == nil {
		return platform.Component{}, false
	}
	return *first, true
}

// clash reports whether two components cannot stand beside each other.
func clash(a, b platform.Component) bool {
	one := func(a, b platform.Component) bool {
		return a.Name == b.Name ||
			slices.ContainsFunc(a.Conflicts, func(name string) bool { return name == b.Name || slices.Contains(b.Provides, name) }) ||
			slices.ContainsFunc(a.Exclusive, func(capability string) bool { return slices.Contains(b.Provides, capability) })
	}
	return one(a, b) || one(b, a)
}

func (l *linter) scenario(c platform.Component, agent, profile string, components []string) scenario {
	s := scenario{agent: agent, profile: profile, components: components, settings: map[string]any{}, labels: map[string]string{}, tenant: c.ForTenants}
	for _, name := range components {
		p, _ := l.named(name)
		if !p.ForTenants {
			s.settings[name] = map[string]any{"config": p.Example}
		}
		for _, label := range l.trials.Labels(name) {
			s.labels[label] = "example"
		}
	}
	return s
}

// folder is where the platform is, as far as Load can see.
func (s scenario) folder() fs.FS {
	spec := map[string]any{
		"agent": s.agent, "profile": s.profile, "domain": "example.com", "components": s.settings,
		"repository": map[string]any{"url": "https://git.example.com/trial.git"},
		"clusters":   []any{map[string]any{"name": "trial", "context": "trial", "labels": s.labels}},
	}
	if s.tenant {
		spec["tenants"] = []any{map[string]any{"name": tenantName, "repository": map[string]any{"url": "https://git.example.com/tenant.git"}}}
	}
	var text strings.Builder
	_ = json.NewEncoder(&text).Encode(map[string]any{ // strings and what catalogs decoded; JSON is YAML
		"apiVersion": "slipway.dev/v1alpha1", "kind": "Platform", "metadata": map[string]any{"name": "trial"}, "spec": spec,
	})
	dir, _ := txtar.FS(&txtar.Archive{Files: []txtar.File{{Name: platformFile, Data: []byte(text.String())}}}) // the one name is valid
	return dir
}
