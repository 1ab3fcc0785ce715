package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/doctor"
)

func (a *app) doctorCommand() *cobra.Command {
	var cluster string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine, clusters, repository and registries lack, and the mend",
		Long: `Look at everything that the platform needs: this machine, the clusters that there
are, the repository and the registries of charts. Nothing is changed. Exits 1 when
a check failed; a warning is about what will hurt later, or only sometimes.

In a folder without a platform only this machine is looked at. Registries are asked
from this machine; the agent asks them from its cluster.`,
		Example: `  slipway doctor
  slipway doctor --cluster eu-1
  slipway doctor -o json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks, err := a.examine(cmd, cluster)
			if err != nil {
				return err
			}
			if a.output == "json" {
				err = a.json(map[string]any{"healthy": doctor.Healthy(checks), "checks": checks})
			} else {
				a.printChecks(checks)
			}
			if err == nil && !doctor.Healthy(checks) {
				err = errors.New("something that the platform needs is not there")
			}
			return err
		},
	}
	cmd.Flags().StringVar(&cluster, "cluster", "", "look at this cluster alone")
	return cmd
}

// examine looks at what the platform needs, or at this machine where there is none.
func (a *app) examine(cmd *cobra.Command, cluster string) ([]doctor.Check, error) {
	if !a.hasPlatform() {
		dir, err := bootstrap.CacheDir()
		if err != nil {
			return nil, err
		}
		a.say("there is no platform in %s; only this machine is looked at", a.dir)
		return bootstrap.ExamineMachine(cmd.Context(), dir, a.getenv), nil
	}
	opts, err := a.bootstrapOptions(10*time.Second, false)
	if err != nil {
		return nil, err
	}
	opts.Cluster = cluster
	return bootstrap.Examine(cmd.Context(), opts)
}

func (a *app) hasPlatform() bool {
	for _, name := range []string{"platform.yaml", "platform.cue"} {
		if _, err := os.Stat(filepath.Join(a.dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

// printChecks prints a line for each check below its area, and the mend of what
// is not in order below that.
func (a *app) printChecks(checks []doctor.Check) {
	area := ""
	for _, c := range checks {
		if c.Area != area {
			area = c.Area
			fmt.Fprintln(a.out, area)
		}
		fmt.Fprintf(a.out, "  %-7s  %s: %s\n", c.Result, c.Name, indented(a.out, c.Detail))
		if c.Mend != "" && (c.Result == doctor.Failed || c.Result == doctor.Warning) {
			fmt.Fprintf(a.out, "%smend: %s\n", checkIndent, indented(a.out, c.Mend))
		}
	}
}

// checkIndent is below what a check says.
const checkIndent = "           "

// indented breaks what a check says for a terminal, below its first line.
func indented(w io.Writer, text string) string {
	return strings.ReplaceAll(readable(w, text), "\n", "\n"+checkIndent)
}
