package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/tree"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// intake is what edits of generated files are put into the input as, not yet
// written: the files that change, and what went where.
type intake struct {
	fleet *generator.Fleet
	taken []generator.TakenIn
}

// settleEdits does with edits of generated files what is asked for, by a flag or
// on a terminal, and plans anew, as the input is to be. It writes nothing. What
// nobody decides stays in the way.
func (a *app) settleEdits(ctx context.Context, r *plannedRun, opts generator.Options, locked, toOverride bool) (*plannedRun, error) {
	take := r.changes.Edited
	if !toOverride {
		asked, err := false, error(nil)
		if take, asked, err = a.askEdits(ctx, r.changes.Edited, &opts); err != nil || !asked {
			return r, err
		}
	}
	var input *intake
	if len(take) > 0 {
		var err error
		if input, err = a.takeIn(take); err != nil {
			return nil, err
		}
		for _, e := range take {
			opts.Drop(e) // the input says it
		}
	}
	return a.planRun(input, opts, locked)
}

// takeIn finds where edits go in the input, and writes nothing. Those that have no
// place there are named, and then none is put there.
func (a *app) takeIn(edited []tree.Edit) (*intake, error) {
	f, err := a.fleet()
	if err != nil {
		return nil, err
	}
	taken, refused, err := f.TakeIn(edited)
	if err != nil {
		return nil, err
	}
	if len(refused) == 0 {
		return &intake{f, taken}, nil
	}
	for _, r := range refused {
		fmt.Fprintf(a.err, "%s: %s\n  instead: %s\n  or drop the edit with slipway generate --force, or leave it as it is: slipway generate --keep %s\n", r.Path, r.Why, r.Instead, r.Path)
	}
	return nil, fmt.Errorf("put edits into the input: those of %s have no place there, and nothing was written", count(len(refused), "file"))
}

// showTakenIn says where edits would go.
func (a *app) showTakenIn(edited []tree.Edit) error {
	input, err := a.takeIn(edited)
	if err != nil {
		return err
	}
	if a.output == "json" {
		return a.json(map[string]any{"takenIn": input.taken})
	}
	for _, t := range input.taken {
		for _, p := range t.Puts {
			fmt.Fprintln(a.out, putLine(t.Path, p))
		}
	}
	_, err = fmt.Fprintln(a.out, "nothing was written")
	return err
}

func putLine(file string, p generator.Put) string {
	if p.Gone() {
		return fmt.Sprintf("%s: %s is taken out (%s of %s)", p.File, p.Path, p.Edited, file)
	}
	return fmt.Sprintf("%s: %s is %s (%s of %s)", p.File, p.Path, short(p.Value), p.Edited, file)
}

// askEdits shows the edits on a terminal and asks about each. Those to take in it
// returns; asked is false where there is no terminal to ask on.
func (a *app) askEdits(ctx context.Context, edited []tree.Edit, opts *generator.Options) (take []tree.Edit, asked bool, err error) {
	in, out, ok := a.terminal()
	if !ok || a.output != "text" || slices.ContainsFunc(edited, func(e tree.Edit) bool { return e.Why == tree.Foreign }) {
		return nil, false, nil
	}
	a.edits(a.err, edited)
	t, end, err := a.openTerminal(ctx, in, out)
	if err != nil {
		return nil, false, err
	}
	defer end()
	for _, e := range edited {
		chosen, err := t.Ask(ctx, editQuestion(e), []string{"stop"}, "")
		switch {
		case errors.Is(err, wizard.ErrBack) || err == nil && chosen[0] == "stop":
			return nil, false, errLeft
		case err != nil:
			return nil, false, err
		}
		switch chosen[0] {
		case "override":
			take = append(take, e)
		case "keep":
			opts.Keep = append(opts.Keep, e.Path)
		default:
			opts.Drop(e)
		}
	}
	return take, true, nil
}

func editQuestion(e tree.Edit) wizard.Question {
	return wizard.Question{
		Name: "edit", Ask: "What is to become of the edit of " + e.Path + "?",
		Help: "Generated files are written anew whenever what they are made of changes.",
		Choices: []wizard.Choice{
			{Value: "override", Note: "put it into the input, so that it is generated"},
			{Value: "keep", Note: "leave the file as it is, from now on"},
			{Value: "discard", Note: "drop the edit"},
			{Value: "stop", Note: "write nothing"},
		},
	}
}
