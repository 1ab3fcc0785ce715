package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// component writes everything about a component, as a man page has it.
func (p *page) component(s *shownComponent) {
	c := &s.Component
	p.section("NAME")
	p.text(2, fmt.Sprintf("%s - %s, version %s", c.Name, c.Title, c.Source.Version()))
	p.text(2, c.Summary)
	if s.platform != nil {
		p.section("PLATFORM")
		p.text(2, presentOn(s))
	}
	p.section("SOURCE")
	p.entries(2, source(s))
	p.section("NAMESPACE")
	p.text(2, fmt.Sprintf("%s, at the Pod Security level %s", c.Namespace, c.PodSecurity))
	p.relations(s)
	if len(s.Config) > 0 {
		p.section("CONFIG")
		p.settings(s.Config)
	}
	p.profiles(c.Profiles)
	p.section("FOOTPRINT")
	for _, profile := range slices.SortedFunc(maps.Keys(c.Footprint), bySize) {
		f := c.Footprint[profile]
		p.text(2, fmt.Sprintf("%-11s cpu %s, memory %s", profile, f.CPU, f.Memory))
	}
	p.secretNeeds(c)
	p.list("IMAGES", c.Images)
	p.section("NETWORK POLICY")
	p.text(2, networkPolicies[c.NetworkPolicy])
	p.section("DELETION")
	p.text(2, deletions[c.Deletion])
	p.upgrades(c)
	var health []string
	for _, h := range c.Health {
		health = append(health, fmt.Sprintf("%s.%s is in order when %s is %s", h.Kind, h.Group, h.Condition, h.Status))
	}
	p.list("HEALTH", health)
}

// bySize compares profiles: the order in which they grow.
func bySize(a, b string) int {
	order := []string{"lab", "small", "production"}
	return cmp.Compare(slices.Index(order, a), slices.Index(order, b))
}

// What happens to what a component installed, by its deletion policy.
var deletions = map[string]string{
	"delete":  "When it is disabled, what it installed is deleted.",
	"orphan":  "When it is disabled, what it installed stays, and is nobody's; remove it by hand.",
	"confirm": "When it is disabled, what it installed is deleted after somebody has confirmed it. An agent that cannot ask leaves it; remove it by hand then.",
}

var networkPolicies = map[string]string{
	"none":      "Nobody makes NetworkPolicies for its pods.",
	"chart":     "Its chart makes NetworkPolicies for its pods.",
	"resources": "NetworkPolicies for its pods come with it.",
}

func presentOn(s *shownComponent) string {
	all := count(len(s.platform.Clusters), "cluster")
	if len(s.On) == 0 {
		return fmt.Sprintf("%s does not have it on any of %s", s.platform.Name, all)
	}
	return fmt.Sprintf("%s has it on %d of %s: %s", s.platform.Name, len(s.On), all, some(s.On, few))
}

// entry is a word and what is to be said of it.
type entry struct{ name, text string }

func source(s *shownComponent) []entry {
	c := &s.Component
	var out []entry
	switch {
	case c.Source.Chart != nil:
		out = append(out, entry{"chart", c.Source.Chart.Name + " " + c.Source.Chart.Version + " of " + c.Source.Chart.Repository})
	case c.Source.Manifests != nil:
		out = append(out, entry{"manifests", strings.ReplaceAll(c.Source.Manifests.URL, "$version", c.Source.Manifests.Version) + ", version " + c.Source.Manifests.Version})
	default:
		out = append(out, entry{"files", "of the catalog itself"})
	}
	if len(c.Parts) > 0 {
		out = append(out, entry{"parts", strings.Join(c.Parts, ", ")})
	}
	return append(out, entry{"catalog", s.Catalog}, entry{"category", c.Category}, entry{"homepage", c.Homepage}, entry{"licence", c.License})
}

func (p *page) relations(s *shownComponent) {
	var out []entry
	for _, r := range s.Capabilities {
		text := r.Name + ": " + r.Doc
		others := slices.DeleteFunc(slices.Clone(r.ProvidedBy), func(name string) bool { return name == s.Component.Name })
		switch {
		case len(others) > 0 && r.Relation == "provides":
			text += " Also provided by " + strings.Join(others, ", ") + "."
		case len(others) > 0:
			text += " Provided by " + strings.Join(others, ", ") + "."
		case r.Relation != "provides":
			text += " No component of the catalogs provides it."
		}
		out = append(out, entry{r.Relation, text})
	}
	if len(s.Component.Conflicts) > 0 {
		out = append(out, entry{"conflicts", strings.Join(s.Component.Conflicts, ", ")})
	}
	if len(out) > 0 {
		p.section("NEEDS AND GIVES")
		p.entries(2, out)
	}
}

func (p *page) secretNeeds(c *platform.Component) {
	if len(c.Secrets) == 0 {
		return
	}
	p.section("SECRETS")
	for _, s := range c.Secrets {
		p.named(2, strong, cmp.Or(s.Namespace, c.Namespace)+"/"+s.Name, ": "+strings.Join(s.Keys, ", "))
		p.text(6, fmt.Sprintf("%s: %s", makers[s.By], s.Why))
	}
}

// Who makes a Secret, in words.
var makers = map[string]string{"user": "made by you", "bootstrap": "made by bootstrap", "component": "made by the component"}

func (p *page) upgrades(c *platform.Component) {
	if len(c.Upgrades) == 0 {
		return
	}
	p.section("UPGRADES")
	for _, version := range c.UpgradeVersions() {
		u := c.Upgrades[version]
		if u.Breaking {
			p.named(2, alarm, version, " (breaking)")
		} else {
			p.named(2, strong, version, "")
		}
		p.text(6, u.Notes)
	}
}
