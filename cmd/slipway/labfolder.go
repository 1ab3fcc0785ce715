package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/board"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// mostLabClusters is more than a machine has memory for, and a slip of the pen above.
const mostLabClusters = 50

// labFolder turns to the folder that the lab's platform is in, or will be; fresh
// is whether it is still to be written.
func (a *app) labFolder(cmd *cobra.Command, o labOptions, labs string) (fresh bool, err error) {
	if err := o.check(); err != nil {
		return false, err
	}
	if generator.Vacant(a.dir, false) != nil {
		return false, nil
	}
	name, named := labName(o.participant), cmd.Flags().Changed("directory")
	record, err := bootstrap.ReadLab(filepath.Join(labs, name))
	if err != nil {
		return false, err
	}
	switch {
	case record != nil && named && record.Workspace != a.dir:
		return false, occupiedLab(name, record.Workspace)
	case record != nil:
		a.dir = record.Workspace
	case !named:
		a.dir = workspaceIn(labs, name)
	}
	if generator.Vacant(a.dir, false) != nil {
		return false, nil
	}
	if err := a.knownAgent(o.agent); err != nil {
		return false, err
	}
	return true, emptyFolder(a.dir)
}

// knownAgent is asked before anything is made of a name.
func (a *app) knownAgent(name string) error {
	src, err := a.sources()
	if err != nil {
		return err
	}
	known, err := agentNames(src)
	if err != nil {
		return err
	}
	if !slices.Contains(known, name) {
		return usagef("there is no agent %q; %s", name, problem.Suggest(name, known, "there are: "+strings.Join(known, ", ")))
	}
	return nil
}

// emptyFolder returns an error where a folder holds anything; it need not exist.
func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into the workspace: %w", err)
	}
	if len(entries) > 0 {
		return notEmpty(dir)
	}
	return nil
}

func (o labOptions) check() error {
	if o.participant != "" && board.CheckName(o.participant) != nil {
		return usagef("--participant must be lower case letters, digits and dashes, at most 36 characters (got %q)", o.participant)
	}
	if o.board != "" || o.join != "" {
		if o.participant == "" {
			return usagef("--board needs --participant, the name that is shown there")
		}
		if err := o.member().Check(); err != nil {
			return usageError{err}
		}
	}
	if o.provider != "local" && o.provider != "kind" {
		return usagef("--provider must be local or kind (got %q)", o.provider)
	}
	if o.clusters < 1 || o.clusters > mostLabClusters {
		return usagef("--clusters must be 1 to %d (got %d)", mostLabClusters, o.clusters)
	}
	return nil
}

// fits refuses flags that say otherwise than the platform that is there.
func (o labOptions) fits(cmd *cobra.Command, p *platform.Platform) error {
	const instead = "for another lab beside this one give --participant NAME and an empty folder"
	given := cmd.Flags().Changed
	switch {
	case given("agent") && o.agent != p.Agent:
		return usagef("platform.yaml says agent %s, not %s; move it with: slipway migrate %s; %s", p.Agent, o.agent, o.agent, instead)
	case given("clusters") && o.clusters != len(p.Clusters):
		return usagef("platform.yaml has %s, not %d; change its clusters, then run: slipway generate; %s", count(len(p.Clusters), "cluster"), o.clusters, instead)
	case o.participant != "" && labName(o.participant) != p.Name:
		return usagef("platform.yaml is of %s, and the lab of %s is %s; leave out --participant, or name an empty folder with --directory", p.Name, o.participant, labName(o.participant))
	}
	for _, c := range p.Clusters {
		if given("provider") && c.Provider != o.provider {
			return usagef("platform.yaml says that cluster %s is of provider %s, not %s; %s", c.Name, c.Provider, o.provider, instead)
		}
	}
	return nil
}
