package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/tree"
)

// refuse shows the files in the way and fails: nothing has been written.
func (a *app) refuse(ctx context.Context, c *tree.Changes) error {
	if a.output == "json" {
		if err := a.json(listChanges(c)); err != nil {
			return err
		}
	} else {
		a.edits(a.err, c.Edited)
	}
	return c.Apply(ctx)
}

// edits shows each file in the way: why, what was changed, where to make the
// change instead, and what settles it.
func (a *app) edits(w io.Writer, edited []tree.Edit) {
	for _, e := range edited {
		fmt.Fprintf(w, "%s %s\n", e.Path, e.Why)
		for line := range strings.Lines(e.Diff) {
			fmt.Fprint(w, "    ", line)
		}
		if e.Why == tree.Foreign {
			fmt.Fprintf(w, "  move it away, or leave it as it is: slipway generate --keep %s\n", e.Path)
			continue
		}
		threeWay(w, generator.ThreeWayOf(e))
		fmt.Fprintf(w, "  instead: %s\n", e.Instead)
		fmt.Fprintf(w, "  or put it there with slipway generate --to-override\n")
		fmt.Fprintf(w, "  then drop the edit with slipway generate --force, or leave it as it is: slipway generate --keep %s\n", e.Path)
	}
}

// threeWay says who changed what since a file was generated.
func threeWay(w io.Writer, t *generator.ThreeWay) {
	if t == nil {
		return
	}
	for _, d := range t.You {
		fmt.Fprintf(w, "  you changed %s: %s -> %s\n", d.Path, orNothing(d.From), orNothing(d.To))
	}
	for _, d := range t.Slipway {
		fmt.Fprintf(w, "  Slipway changed %s: %s -> %s\n", d.Path, orNothing(d.From), orNothing(d.To))
	}
	for _, c := range t.Conflicts {
		fmt.Fprintf(w, "  CONFLICT in %s: %s, to %s by you, to %s by Slipway\n", c.Path, orNothing(c.From), orNothing(c.You), orNothing(c.Slipway))
	}
}

func orNothing(v any) string {
	if v == nil {
		return "nothing"
	}
	return short(v)
}

// past visits what a file of the platform's folder held in commits; nothing
// where that is in no repository.
func (a *app) past(file string, visit func(text []byte) (further bool)) error {
	repo, err := git.Open(a.dir)
	if err != nil {
		return nil
	}
	return repo.Past(file, visit)
}

type editItem struct {
	Path    string `json:"path"`
	Why     string `json:"why"`
	Diff    string `json:"diff"`
	Instead string `json:"instead"`
	// ThreeWay is who changed what, where the file is generated otherwise by now.
	ThreeWay *generator.ThreeWay `json:"threeWay,omitempty"`
}
