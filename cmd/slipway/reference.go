package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// docsCommand writes the reference from the commands themselves. It is for those
// who pack Slipway; people have --help.
func (a *app) docsCommand(root *cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:    "docs",
		Short:  "Write the reference of all commands",
		Hidden: true,
		Args:   noArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "man DIR",
		Short: "Write a man page for each command",
		Args:  oneFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("make folder: %w", err)
			}
			root.DisableAutoGenTag = true // it holds a date
			written := committed()
			header := &doc.GenManHeader{Section: "1", Source: "slipway " + version(), Manual: "Slipway", Date: &written}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return fmt.Errorf("write man pages to %s: %w", filepath.Clean(args[0]), err)
			}
			return nil
		},
	}, &cobra.Command{
		Use:   "markdown",
		Short: "Print all commands as one page",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.out.Write(reference(root))
			return err
		},
	})
	return cmd
}

// committed is when the commit was made that the program is built from, so that
// a page does not tell when it was written; in 1970 where that is not known.
func committed() time.Time {
	info, _ := debug.ReadBuildInfo()
	if info != nil {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return at
			}
		}
	}
	return time.Unix(0, 0).UTC()
}

func oneFolder(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s takes one folder (got %d arguments)", cmd.CommandPath(), len(args))
	}
	return nil
}

// reference is one page about every command that people see.
func reference(root *cobra.Command) []byte {
	var b bytes.Buffer
	b.WriteString("# Commands\n\nWritten by `slipway docs markdown` from what `--help` says.\n")
	each(root, func(cmd *cobra.Command) {
		if !isShown(cmd) {
			return
		}
		text := cmd.Long
		if text == "" {
			text = cmd.Short + "."
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", cmd.CommandPath(), text)
		if cmd.Runnable() && !cmd.HasSubCommands() {
			fmt.Fprintf(&b, "\n    %s\n", cmd.UseLine())
		}
		if cmd.Example != "" {
			fmt.Fprintf(&b, "\n```sh\n%s\n```\n", unindented(cmd.Example))
		}
		flags := cmd.NonInheritedFlags()
		if cmd == root {
			flags = cmd.PersistentFlags()
		}
		if usages := flags.FlagUsages(); usages != "" {
			fmt.Fprintf(&b, "\n```text\n%s```\n", usages)
		}
	})
	return b.Bytes()
}

// isShown reports whether people see a command, and all above it.
func isShown(cmd *cobra.Command) bool {
	for ; cmd != nil; cmd = cmd.Parent() {
		if cmd.Hidden || cmd.Name() == "help" || cmd.Name() == "completion" {
			return false
		}
	}
	return true
}

func unindented(text string) string {
	return strings.TrimPrefix(strings.ReplaceAll(text, "\n  ", "\n"), "  ")
}
