package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// enableOptions are the flags of slipway enable.
type enableOptions struct {
	with []string
	set  []string
	yes  bool
}

func (a *app) enableCommand() *cobra.Command {
	var opts enableOptions
	cmd := &cobra.Command{
		Use:   "enable NAME…",
		Short: "Add components to the platform",
		Long: `Name components under spec.components of platform.yaml. Every other byte of it
stays as it is, and nothing is written unless the platform is valid with them.

What a component cannot do without and nothing provides is named with those who
could: on a terminal it is asked which to add; elsewhere --with says so, or --yes
takes the one that there is, or that the catalog proposes.`,
		Example: `  slipway enable loki tempo
  slipway enable oauth2-proxy --with dex
  slipway enable external-dns --set provider=aws`,
		Args: namesOf("enable"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.enable(cmd.Context(), args, opts) },
	}
	cmd.Flags().StringSliceVar(&opts.with, "with", nil, "components to add as well, which provide what is required")
	cmd.Flags().StringArrayVar(&opts.set, "set", nil, "a setting of the first component, as path=value, such as issuer.kind=acme")
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "add what is required, where one is proposed or there is only one")
	return cmd
}

func (a *app) disableCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "disable NAME…",
		Short: "Take components out of the platform; their settings stay",
		Long: `Say enabled: false of components under spec.components of platform.yaml. Every
other byte of it stays as it is, and nothing is written unless the platform is
valid without them. The next commit of what slipway generate writes removes them
from the clusters, by the rules of each component: see slipway diff before.`,
		Example: `  slipway disable tempo`,
		Args:    namesOf("disable"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.switches(args)
			if err != nil {
				return err
			}
			gone, err := s.Disable(args)
			if err != nil {
				return err
			}
			return a.switched(s, "disabled", gone)
		},
	}
}

func namesOf(command string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s takes the names of components", command)
		}
		return nil
	}
}

// switches reads the platform, and refuses names that no catalog has.
func (a *app) switches(names []string) (*generator.Switch, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	s, err := generator.NewSwitch(src, a.dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := s.Known(name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (a *app) enable(ctx context.Context, names []string, opts enableOptions) error {
	config, err := settingsOf(opts.set)
	if err != nil {
		return err
	}
	names = append(slices.Clone(names), opts.with...)
	s, err := a.switches(names)
	if err != nil {
		return err
	}
	for missing := s.Missing(names); len(missing) > 0; missing = s.Missing(names) {
		chosen, err := a.provider(ctx, missing[0], opts.yes)
		if err != nil {
			return err
		}
		names = append(names, chosen)
	}
	added, err := s.Enable(names, config)
	if err != nil {
		return err
	}
	return a.switched(s, "enabled", added)
}

// provider is who is to provide what is missing.
func (a *app) provider(ctx context.Context, m generator.Missing, yes bool) (string, error) {
	what := fmt.Sprintf("%s requires %s, which nothing on the platform provides", m.By, m.Capability)
	if len(m.Providers) == 0 {
		return "", problem.Problems{{Message: what, Hint: "no catalog has a component that does"}}
	}
	if yes && (len(m.Providers) == 1 || m.Providers[0].Proposed) {
		return m.Providers[0].Name, nil
	}
	q := wizard.Question{Name: m.Capability, Ask: what + ". Who should?", Help: "It is added to spec.components as well."}
	var names []string
	for _, p := range m.Providers {
		names = append(names, p.Name)
		q.Choices = append(q.Choices, wizard.Choice{Value: p.Name, Note: p.Summary})
	}
	in, out, ok := a.terminal()
	if yes || !ok {
		return "", problem.Problems{{Message: what, Hint: "add one that does: --with " + strings.Join(names, ", or --with ")}}
	}
	t, end, err := a.openTerminal(ctx, in, out)
	if err != nil {
		return "", err
	}
	defer end()
	chosen, err := t.Ask(ctx, q, nil, "")
	if errors.Is(err, wizard.ErrBack) {
		err = errLeft
	}
	if err != nil {
		return "", err
	}
	return chosen[0], nil
}

// switched writes platform.yaml once the platform is valid with the change.
func (a *app) switched(s *generator.Switch, what string, names []string) error {
	if len(names) == 0 {
		fmt.Fprintln(a.out, "nothing to change")
		return nil
	}
	if _, err := s.Load(); err != nil {
		a.say("platform.yaml stays as it was; this is what it would come to:")
		return err
	}
	if err := s.Write(); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s in platform.yaml: %s\n", what, strings.Join(names, ", "))
	a.say("next: slipway diff HEAD, then slipway generate")
	return nil
}

// settingsOf reads path=value, with values as YAML.
func settingsOf(set []string) (map[string]any, error) {
	config := map[string]any{}
	for _, s := range set {
		path, text, ok := strings.Cut(s, "=")
		if !ok || path == "" {
			return nil, usagef("--set takes path=value, such as issuer.kind=acme (got %q)", s)
		}
		value, err := load.ParseValue(text)
		if err != nil {
			return nil, usagef("--set %s: %v", path, err)
		}
		at := config
		keys := strings.Split(path, ".")
		for _, key := range keys[:len(keys)-1] {
			next, is := at[key].(map[string]any)
			if at[key] != nil && !is {
				return nil, usagef("--set %s: %s is said to be something else already", path, key)
			}
			if next == nil {
				next = map[string]any{}
				at[key] = next
			}
			at = next
		}
		at[keys[len(keys)-1]] = value
	}
	return config, nil
}
