package wizard

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// components asks for capabilities, then for the products that provide them
// where there are several, then for what provides none, then for what only the
// user knows of each. All of it comes from the catalog.
func (i *interview) components() {
	providers := i.providers()
	for _, capability := range i.capabilities(providers) {
		i.provide(capability, providers[capability], "")
	}
	for _, name := range i.others() {
		i.choose(name)
	}
	i.complete(providers)
	for _, name := range i.chosen {
		if c, ok := i.component(name); ok {
			i.settings(c)
		}
	}
}

// providers are the components that provide each capability, by name.
func (i *interview) providers() map[string][]platform.Component {
	out := map[string][]platform.Component{}
	for _, c := range i.Wizard.components {
		for _, capability := range c.Provides {
			out[capability] = append(out[capability], c)
		}
	}
	return out
}

// capabilities asks which are wanted.
func (i *interview) capabilities(providers map[string][]platform.Component) []string {
	q := Question{
		Name: "capabilities", Ask: "Which capabilities do the clusters get?", Kind: KindSeveral, Optional: true, Default: []any{},
		Help: "What every cluster is able to do; the components that provide it come with it. " +
			"Groups and single clusters can have more, or less: see groups and clusters in platform.yaml.",
		At: []any{"spec", "components"}, put: func(*render.Document, any) {},
	}
	for _, capability := range slices.Sorted(maps.Keys(providers)) {
		q.Choices = append(q.Choices, Choice{capability, noteOf(providers[capability])})
		if slices.ContainsFunc(providers[capability], func(c platform.Component) bool { return c.Init.Chosen }) {
			q.Default = append(q.Default.([]any), capability)
		}
	}
	q.check = func(answer any) problem.Problems {
		return q.each(answer, func(item any) problem.Problems { return q.one("capability", item) })
	}
	return texts(i.ask(q))
}

// noteOf says who provides a capability, and of a single provider what it does.
func noteOf(providers []platform.Component) string {
	if len(providers) == 1 {
		return providers[0].Title + ": " + providers[0].Summary
	}
	var titles []string
	for _, c := range providers {
		titles = append(titles, c.Title)
	}
	return strings.Join(titles, " or ")
}

// provide chooses what provides a capability: what is there already, the only
// one that can, or the one that the user names. by is who needs it, if nobody asked for it.
func (i *interview) provide(capability string, providers []platform.Component, by string) {
	for _, c := range providers {
		if slices.Contains(i.chosen, c.Name) {
			return
		}
	}
	name := ""
	switch len(providers) {
	case 0:
		return // the rules say so, and who needs it
	case 1:
		name = providers[0].Name
	default:
		name = i.text(product(capability, providers))
	}
	if name != "" && by != "" {
		i.needed[name] = by
	}
	i.choose(name)
}

// product asks which of several components provides a capability.
func product(capability string, providers []platform.Component) Question {
	q := Question{
		Name: "providers." + capability, Ask: fmt.Sprintf("Which component provides %s?", capability),
		Help: "Several can; one does. The first is the one that the catalog proposes, if it proposes any.",
		At:   []any{"spec", "components"}, put: func(*render.Document, any) {},
	}
	proposes := func(c platform.Component) bool { return slices.Contains(c.Init.Proposed, capability) }
	if n := slices.IndexFunc(providers, proposes); n >= 0 {
		q.Default = providers[n].Name
		q.Choices = append(q.Choices, Choice{providers[n].Name, "recommended; " + providers[n].Summary})
	}
	for _, c := range providers {
		if c.Name != q.Default {
			q.Choices = append(q.Choices, Choice{c.Name, c.Summary})
		}
	}
	q.check = func(answer any) problem.Problems { return q.one("component for "+capability+" named", answer) }
	return q
}

// others asks for components that provide nothing by name. Whoever knows what
// they want may name every component here.
func (i *interview) others() []string {
	q := Question{
		Name: "components", Ask: "Which other components do they get?", Kind: KindSeveral, Optional: true, Default: []any{},
		Help: "Components that provide no capability that others could. A file of answers may name any component of the catalog here.",
		At:   []any{"spec", "components"}, put: func(d *render.Document, _ any) { i.putComponents(d) },
	}
	for _, c := range i.Wizard.components {
		if len(c.Provides) > 0 {
			continue
		}
		q.Choices = append(q.Choices, Choice{c.Name, c.Summary})
		if c.Init.Chosen {
			q.Default = append(q.Default.([]any), c.Name)
		}
	}
	q.check = func(answer any) problem.Problems {
		return q.each(answer, func(item any) problem.Problems {
			if _, ok := item.(string); !ok {
				return q.fault("must be names of components", "")
			}
			return nil // whether a catalog has it is what the rules say
		})
	}
	return texts(i.ask(q))
}

func (i *interview) choose(name string) {
	if name != "" && !slices.Contains(i.chosen, name) {
		i.chosen = append(i.chosen, name)
	}
}

// complete adds what chosen components cannot do without.
func (i *interview) complete(providers map[string][]platform.Component) {
	for n := 0; n < len(i.chosen); n++ { // what is added is looked at in its turn
		c, _ := i.component(i.chosen[n])
		for _, capability := range c.Requires {
			i.provide(capability, providers[capability], c.Title)
		}
	}
}

// putComponents writes the chosen components, each with what it is.
func (i *interview) putComponents(d *render.Document) {
	for _, name := range slices.Sorted(slices.Values(i.chosen)) {
		at := []any{"spec", "components", name}
		d.Set(map[string]any{}, at...)
		c, ok := i.component(name)
		if !ok {
			continue
		}
		comment := c.Title + ": " + c.Summary
		if by := i.needed[name]; by != "" {
			comment += " " + by + " needs it."
		}
		d.Comment(comment, at...)
	}
}
