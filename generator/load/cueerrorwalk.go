package load

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/problem"
)

// cueWalk compares a value with its schema field by field. CUE decides about
// every field; the walk only makes sure that each is asked, since CUE by itself
// stops at the first kind of error and leaves the others for the next run.
type cueWalk struct {
	cueCheck
	faults []cueFault
	// settled are the places of which nothing more is to be said.
	settled [][]any
	// closed is whether the schema is closed here; an alternative by itself has
	// forgotten it.
	closed bool
	// doc is the comment of the nearest field above: items and keys have none.
	doc string
}

// add notes a problem; pos is where to look, path what it is called.
func (w *cueWalk) add(about, pos, path []any, message, hint string) {
	w.faults = append(w.faults, cueFault{about: slices.Concat(w.prefix, about), Problem: problem.Problem{
		Position: w.at(slices.Concat(w.prefix, pos)...), Path: inputPath(slices.Concat(w.prefix, path)),
		Message: message, Hint: hint,
	}})
}

func (w *cueWalk) walk(schema, value cue.Value, path []any) {
	if len(w.faults) >= inputMaxProblems || value.IncompleteKind() == cue.BottomKind {
		return // what CUE itself says of it is added afterwards
	}
	if !schema.Exists() || schema.IncompleteKind() == cue.TopKind && fmt.Sprint(schema) == "_" {
		w.open(value, path)
		return
	}
	above := w.doc
	w.doc = cmp.Or(cueDoc(schema), above)
	defer func() { w.doc = above }()
	switch value.Kind() {
	case cue.StructKind, cue.ListKind:
		w.composite(schema, value, path)
	default:
		w.leaf(schema, value, path)
	}
}

// open looks at what may be anything, as long as it is a value.
func (w *cueWalk) open(value cue.Value, path []any) {
	switch value.Kind() {
	case cue.StructKind:
		iter, _ := value.Fields()
		for iter.Next() {
			w.walk(cue.Value{}, iter.Value(), append(slices.Clone(path), iter.Selector().Unquoted()))
		}
	case cue.ListKind:
		iter, _ := value.List()
		for n := 0; iter.Next(); n++ {
			w.walk(cue.Value{}, iter.Value(), append(slices.Clone(path), n))
		}
	case cue.BottomKind:
		w.notConcrete(value, path)
	}
}

// composite looks below a map or list, along the alternative it fits best.
func (w *cueWalk) composite(schema, value cue.Value, path []any) {
	var best *cueWalk
	alternatives := cueWithoutRedundant(cueAlternatives(schema))
	for _, a := range alternatives {
		if cueConjunctKind(a)&value.Kind() == 0 {
			continue
		}
		try := &cueWalk{cueCheck: w.cueCheck, doc: w.doc, closed: w.closed || schema.IsClosed()}
		if value.Kind() == cue.ListKind {
			try.list(a, value, path)
		} else {
			try.fields(a, value, path)
		}
		if len(try.faults) == 0 {
			try.validators(a, value, path)
		}
		if best == nil || len(try.faults) < len(best.faults) {
			best = try
		}
	}
	if best == nil {
		w.leaf(schema, value, path)
		return
	}
	w.faults = append(w.faults, best.faults...)
	w.settled = append(w.settled, best.settled...)
	if len(alternatives) > 1 && len(best.faults) > 0 {
		// What CUE says of the other alternatives would only confuse.
		w.settled = append(w.settled, slices.Concat(w.prefix, path))
	}
}

// validators checks what is demanded of a map or list as a whole.
func (w *cueWalk) validators(schema, value cue.Value, path []any) {
	fits := func(c cue.Value) bool { return !cueIsValidator(c) || c.Unify(value).Err() == nil }
	if demands, ok := cueDemands(schema, fits); !ok {
		w.add(path, path, path, "has the wrong form", w.doc)
	} else if len(demands) > 0 {
		w.add(path, path, path, "must "+strings.Join(demands, " and "), w.doc)
	}
}

func (w *cueWalk) fields(schema, value cue.Value, path []any) {
	iter, err := value.Fields()
	if err != nil {
		return
	}
	var slips []string // what was probably meant
	for iter.Next() && len(w.faults) < inputMaxProblems {
		name := iter.Selector().Unquoted()
		below := append(slices.Clone(path), name)
		child, known := cueField(schema, name)
		switch {
		case known || schema.Allows(cue.Str(name)) && (!w.closed || schema.LookupPath(cue.MakePath(cue.AnyString)).Exists()):
			w.walk(child, iter.Value(), below)
		default:
			message, hint := cueUnknown(schema, name)
			slips = append(slips, hint)
			w.add(below, append(slices.Clone(path), inputKey(name)), path, message, hint)
		}
	}
	w.missing(schema, value, path, slips)
}

// missing reports required fields that the value does not have, but for those
// that stand there with a slip, which is told.
func (w *cueWalk) missing(schema, value cue.Value, path []any, slips []string) {
	if w.partial {
		return
	}
	iter, err := schema.Fields(cue.Optional(true))
	if err != nil {
		return
	}
	for iter.Next() {
		s := iter.Selector()
		if s.ConstraintType() != cue.RequiredConstraint || value.LookupPath(cue.MakePath(cue.Str(s.Unquoted()))).Exists() {
			continue
		}
		below := append(slices.Clone(path), s.Unquoted())
		if slices.Contains(slips, problem.Suggest(s.Unquoted(), []string{s.Unquoted()}, "")) {
			w.settled = append(w.settled, slices.Concat(w.prefix, below))
			continue
		}
		w.add(below, path, below, "is required", cueDoc(iter.Value()))
	}
}

func (w *cueWalk) list(schema, value cue.Value, path []any) {
	iter, err := value.List()
	if err != nil {
		return
	}
	n := 0
	for ; iter.Next(); n++ {
		below := append(slices.Clone(path), n)
		item, ok := cueItem(schema, n)
		if !ok && cueIsList(schema) {
			w.add(below, below, path, "must have at most "+cueCount(strconv.Itoa(n), "item"), w.doc)
			return
		}
		w.walk(item, iter.Value(), below)
	}
	if schema.LookupPath(cue.MakePath(cue.Index(n))).Exists() {
		w.add(path, path, path, "must have at least "+cueCount(strconv.Itoa(n+1), "item"), w.doc)
	}
}

func (w *cueWalk) leaf(schema, value cue.Value, path []any) {
	fits := func(c cue.Value) bool { return c.Unify(value).Validate(cue.Concrete(!w.partial)) == nil }
	if fits(schema) {
		return
	}
	if !value.IsConcrete() {
		w.notConcrete(value, path)
		return
	}
	got := cueGotOf(value)
	if w.text != nil && got.kind != cue.StringKind {
		got.text = cmp.Or(w.text(slices.Concat(w.prefix, path)...), got.text)
	}
	message, hint := cueMismatch(schema, got, fits, path)
	w.add(path, path, path, message, cmp.Or(hint, w.doc))
}

func (w *cueWalk) notConcrete(value cue.Value, path []any) {
	if !w.partial {
		w.add(path, path, path, "must be a value, not a type or a constraint"+cueGot{text: fmt.Sprint(value)}.after(path), w.doc)
	}
}
