package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Find finds an exercise by name or number. The error is problem.Problems.
func Find(all []*exercise.Exercise, name string) (*exercise.Exercise, error) {
	var names []string
	for _, e := range all {
		if e.Name == name || strconv.Itoa(e.Number) == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return nil, problem.Problems{{Message: fmt.Sprintf("there is no exercise %q", name),
		Hint: problem.Suggest(name, names, "see: slipway lab exercise list")}}
}

// find is the exercise of that name, or the current one where none is named.
func (l *Lab) find(name string) (*exercise.Exercise, error) {
	if name != "" {
		return Find(l.Exercises, name)
	}
	a, err := l.attempt()
	if err != nil {
		return nil, err
	}
	if a == nil || a.Exercise == "" {
		return nil, problem.Problems{{Message: "no exercise is under way", Hint: "start one: slipway lab exercise start 1"}}
	}
	e, err := Find(l.Exercises, a.Exercise)
	if err != nil {
		return nil, problem.Problems{{Message: fmt.Sprintf("exercise %s is under way, which this slipway does not have", a.Exercise), Hint: "take it back: slipway lab reset"}}
	}
	return e, nil
}

// started is the exercise of that name, which must be the one under way, and set
// up to its end: half of it may look solved.
func (l *Lab) started(name string) (*exercise.Exercise, *attempt, error) {
	e, err := l.find(name)
	if err != nil {
		return nil, nil, err
	}
	a, err := l.attempt()
	if err != nil {
		return nil, nil, err
	}
	p, err := l.Progress()
	if err != nil {
		return nil, nil, err
	}
	if a == nil || a.Exercise != e.Name || p.Current != e.Name {
		return nil, nil, notUnderWay(e)
	}
	return e, a, nil
}

func notUnderWay(e *exercise.Exercise) error {
	return problem.Problems{{Message: fmt.Sprintf("exercise %d is not under way", e.Number), Hint: fmt.Sprintf("start it: slipway lab exercise start %d", e.Number)}}
}

// fits refuses an exercise that is not one of the lab's agent.
func fits(e *exercise.Exercise, agent string) error {
	if slices.Contains(e.Agents, agent) {
		return nil
	}
	return problem.Problems{{Message: fmt.Sprintf("exercise %d is for %s, and this lab has %s", e.Number, strings.Join(e.Agents, " and "), agent),
		Hint: "take another exercise, or make a lab with that agent: slipway lab up"}}
}
