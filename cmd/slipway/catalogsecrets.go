package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/inventory"
	"github.com/slipway-platform/slipway/generator/platform"
)

func (a *app) catalogSecretsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "secrets",
		Short: "List the Secrets that the platform needs, and who makes each",
		Long: `List every Secret that the platform needs: its keys, who makes it, what reads it, why, and
on which clusters. First come those that you have to make, then those that you keep
encrypted in Git, those that bootstrap fills with random text once, and those that
components make themselves. Keys whose value other Secrets hold too are told. Then come
the entries of external stores by which the agent reaches clusters, and the credentials
of platform.yaml, and where bootstrap reads them. No value is ever read or shown. -v
names all clusters.`,
		Example: `  slipway catalog secrets
  slipway catalog secrets -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			p, err := generator.Load(src, a.dir)
			if err != nil {
				return err
			}
			secrets, err := generator.Secrets(src, p)
			if err != nil {
				return err
			}
			entries, err := generator.StoreEntries(src, p)
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(map[string]any{"secrets": append([]inventory.Secret{}, secrets...), "entries": entries, "credentials": inventory.Credentials(p)})
			}
			page := a.page()
			page.secrets(p, secrets, a.verbose)
			page.storeEntries(p, entries, a.verbose)
			page.credentials(inventory.Credentials(p))
			return page.write()
		},
	}
}

// secrets writes a section for each maker.
func (p *page) secrets(of *platform.Platform, secrets []inventory.Secret, all bool) {
	for _, maker := range []struct{ by, title string }{
		{inventory.ByUser, "MADE BY YOU"}, {inventory.ByGit, "ENCRYPTED BY YOU, IN GIT"}, {inventory.ByBootstrap, "MADE BY BOOTSTRAP, AT RANDOM"}, {inventory.ByComponent, "MADE BY THE COMPONENT ITSELF"},
	} {
		own := slices.DeleteFunc(slices.Clone(secrets), func(s inventory.Secret) bool { return s.By != maker.by })
		if len(own) > 0 {
			p.section(maker.title)
		}
		for _, s := range own {
			p.secret(of, s, all)
		}
	}
	if len(secrets) == 0 {
		p.line("no component needs a Secret")
	}
}

// storeEntries says what external stores must hold, and who asks them for it.
func (p *page) storeEntries(of *platform.Platform, entries []inventory.Entry, all bool) {
	if len(entries) > 0 {
		p.section("ENTRIES OF EXTERNAL STORES, MADE BY YOU")
	}
	for _, e := range entries {
		p.named(2, strong, e.Store+": "+e.Key, ": "+strings.Join(e.Properties, ", "))
		p.text(6, e.Component+": the way to cluster "+e.Cluster)
		p.text(6, "read by an ExternalSecret on "+clusters(of, e.ReadOn, all))
	}
}

func (p *page) secret(of *platform.Platform, s inventory.Secret, all bool) {
	p.named(2, strong, s.Namespace+"/"+s.Name, ": "+strings.Join(s.Keys, ", "))
	p.text(6, strings.TrimPrefix(s.Component+": "+s.Why, ": "))
	for _, key := range slices.Sorted(maps.Keys(s.Shared)) {
		p.text(6, key+" is the same as "+strings.Join(s.Shared[key], ", "))
	}
	p.text(6, "on "+clusters(of, s.Clusters, all))
}

// clusters names some of a platform's clusters, or all where all is asked for.
func clusters(of *platform.Platform, names []string, all bool) string {
	switch {
	case all:
		return strings.Join(names, ", ")
	case len(names) == len(of.Clusters) && len(names) > 1:
		return fmt.Sprintf("all %d clusters", len(names))
	}
	return some(names, few)
}

// Where a value of a credential is read, in words.
var readFrom = map[string]string{
	platform.FromEnv: "variable ", platform.FromFile: "file ", platform.FromPrompt: "an answer on the terminal", platform.FromHelper: "git's credential helper",
}

func (p *page) credentials(credentials []inventory.Credential) {
	if len(credentials) > 0 {
		p.section("CREDENTIALS, READ BY BOOTSTRAP")
	}
	for _, c := range credentials {
		p.named(2, strong, c.Name, strings.TrimSuffix(fmt.Sprintf(" (%s) for %s", c.Kind, c.URL), " for "))
		for _, v := range c.Values {
			p.text(6, v.Field+" from "+readFrom[v.Source]+v.From)
		}
	}
}
