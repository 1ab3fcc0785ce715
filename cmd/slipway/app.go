package main

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/airgap"
	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// app is what every command shares: streams and the flags that hold everywhere.
type app struct {
	in       io.Reader
	out, err io.Writer
	canvas   *canvas // what err is, where that is a terminal
	now      func() time.Time
	environ  []string // the user's
	getenv   func(string) string

	schemas fs.FS // of what users write; nil for the program's own
	noticed bool  // it was said already that the platform is of an older version

	bundle string // the file; empty where there is none
	held   func() (*airgap.Bundle, error)

	dir     string
	output  string
	quiet   bool
	verbose bool
	noColor bool
}

func (a *app) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "slipway",
		Short: "Bootstrap platform distributions: from one file to clusters under Git's control",
		Long: `Slipway turns one file, platform.yaml, and a catalog of components into the Git
repository that a GitOps agent reconciles, then brings clusters under that
repository's control.

Exit codes: 0 done, 1 failed, 2 the input or usage is wrong, 3 there is a
difference, 4 timed out waiting, 130 interrupted.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Example: `  slipway init                    # write platform.yaml
  slipway generate                # write the repository
  slipway bootstrap               # bring its clusters under Git's control
  slipway status                  # is the contract kept?`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.checkOutput(cmd); err != nil {
				return err
			}
			dir, err := filepath.Abs(a.dir)
			if a.dir = dir; err == nil && cmd.Flags().Changed("bundle") {
				_, err = a.held() // also where nothing will be asked of it
			}
			return err
		},
	}
	flags := cmd.PersistentFlags()
	flags.StringVarP(&a.dir, "directory", "C", ".", "the platform's folder")
	flags.StringVarP(&a.output, "output", "o", "text", "how to print results: text or json")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print no progress")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "print more")
	flags.StringVar(&a.bundle, "bundle", "", "take charts, manifests and catalogs from this file and ask no network for them (also: "+bundleVariable+")")
	a.held = sync.OnceValues(func() (*airgap.Bundle, error) {
		if !flags.Changed("bundle") {
			a.bundle = a.getenv(bundleVariable)
		}
		return useBundle(a.bundle)
	})
	flags.BoolVar(&a.noColor, "no-color", false, "print without colours (also: NO_COLOR)")
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	cmd.AddCommand(
		a.initCommand(), a.enableCommand(), a.disableCommand(), a.validateCommand(),
		a.lockCommand(), a.bundleCommand(), a.generateCommand(), a.diffCommand(),
		a.explainCommand(), a.graphCommand(), a.ringsCommand(), a.deliveryCommand(), a.promoteCommand(),
		a.upgradeCommand(), a.catalogCommand(), a.secretCommand(), a.clusterCommand(), a.bootstrapCommand(),
		a.migrateCommand(), a.statusCommand(), a.supportCommand(), a.doctorCommand(),
		a.uninstallCommand(), a.labCommand(),
		a.schemaCommand(), a.mcpCommand(), a.versionCommand(),
	)
	cmd.AddCommand(a.docsCommand(cmd))
	strictCompletion(cmd)
	a.completions(cmd)
	return cmd
}

// strictCompletion makes cobra's own completion command refuse what it does not
// know as every other command does: with exit code 2.
func strictCompletion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		cmd.Args = noArgs
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		for _, shell := range cmd.Commands() {
			shell.Args = noArgs
		}
	}
}

// sources are the program's own data, for what reads the platform: where that is
// of the version of the format before, people are told.
func (a *app) sources() (generator.Sources, error) {
	src, err := a.data()
	if err != nil || a.noticed || a.dir == "" {
		return src, err
	}
	a.noticed = true
	file, version, err := generator.OutdatedVersion(src, a.dir)
	if err == nil && version != "" && a.output != "json" {
		text := fmt.Sprintf("the platform is written for %s, which this slipway still reads; bring it to the current version with: slipway migrate config", version)
		a.say("note: %s", text)
		a.annotate("notice", file, text)
	}
	return src, err
}

// data is what the program has of its own.
func (a *app) data() (generator.Sources, error) {
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		return generator.Sources{}, fmt.Errorf("open agents: %w", err)
	}
	src := generator.Sources{
		Schemas: schemas.FS, Catalog: catalog.FS, Agents: agents, Templates: templates.FS,
		Providers: bootstrap.Providers(), Version: version(),
		Charts: bootstrap.ChartRenderer(a.cacheDir), OpenCatalog: bootstrap.CatalogReader(a.cacheDir),
	}
	if a.schemas != nil {
		src.Schemas = a.schemas
	}
	return src, nil
}

// load reads the platform in the folder that --directory names.
func (a *app) load() (*platform.Platform, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.Load(src, a.dir)
}

// noArgs refuses arguments, naming an unknown command as such.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		return usagef("there is no command %q; see: %s --help", args[0], cmd.CommandPath())
	}
	return usagef("%s takes no arguments (got %q)", cmd.CommandPath(), args[0])
}
