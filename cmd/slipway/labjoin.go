package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab"
	"github.com/slipway-platform/slipway/bootstrap/lab/board"
)

func (a *app) labJoinCommand() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "join URL CODE",
		Short: "Have the lab report to an instructor's board",
		Long: `Have the lab report to an instructor's board from now on: which exercises were started,
how many of their checks hold, how many hints were taken, and when. The name that is
shown is the lab's participant, or the one that --as gives. A board that does not answer
keeps nobody from working.`,
		Example: `  slipway lab join http://192.0.2.1:7070 ABCD-EFGH
  slipway lab join http://192.0.2.1:7070 ABCD-EFGH --as ada`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("%s takes the board's address and its join code (got %q)", cmd.CommandPath(), args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.joinBoard(cmd.Context(), args[0], args[1], name)
		},
	}
	cmd.Flags().StringVar(&name, "as", "", "the name that the board shows")
	return cmd
}

func (a *app) joinBoard(ctx context.Context, address, code, name string) error {
	dir, err := a.labDir(nil)
	if err != nil {
		return err
	}
	facts, err := bootstrap.LookAtLab(ctx, dir)
	if err != nil {
		return err
	}
	m := board.Member{Address: address, Code: code, Participant: cmp.Or(name, facts.Participant)}
	if m.Participant == "" {
		return usagef("lab %s is nobody's in particular; give the name that the board is to show with --as", facts.Name)
	}
	if err := m.Check(); err != nil {
		return usageError{err}
	}
	p, err := lab.ProgressIn(dir)
	if err != nil {
		return err
	}
	if err := m.Tell(ctx, p); err != nil {
		return err
	}
	if err := m.Keep(dir); err != nil {
		return err
	}
	if a.output == "json" {
		return a.json(labDone{Lab: facts.Name, Done: "joined", Board: m.Address, Participant: m.Participant})
	}
	fmt.Fprintf(a.out, "lab %s reports to %s as %s\n", facts.Name, m.Address, m.Participant)
	return nil
}

// member is what a new lab knows of its board.
func (o labOptions) member() board.Member {
	return board.Member{Address: o.board, Code: o.join, Participant: o.participant}
}

// tellBoard tells the lab's board, if it has one, how it goes. That this fails is
// said, and is no failure.
func (a *app) tellBoard(ctx context.Context, l *lab.Lab) {
	a.sayUntold(ctx, l.Tell(ctx))
}

func (a *app) tellBoardOf(ctx context.Context, m board.Member, stateDir string) {
	p, err := lab.ProgressIn(stateDir)
	if err == nil {
		err = m.Tell(ctx, p)
	}
	a.sayUntold(ctx, err)
}

func (a *app) sayUntold(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil { // else nothing goes on
		a.say("%v; everything else goes on", err)
	}
}
