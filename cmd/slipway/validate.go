package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate",
		Short: "Say everything that is wrong with the input, at once",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := a.load()
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(map[string]any{"problems": []any{}, "clusters": len(p.Clusters), "components": len(p.Components)})
			}
			for _, n := range p.Notes {
				a.say("note: %s", n)
			}
			fmt.Fprintf(a.out, "%s is valid: %s, %s\n", p.Name, count(len(p.Clusters), "cluster"), count(len(p.Components), "component"))
			return nil
		},
	}
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
