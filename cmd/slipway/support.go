package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
)

func (a *app) supportCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "support-bundle",
		Short: "Pack what somebody who helps needs to see into a file, without secrets",
		Long: `Pack what somebody who helps needs to see into a tar.gz that only you may read:
platform.yaml and the lock, what status says, and of every cluster the agent's
objects, events, how pods fare, and the last 200 lines of the agent's logs.

Secrets are never read: their names, types and keys are listed. Values that people
fill in (chart values, ConfigMaps, environments), declared credentials, tokens,
private keys and logins in addresses are removed, and so are the names of this
machine and its user. Look into the file before you pass it on all the same.`,
		Example: `  slipway support-bundle
  slipway support-bundle -f /tmp/acme.tar.gz
  tar -tzf acme-support.tar.gz`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts, err := a.bootstrapOptions(time.Minute, false)
			if err != nil {
				return err
			}
			if file == "" {
				file = filepath.Join(a.dir, opts.Platform.Name+"-support.tar.gz")
			}
			names, err := bootstrap.Support(cmd.Context(), opts, file, map[string]string{
				"slipway": version(), "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH,
			})
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(map[string]any{"file": file, "contents": names})
			}
			_, err = fmt.Fprintf(a.out, "%s holds %d files; look into it before you pass it on\n", file, len(names))
			return err
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "where to write it (default NAME-support.tar.gz in the platform's folder)")
	return cmd
}
