package wizard

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Given are answers that are there before anything is asked, by the names of
// questions.
type Given map[string]load.Answer

// to returns what is given to a question.
func (g Given) to(q Question) (load.Answer, bool) {
	for _, name := range q.names() {
		if answer, ok := g[name]; ok {
			return answer, true
		}
	}
	return load.Answer{}, false
}

// values are the answers alone.
func (g Given) values() map[string]any {
	out := map[string]any{}
	for name, answer := range g {
		out[name] = answer.Value
	}
	return out
}

// Missing is what only the user can know and has not said. It is an error.
type Missing struct {
	Questions []Question
	file      string
}

// Error names all of it.
func (m *Missing) Error() string { return m.Problems().Error() }

// Problems says of each what it is for.
func (m *Missing) Problems() problem.Problems {
	var out problem.Problems
	for _, q := range m.Questions {
		out = append(out, problem.Problem{Position: problem.Position{File: m.file}, Path: q.Name, Message: "is not answered",
			Hint: cmp.Or(q.Help, q.Ask)})
	}
	return out
}

// Replay makes a platform of what is given and of what the questions propose. It
// asks nobody. The error is *Missing where nothing else is wrong than that
// answers are missing, and problem.Problems where they are not good; file is
// what they were read from.
func (w *Wizard) Replay(given Given, file string) (*Result, error) {
	i := w.interview(given.values())
	problems := i.wrong(given)
	problems = append(problems, i.unknown(given, len(problems) > 0)...)
	missing := &Missing{file: file}
	for _, q := range i.questions {
		if _, ok := given.to(q); !ok && q.Default == nil && !q.Optional {
			missing.Questions = append(missing.Questions, q)
		}
	}
	if len(problems) > 0 {
		return nil, append(problems, missing.Problems()...).Err()
	}
	if len(missing.Questions) > 0 {
		return nil, missing
	}
	t, err := i.try(nil)
	if err != nil {
		return nil, err
	}
	for _, one := range t.problems {
		if n := i.about(one.Path); n >= 0 {
			answer, _ := given.to(i.questions[n])
			one.Position = answer.Position
		}
		problems = append(problems, one)
	}
	if len(problems) > 0 {
		return nil, problems.Err()
	}
	return i.result(t), nil
}

// unknown are answers to what nobody asks. Where others are wrong, that may be why:
// then only those count that look like a slip of the pen.
func (i *interview) unknown(given Given, slips bool) problem.Problems {
	var names []string
	for _, q := range i.questions {
		names = append(names, q.names()...)
	}
	var out problem.Problems
	for _, name := range slices.Sorted(maps.Keys(given)) {
		hint := problem.Suggest(name, names, "")
		if slices.Contains(names, name) || slips && hint == "" {
			continue
		}
		out = append(out, problem.Problem{Position: given[name].Key, Message: fmt.Sprintf("there is no question %s", load.Quote(name)),
			Hint: cmp.Or(hint, "with these answers it is not asked; --save-answers writes a file of all that is")})
	}
	return out
}

// wrong are answers that are not good by themselves.
func (i *interview) wrong(given Given) problem.Problems {
	var out problem.Problems
	for _, q := range i.questions {
		answer, ok := given.to(q)
		if !ok || q.check == nil || q.Optional && empty(answer.Value) && answer.Value != nil {
			continue
		}
		for _, one := range q.check(answer.Value) {
			one.Position = answer.Position
			out = append(out, one)
		}
	}
	return out
}
