package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
)

func (a *app) migrateConfigCommand() *cobra.Command {
	var yes, dryRun, check bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Bring platform.yaml and clusters/ to the current version of their format",
		Long: `Change platform.yaml and the files of clusters/ from the version of their format before to
the current one, where apiVersion says the one before. Every other byte stays: comments,
order, quotes, line ends. Clusters and gitops/ are not touched, and what is generated
stays the same. An edit that would come to another platform is refused, with its place.

What changes is shown, and asked, before anything is written. A run that was killed is
completed by the same command. A file in CUE is a program, and yours to change: its
places are listed.`,
		Example: `  slipway migrate config --dry-run
  slipway migrate config
  slipway migrate config --check`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			src, err := a.data()
			if err != nil {
				return err
			}
			m, err := generator.MigrateConfig(src, a.dir)
			if err != nil {
				return err
			}
			if dryRun || check || m.From == "" {
				return a.previewConfig(m, check)
			}
			return a.writeConfig(m, yes)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "say what would change, and change nothing")
	cmd.Flags().BoolVar(&check, "check", false, "exit 3 if something would change, and change nothing: for CI")
	return cmd
}

// configMigrated is what becomes of the files, for programs.
type configMigrated struct {
	From    string           `json:"from,omitempty"`
	To      string           `json:"to"`
	Changes []load.Outdating `json:"changes"`
	Files   []string         `json:"files"`
	Written bool             `json:"written"`
}

func (a *app) previewConfig(m *generator.ConfigMigration, check bool) error {
	err := a.showConfig(m, false)
	if err == nil && check && m.From != "" {
		return errDifference
	}
	return err
}

func (a *app) writeConfig(m *generator.ConfigMigration, yes bool) error {
	if err := putConfig(a.err, m); err != nil {
		return err
	}
	if err := a.agreed(fmt.Sprintf("Change %s?", some(m.Files(), few)), yes); err != nil {
		return err
	}
	if err := m.Write(); err != nil {
		return err
	}
	if err := a.showConfig(m, true); err != nil {
		return err
	}
	a.say("next: slipway diff HEAD, which finds no difference, then commit")
	return nil
}

func (a *app) showConfig(m *generator.ConfigMigration, written bool) (err error) {
	switch {
	case a.output == "json":
		return a.json(configMigrated{m.From, m.To, m.Changes, append([]string{}, m.Files()...), written})
	case m.From == "":
		_, err = fmt.Fprintf(a.out, "the files are of %s, which is current\n", m.To)
	case written:
		_, err = fmt.Fprintf(a.out, "from %s to %s (%s)\n", m.From, m.To, some(m.Files(), few))
	default:
		err = putConfig(a.out, m)
	}
	return err
}

// putConfig is what would change: why, and in which lines.
func putConfig(w io.Writer, m *generator.ConfigMigration) error {
	for _, c := range m.Changes {
		if _, err := fmt.Fprintf(w, "%s: %s: %s\n", c.Position, c.Path, c.What); err != nil {
			return err
		}
	}
	_, err := w.Write(m.Diff())
	return err
}
