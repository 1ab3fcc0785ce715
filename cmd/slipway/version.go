package main

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/Masterminds/semver/v3"
	"github.com/spf13/cobra"
)

// unreleased is what a program is called that nobody released.
const unreleased = "v0.1.0-dev"

// release is set by the linker: -X main.release=v1.2.3.
var release string

// version is the linker's, else the module's, which go install MODULE@v1.2.3 knows.
func version() string {
	module := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		module = info.Main.Version
	}
	return versionOf(release, module)
}

// versionOf leaves out what Go makes up of a commit, so that slipway.lock does
// not change with every one.
func versionOf(release, module string) string {
	if release != "" {
		return release
	}
	v, err := semver.NewVersion(module)
	if err != nil || v.Metadata() != "" || pseudo.MatchString(module) {
		return unreleased
	}
	return module
}

// pseudo is how Go calls a commit without a tag: https://go.dev/ref/mod#pseudo-versions
var pseudo = regexp.MustCompile(`[0-9]{14}-[0-9a-f]{12}$`)

// commit is what the program is built from, with a + where it was changed; empty
// where that is not known.
func commit() string {
	settings := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
	}
	if settings["vcs.modified"] == "true" {
		return settings["vcs.revision"] + "+"
	}
	return settings["vcs.revision"]
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Example: `  slipway version
  slipway version -o json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.output == "json" {
				return a.json(map[string]string{
					"version": version(), "commit": commit(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
				})
			}
			_, err := fmt.Fprintf(a.out, "slipway %s\n", version())
			return err
		},
	}
}
