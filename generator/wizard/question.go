package wizard

import (
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// KindSeveral is a choice of any number; the other kinds are load's.
const KindSeveral = "several"

// Question is one thing to ask.
type Question struct {
	// Name is what a file of answers calls it.
	Name string
	// also are further names by which it can be answered: of all clusters at once.
	also []string
	// Ask is the question; Help says what there is to know.
	Ask, Help string
	// Explained is whether the help belongs to the question: nobody has heard of a component's settings.
	Explained bool
	Kind      string
	// Choices are what there is; nil where any text will do.
	Choices []Choice
	// Default is what stands where nothing is said; nil where only the user can know.
	Default any
	// Optional is whether nothing may be said.
	Optional bool
	// At is where the answer stands in platform.yaml; nil where it stands nowhere by itself.
	At []any
	// check says what is wrong with an answer by itself.
	check func(answer any) problem.Problems
	// put writes the answer into a new platform; nil writes it at At where it says anything.
	put func(d *render.Document, answer any)
}

// Choice is one of several answers, and what is to be known of it.
type Choice struct{ Value, Note string }

// More is all that there is to know of a question.
func (q Question) More() string {
	where := "In a file of answers it is " + q.Name + "."
	if q.At != nil {
		where = "In platform.yaml it is " + load.PathText(q.At...) + ", in a file of answers " + q.Name + "."
	}
	return strings.TrimSpace(q.Help + " " + where)
}

// names are all by which it can be answered, the strongest first.
func (q Question) names() []string { return append([]string{q.Name}, q.also...) }

func (q Question) values() []string {
	out := make([]string, len(q.Choices))
	for i, c := range q.Choices {
		out[i] = c.Value
	}
	return out
}

// one checks that an answer is one of the choices; what else there could be is
// called what.
func (q Question) one(what string, answer any) problem.Problems {
	text, ok := answer.(string)
	if !ok {
		return q.fault("must be a word", "")
	}
	for _, c := range q.Choices {
		if c.Value == text {
			return nil
		}
	}
	known := q.values()
	return q.fault("there is no "+what+" "+load.Quote(text), problem.Suggest(text, known, "there are: "+strings.Join(known, ", ")))
}

// each checks a list, item by item.
func (q Question) each(answer any, check func(item any) problem.Problems) problem.Problems {
	items, ok := answer.([]any)
	if !ok {
		return q.fault("must be a list", "")
	}
	var out problem.Problems
	for _, item := range items {
		out = append(out, check(item)...)
	}
	return out
}

func (q Question) fault(message, hint string) problem.Problems {
	return problem.Problems{{Path: q.Name, Message: message, Hint: hint}}
}

// texts returns the strings of a list.
func texts(list any) []string {
	items, _ := list.([]any)
	var out []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// listOf is the other way.
func listOf(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// empty is whether an answer says nothing.
func empty(answer any) bool {
	switch v := answer.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
