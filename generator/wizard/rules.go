package wizard

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// document puts every answer in its place, and beside it what the field is.
func (i *interview) document() ([]byte, error) {
	d := &render.Document{}
	commented := map[string]bool{}
	for _, q := range i.questions {
		switch answer := i.said(q); {
		case q.put != nil:
			q.put(d, answer)
		case !empty(answer):
			d.Set(answer, q.At...)
		}
	}
	for _, q := range i.questions {
		for _, about := range i.comments(q) {
			if at := load.PathText(about.Path...); !commented[at] && !empty(i.said(q)) {
				commented[at] = true
				d.Comment(about.Doc, about.Path...)
			}
		}
	}
	return render.Platform(render.Sources{Templates: i.src.Templates}, d)
}

// comments are those of a field of spec and of what it stands in.
func (i *interview) comments(q Question) []load.Field {
	var out []load.Field
	for n := 2; n <= min(len(q.At), 3); n++ {
		if f, err := i.rules.Field(q.At[:n]...); err == nil && f.Doc != "" && q.At[0] == "spec" {
			f.Path = q.At[:n]
			out = append(out, f)
		}
	}
	return out
}

// trial is what answers come to: a platform, or what is wrong with it.
type trial struct {
	text     []byte
	platform *platform.Platform
	problems problem.Problems
}

// try loads what the answers come to; the trial before is taken where they come to
// the same.
func (i *interview) try(before *trial) (*trial, error) {
	text, err := i.document()
	if err != nil || before != nil && bytes.Equal(before.text, text) {
		return before, err
	}
	t := &trial{text: text}
	if t.platform, err = generator.Try(i.src, text); err != nil && !errors.As(err, &t.problems) {
		return nil, err
	}
	for n, one := range t.problems {
		// Nobody has seen the file that these are places in.
		if strings.Contains(one.Hint, one.File+":") {
			t.problems[n].Hint = ""
		}
		t.problems[n].Position = problem.Position{}
	}
	return t, nil
}

// about finds the question whose answer stands at a path or nearest above it,
// else the last one below: what is wrong with a cluster as a whole can be said
// when all of it is known. It is -1 where there is none.
func (i *interview) about(path string) int {
	if name, ok := strings.CutPrefix(path, "spec.components."); ok && !strings.ContainsAny(name, ".[") {
		return i.chooser(name)
	}
	best, length, below := -1, -1, -1
	for n, q := range i.questions {
		at := load.PathText(q.At...)
		switch {
		case within(path, at) && len(at) > length:
			best, length = n, len(at)
		case within(at, path):
			below = n
		}
	}
	return max(below, best) // what stands below is asked later
}

// chooser is the question that a component was chosen by; the first that chooses
// any where nobody named it.
func (i *interview) chooser(component string) int {
	first := -1
	for n, q := range i.questions {
		if load.PathText(q.At...) != "spec.components" {
			continue
		}
		answer := i.said(q)
		if answer == component || slices.Contains(texts(answer), component) {
			return n
		}
		if first < 0 {
			first = n
		}
	}
	return first
}

// within is whether a path is another or lies below it.
func within(path, above string) bool {
	rest, ok := strings.CutPrefix(path, above)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
