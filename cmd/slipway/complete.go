package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/roster"
)

// namer lists the names that a word may be one of, given those before it. What
// cannot be read completes to nothing.
type namer func(before []string) []string

// completions tells shells what arguments and flags may be, by the command and
// by the flag's name.
func (a *app) completions(root *cobra.Command) {
	arguments := map[string][]namer{
		"slipway explain":        {a.explainableNames, a.componentsOn, a.explainablePaths},
		"slipway graph":          {func([]string) []string { return graph.Views() }},
		"slipway catalog show":   {a.componentNames},
		"slipway catalog lint":   slices.Repeat([]namer{a.componentNames}, 100), // as many as anybody names
		"slipway enable":         slices.Repeat([]namer{a.componentNames}, 100),
		"slipway disable":        slices.Repeat([]namer{a.componentNames}, 100),
		"slipway cluster remove": slices.Repeat([]namer{a.clusterNames}, 100),
		"slipway cluster rename": {a.clusterNames},
		"slipway promote":        {a.ringNames, a.ringNames},
		"slipway migrate":        {a.agentNames},
		"slipway lab down":       {a.labNames},
	}
	flags := map[string]namer{
		"cluster":    a.clusterNames,
		"agent":      a.agentNames,
		"components": a.componentNames,
		"component":  a.componentNames,
		"with":       a.componentNames,
		"category":   a.categoryNames,
		"ring":       a.ringNames,
		"format":     func([]string) []string { return roster.Formats() },
		"ci":         func([]string) []string { return generator.CINames() },
		"provider":   func([]string) []string { return bootstrap.Providers() },
		"profile":    func([]string) []string { return []string{"lab", "small", "production"} },
	}
	each(root, func(cmd *cobra.Command) {
		if names := arguments[cmd.CommandPath()]; names != nil {
			cmd.ValidArgsFunction = func(_ *cobra.Command, before []string, typed string) ([]string, cobra.ShellCompDirective) {
				if len(before) >= len(names) {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
				return beginning(names[len(before)](before), typed), cobra.ShellCompDirectiveNoFileComp
			}
		}
		for name, names := range flags {
			if cmd.Flags().Lookup(name) != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, flagNames(names)) // fails for flags that are not there
			}
		}
	})
	_ = root.RegisterFlagCompletionFunc("output", func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return beginning(forms(cmd), typed), cobra.ShellCompDirectiveNoFileComp
	})
	_ = root.MarkPersistentFlagDirname("directory")
}

func flagNames(names namer) cobra.CompletionFunc {
	return func(_ *cobra.Command, before []string, typed string) ([]string, cobra.ShellCompDirective) {
		done, last := "", typed
		if i := strings.LastIndex(typed, ","); i >= 0 {
			done, last = typed[:i+1], typed[i+1:]
		}
		found := beginning(names(before), last)
		for i := range found {
			found[i] = done + found[i]
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
}

// beginning are the names that begin with what was typed.
func beginning(names []string, typed string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasPrefix(name, typed) })
}

func each(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		each(sub, visit)
	}
}

func (a *app) clusterNames([]string) (out []string) {
	f, err := a.fleet()
	if err != nil {
		return nil
	}
	for _, c := range f.Clusters {
		out = append(out, c.Name)
	}
	slices.Sort(out)
	return out
}

// ringNames are the rings that come after the one that is named.
func (a *app) ringNames(before []string) []string {
	f, err := a.fleet()
	if err != nil {
		return nil
	}
	names := ringNames(f.Input.Spec.Rings)
	if len(before) > 0 {
		names = names[slices.Index(names, before[0])+1:]
	}
	return names
}

func (a *app) explainableNames([]string) []string {
	p, err := a.load()
	if err != nil {
		return nil
	}
	return generator.ExplainableNames(p)
}

func (a *app) explainablePaths(before []string) []string {
	p, err := a.load()
	if err != nil {
		return nil
	}
	e, err := generator.Explain(p, before[0], before[1])
	if err != nil {
		return nil
	}
	return generator.ExplainablePaths(e)
}

func (a *app) componentsOn(before []string) (out []string) {
	p, err := a.load()
	if err != nil || p.Cluster(before[0]) == nil {
		return nil
	}
	for _, placed := range p.Cluster(before[0]).Placements {
		out = append(out, placed.Unit.Variant.Component.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (a *app) componentNames([]string) (out []string) {
	all, err := a.lookAt()
	if err != nil {
		return nil
	}
	for _, c := range all.Components() {
		out = append(out, c.Name)
	}
	return out
}

func (a *app) categoryNames([]string) (out []string) {
	all, err := a.lookAt()
	if err != nil {
		return nil
	}
	return categories(all.Components())
}

func (a *app) agentNames([]string) (out []string) {
	src, err := a.data()
	if err != nil {
		return nil
	}
	agents, err := generator.Agents(src, "hub")
	if err != nil {
		return nil
	}
	for _, agent := range agents {
		out = append(out, agent.Name)
	}
	return out
}

func (a *app) labNames([]string) (out []string) {
	dir, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return nil
	}
	labs, err := bootstrap.Labs(context.Background(), dir)
	if err != nil {
		return nil
	}
	for _, lab := range labs {
		out = append(out, lab.Name)
	}
	return out
}
