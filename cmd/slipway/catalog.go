package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (a *app) catalogCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Look at the components that exist, try them and make your own",
		Example: `  slipway catalog list
  slipway catalog show traefik
  slipway catalog new motd
  slipway catalog lint ./catalog`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		a.catalogListCommand(),
		a.catalogShowCommand(),
		a.catalogCapabilitiesCommand(),
		a.catalogSecretsCommand(),
		a.catalogImagesCommand(),
		a.catalogLintCommand(),
		a.catalogNewCommand(),
		a.catalogPackCommand(),
		a.catalogPushCommand(),
		a.catalogPullCommand(),
		a.catalogOutdatedCommand(),
		a.catalogDiffCommand(),
		a.catalogUpgradeCommand(),
	)
	return cmd
}

// lookAt opens the catalogs of the platform's folder, and the platform.
func (a *app) lookAt() (*generator.Catalogs, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.LookAt(src, a.dir)
}

// catalogs is lookAt for people: what keeps the platform from being seen is said.
func (a *app) catalogs() (*generator.Catalogs, error) {
	c, err := a.lookAt()
	switch {
	case err != nil:
		return nil, err
	case c.OnlyBuiltin:
		a.say("the builtin catalog alone, and nothing marked, as the platform is not valid: %s; see: slipway validate", firstOf(c.Wrong))
	case c.Wrong != nil:
		a.say("nothing is marked, as the platform is not valid: %s; see: slipway validate", firstOf(c.Wrong))
	}
	return c, nil
}

// firstOf is what is wrong, on one line.
func firstOf(err error) string {
	var problems problem.Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		p := problems[0]
		p.Hint = ""
		return p.String()
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
