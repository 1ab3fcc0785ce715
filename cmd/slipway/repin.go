package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/rings"
)

// repinned is what a change of rings' pins comes to.
type repinned struct {
	// Upgraded are the components of which the catalog has another version.
	Upgraded []rings.Upgraded `json:"upgraded,omitempty"`
	Pins     []rings.Pin      `json:"pins"`
	// Upgrades are what people must know before clusters move.
	Upgrades []rings.Note `json:"upgrades"`
	// Moves are the versions that clusters get, Blast how far that reaches; of a
	// platform.cue, which is not changed, neither is known.
	Moves   []rings.Move   `json:"moves"`
	Blast   *compare.Blast `json:"blast,omitempty"`
	Notes   []string       `json:"notes"`
	Written bool           `json:"written"`
}

func newRepinned(pins []rings.Pin) *repinned {
	return &repinned{Pins: append([]rings.Pin{}, pins...), Upgrades: []rings.Note{}, Moves: []rings.Move{}, Notes: []string{}}
}

// repin changes pins in platform.yaml once the platform is valid with them; from
// is what clusters come to now.
func (a *app) repin(r *generator.RingPins, from *platform.Platform, out *repinned, dryRun bool) error {
	if !r.Editable() {
		out.unnoted()
		if err := a.showRepinned(out, ""); err != nil || dryRun || len(out.Pins) == 0 {
			return err
		}
		return errProgram
	}
	if err := a.tryPins(r, from, out); err != nil {
		return err
	}
	if !dryRun && len(out.Pins) > 0 {
		if err := r.Write(); err != nil {
			return err
		}
		out.Written = true
	}
	if err := a.showRepinned(out, ""); err != nil {
		return err
	}
	if out.Written {
		a.say("next: slipway diff HEAD, then slipway generate")
	}
	return nil
}

var errProgram = errors.New("platform.cue is a program, and its rings are yours to change: pin there what is listed above")

// tryPins puts the pins into the text, and says what the platform comes to.
func (a *app) tryPins(r *generator.RingPins, from *platform.Platform, out *repinned) error {
	src, err := a.sources()
	if err != nil {
		return err
	}
	if err := r.Change(out.Pins); err != nil {
		return err
	}
	after, err := r.Load()
	if err != nil {
		a.say("platform.yaml stays as it was; this is what it would come to:")
		return err
	}
	report, notes, err := generator.Compare(src, from, after)
	if err != nil {
		return err
	}
	out.Moves, out.Blast, out.Notes = rings.Moves(from, after), &report.Blast, append(out.Notes, notes...)
	for _, n := range rings.NotesOf(after, out.Moves) { // clusters may have older versions than slipway.lock
		if !slices.Contains(out.Upgrades, n) {
			out.Upgrades = append(out.Upgrades, n)
		}
	}
	slices.SortStableFunc(out.Upgrades, func(a, b rings.Note) int { return cmp.Compare(a.Component, b.Component) })
	out.unnoted()
	return nil
}

// unnoted notes of which components the catalog says nothing: that is not to say that nothing is to be known.
func (r *repinned) unnoted() {
	var components []string
	for _, u := range r.Upgraded {
		if u.Held == "" {
			components = append(components, u.Name)
		}
	}
	for _, m := range r.Moves {
		components = append(components, m.Component)
	}
	components = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(components))), func(name string) bool {
		return slices.ContainsFunc(r.Upgrades, func(n rings.Note) bool { return n.Component == name })
	})
	if len(components) > 0 {
		r.Notes = append(r.Notes, "the catalog says nothing of these between the two versions; read their own release notes: "+strings.Join(components, ", "))
	}
}

func (a *app) showRepinned(r *repinned, nothing string) error {
	if a.output == "json" {
		return a.json(r)
	}
	if nothing != "" {
		_, err := fmt.Fprintln(a.out, nothing)
		return err
	}
	_, err := a.out.Write([]byte(repinnedText(r, a.verbose)))
	return err
}

func repinnedText(r *repinned, all bool) string {
	w := &graphWriter{all: all}
	w.upgraded(r.Upgraded)
	for _, p := range r.Pins {
		w.wrapped(pinLine(p))
	}
	var rows [][]string
	for _, m := range r.Moves {
		rows = append(rows, []string{fit(m.Ring, ringNameWidth), fit(m.Component, ringNameWidth), fit(m.From, ringVersionWidth), fit(m.To, ringVersionWidth), strconv.Itoa(m.Clusters)})
	}
	w.table("RING\tCOMPONENT\tFROM\tTO\tCLUSTERS", rows)
	if r.Blast != nil {
		blast := &differenceWriter{all: all}
		blast.blast(*r.Blast)
		w.WriteString("\n" + blast.String())
	}
	for _, n := range r.Upgrades {
		mark := "before "
		if n.Breaking {
			mark = "BREAKING before "
		}
		w.wrapped(mark + n.Component + " " + n.Version + ": " + n.Text)
	}
	for _, n := range r.Notes {
		w.wrapped("note: " + n)
	}
	if !r.Written && r.Blast != nil && len(r.Pins) > 0 {
		w.wrapped("nothing was written")
	}
	return strings.TrimLeft(w.String(), "\n")
}

// upgraded lists what the catalog has in another version.
func (w *graphWriter) upgraded(all []rings.Upgraded) {
	var rows [][]string
	for _, u := range all {
		why := ""
		switch {
		case u.Held != "":
			why = "held at " + u.Held + " by spec.components"
		case u.Everywhere:
			why = "in every ring at once"
		}
		rows = append(rows, []string{fit(u.Name, ringNameWidth), fit(u.From, ringVersionWidth), fit(u.To, ringVersionWidth), why})
	}
	if w.table("COMPONENT\tFROM\tTO\t", rows); len(rows) > 0 {
		w.WriteString("\n")
	}
}

func pinLine(p rings.Pin) string {
	if p.To == "" {
		return fmt.Sprintf("ring %s: %s: the pin of %s is taken out", p.Ring, p.Component, p.From)
	}
	return fmt.Sprintf("ring %s: %s: pinned to %s (%s before)", p.Ring, p.Component, p.To, cmp.Or(p.From, "not pinned"))
}
