package generator

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// generatedCluster is below gitops/clusters/CLUSTER.
func (o *Origins) generatedCluster(out *FileExplanation, parts []string, _ []any, blame Blame) error {
	err := o.ofCluster(out, parts[2], "what is particular to cluster "+parts[2]+": facts, and its units with their variants")
	if err != nil || out.Line == 0 || len(out.Clusters) == 0 {
		return err
	}
	agent, err := Agent(o.src, o.Platform)
	if err != nil {
		return err
	}
	c := o.Cluster(parts[2])
	if path.Join(parts...) == clusterFileOf(c) {
		o.factsOn(out, c, agent, blame)
	}
	return o.componentOn(out, c, agent, blame)
}

// factsOn finds the facts of a cluster that a line says, as its agent writes them there.
func (o *Origins) factsOn(out *FileExplanation, c *platform.Cluster, agent *platform.Agent, blame Blame) {
	facts := []platform.Fact{"name", "domain", "server"}
	for _, key := range slices.Sorted(maps.Keys(c.Labels)) {
		facts = append(facts, platform.LabelFact(key))
	}
	for _, f := range facts {
		said := render.SpellFact(platform.FactSyntax{Plain: agent.FactSaid, Label: agent.LabelSaid}, f)
		value, _ := f.Of(c)
		// By the same key something else may be said, such as where an agent finds itself.
		if !strings.Contains("\n"+out.text, said) || !strings.Contains(out.text, value) {
			continue
		}
		out.Facts = append(out.Facts, Read{Name: factName(f), Value: value, Why: []Why{o.factWhy(c, f, value, blame)}})
	}
}

func factName(f platform.Fact) string {
	if key, ok := f.Label(); ok {
		return load.PathText("cluster", "labels", key)
	}
	return "cluster." + string(f)
}

// factWhy is where a fact of a cluster is said: by the cluster or, of a domain that comes
// from its name, by the platform. An address that nobody says is the cluster's own.
func (o *Origins) factWhy(c *platform.Cluster, f platform.Fact, value string, blame Blame) Why {
	at := []any{string(f)}
	if key, ok := f.Label(); ok {
		at = []any{"labels", key}
	}
	switch said := o.Said(c.Name); {
	case f == "domain" && said.Domain == "":
		return Why{"platform", blame.place(o.PlaceOf("spec", "domain")), o.Domain}
	case f == "server" && said.Server == "":
		at = nil
	}
	return Why{"cluster " + c.Name, blame.place(o.Place(c.Name, at...)), value}
}

// componentOn finds the component of which a line names the variant or a unit, and says why
// the cluster has it so.
func (o *Origins) componentOn(out *FileExplanation, c *platform.Cluster, agent *platform.Agent, blame Blame) error {
	variants, err := agent.VariantReader()
	if err != nil {
		return err
	}
	units, err := agent.UnitLine()
	if err != nil {
		return err
	}
	said := variants.Variants([]byte(out.text))
	unit := units.FindStringSubmatch(out.text)
	for _, p := range c.Placements {
		v := p.Unit.Variant
		if said[v.Component.Name] != platform.Dotted(v.Name) && (unit == nil || unit[1] != p.Unit.Name) {
			continue
		}
		e, err := o.Explain(c.Name, v.Component.Name, blame)
		if err != nil {
			return err
		}
		out.Component, out.Variant, out.Reasons = v.Component.Name, v.Name, e.Reasons
		return nil
	}
	return nil
}
