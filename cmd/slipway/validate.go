package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) validateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Say everything that is wrong with the input, at once",
		Long: `Say everything that is wrong with the input, at once, each with file, line and
column. Exits 2 when something is.

For CI, --output also takes github (annotations, which Gitea and Forgejo show
too), sarif and junit (a report that GitLab, Jenkins and others show). Files are
named as they are in the checked-out repository.`,
		Example: `  slipway validate
  slipway validate -o github
  slipway validate -o sarif > slipway.sarif
  slipway validate -o junit > slipway-junit.xml`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			p, err := a.load()
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(map[string]any{"problems": []any{}, "clusters": len(p.Clusters), "components": len(p.Components)})
			}
			if a.output == "sarif" || a.output == "junit" {
				return a.showProblems(nil)
			}
			for _, n := range p.Notes {
				a.say("note: %s", n)
				a.annotate("notice", "", n)
			}
			fmt.Fprintf(a.out, "%s is valid: %s, %s\n", p.Name, count(len(p.Clusters), "cluster"), count(len(p.Components), "component"))
			return nil
		},
	}
	return alsoPrints(cmd, "github", "sarif", "junit")
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
