package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab"
)

// labOptions are the flags of lab up.
type labOptions struct {
	agent, provider, participant string
	board, join                  string
	clusters                     int
	only, offline                bool
	timeout                      time.Duration
}

func (a *app) labUpCommand() *cobra.Command {
	o := labOptions{}
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Make clusters on this machine, serve Git, and bootstrap",
		Long: `Make the platform's clusters on this machine, serve its Git repository, bootstrap, and
say what to open and type next. Run again, it starts what does not run, with the same
addresses and all that was there: after a restart of the machine, too.

Where the folder holds no platform, it writes a small one first: one cluster under
Flux, or what the flags say. The folder is the one that --directory names, if it
is empty, or else one in the lab's own state folder. It is a Git clone to work in.
In the folder of a platform flags that say otherwise than platform.yaml are refused.

With --participant the lab is called lab-NAME and has ports of its own, so that many
people share one machine. They stay the same from one start to the next.

With --board and --join the lab tells an instructor's board how its exercises go; so does
slipway lab join, later.

With --offline it says beforehand what it would have to fetch, and starts nothing then;
slipway lab prefetch gets that ahead.`,
		Example: `  slipway lab up                       # from nothing, or for this platform
  slipway lab up --agent argocd --clusters 2
  slipway lab up --participant p07     # one of many on this machine
  slipway lab up --no-bootstrap        # clusters and a Git server alone`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.labUp(cmd, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.agent, "agent", "flux", "the GitOps agent of a new lab: argocd, flux or sveltos")
	f.StringVar(&o.provider, "provider", "local", "what a new lab's clusters are made of: processes (local) or containers (kind)")
	f.IntVar(&o.clusters, "clusters", 1, "how many clusters a new lab has; the first is the hub")
	f.StringVar(&o.participant, "participant", "", "whose lab it is; its name becomes lab-NAME")
	f.StringVar(&o.board, "board", "", "the address of an instructor's board to report to")
	f.StringVar(&o.join, "join", "", "the board's join code")
	f.BoolVar(&o.offline, "offline", false, "refuse, before anything is started, what would need a network")
	f.BoolVar(&o.only, "no-bootstrap", false, "start clusters and Git server only")
	f.DurationVar(&o.timeout, "timeout", 10*time.Minute, "how long each wait may take")
	return cmd
}

func (a *app) labUp(cmd *cobra.Command, o labOptions) error {
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return err
	}
	fresh, err := a.labFolder(cmd, o, labs)
	if err != nil {
		return err
	}
	ui, up := a.newUI(), bootstrap.LabUp
	if fresh {
		if up, err = a.beginLab(cmd.Context(), o, ui); err != nil {
			return err
		}
	} else if err := a.finishWorkspace(cmd.Context(), o, labs); err != nil {
		return err
	}
	opts, err := a.bootstrapOptions(o.timeout, false)
	if err != nil {
		return err
	}
	opts.UI = ui
	if err := o.fits(cmd, opts.Platform); err != nil {
		return err
	}
	if o.offline && !fresh {
		if err := a.checkOffline(cmd.Context(), opts); err != nil {
			return err
		}
	}
	var offline *bool
	if cmd.Flags().Changed("offline") { // an exercise has people start what has ended, with no flag
		offline = &o.offline
	}
	if err := bootstrap.KeepLab(opts, o.participant, offline); err != nil {
		return err
	}
	if o.board != "" {
		if err := o.member().Keep(opts.StateDir); err != nil {
			return err
		}
	}
	if err := up(cmd.Context(), opts); err != nil {
		return err
	}
	if !o.only {
		if err := bootstrap.Run(cmd.Context(), opts); err != nil {
			return a.explained(err)
		}
	}
	if !o.only {
		if err := a.beganLab(cmd.Context(), opts); err != nil {
			return err
		}
	}
	if o.board != "" {
		a.tellBoardOf(cmd.Context(), o.member(), opts.StateDir)
	}
	facts, err := a.labFacts(cmd.Context(), opts.StateDir, !o.only)
	if err != nil {
		return err
	}
	return a.labCard(facts, opts.Platform)
}

// beganLab has the lab remember how lab up made it. One whose Git server is not its own has nothing to be taken back to.
func (a *app) beganLab(ctx context.Context, opts bootstrap.Options) error {
	if _, err := bootstrap.LabRepository(opts); err != nil {
		return nil
	}
	options, err := a.exerciseOptions()
	if err != nil {
		return err
	}
	// Not that which the workspace had under another name.
	return lab.At(opts.StateDir, options).Began(ctx)
}

// labName is the name of a lab that is made from nothing.
func labName(participant string) string {
	if participant == "" {
		return "lab"
	}
	return "lab-" + participant
}

// workspaceIn is where a lab keeps the folder to work in, where nobody named one.
func workspaceIn(labs, name string) string { return filepath.Join(labs, name, "workspace") }

func occupiedLab(name, workspace string) error {
	return usagef("the lab %s is there already, with its workspace in %s; go there, name another lab with --participant, or end it with: slipway lab down %s", name, workspace, name)
}

func notEmpty(dir string) error {
	return fmt.Errorf("%s holds other files and no platform; name an empty folder with --directory, or none", dir)
}
