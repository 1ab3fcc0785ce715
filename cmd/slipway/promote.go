package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/rings"
)

func (a *app) promoteCommand() *cobra.Command {
	var components []string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "promote FROM TO",
		Short: "Give a ring the versions of one before it",
		Long: `Make the version pins of the ring TO those of the ring FROM, in platform.yaml. Every
other byte of it stays as it is. Where FROM pins nothing, TO pins nothing any more, and
a pin that says what spec.components or the catalog says anyway is left out.

Shown is which clusters get which versions by that, and how far it reaches.`,
		Example: `  slipway promote canary stable --dry-run
  slipway promote canary stable
  slipway promote canary stable --component cert-manager`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("promote takes two rings, such as: slipway promote canary stable (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			pins, err := a.ringPins()
			if err != nil {
				return err
			}
			if err := promotable(pins.Platform, args[0], args[1], components); err != nil {
				return err
			}
			out := newRepinned(rings.Promote(pins.Platform, pins.Input, args[0], args[1], components))
			if len(out.Pins) == 0 {
				return a.showRepinned(out, fmt.Sprintf("nothing to promote: ring %s pins what ring %s does", args[1], args[0]))
			}
			return a.repin(pins, pins.Platform, out, dryRun)
		},
	}
	cmd.Flags().StringSliceVar(&components, "component", nil, "of this component alone (may be repeated)")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "write nothing; show what would change")
	return cmd
}

func (a *app) ringPins() (*generator.RingPins, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.NewRingPins(src, a.dir)
}

// promotable refuses names that the platform does not have, and the way back.
func promotable(p *platform.Platform, from, to string, components []string) error {
	var names, known []string
	for _, r := range p.Rings {
		names = append(names, r.Name)
	}
	for _, name := range []string{from, to} {
		if !slices.Contains(names, name) {
			return problem.Problems{{Message: fmt.Sprintf("%s has no ring %q", p.Name, name), Hint: problem.Suggest(name, names, "see: slipway rings")}}
		}
	}
	if slices.Index(names, from) >= slices.Index(names, to) {
		return usagef("ring %s does not come before ring %s: versions go from a ring to a later one (%s)", from, to, strings.Join(names, ", "))
	}
	for _, c := range rings.Of(p).Components {
		known = append(known, c.Name)
	}
	for _, name := range components {
		if !slices.Contains(known, name) {
			return problem.Problems{{Message: fmt.Sprintf("%s has no component %q", p.Name, name), Hint: problem.Suggest(name, known, "see: slipway rings")}}
		}
	}
	return nil
}
