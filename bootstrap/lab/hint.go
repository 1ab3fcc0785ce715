package lab

import (
	"io/fs"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// Hint takes the next hint; of says which it is. When all were taken it is the
// last one again.
func (l *Lab) Hint(name string) (e *exercise.Exercise, text string, which int, err error) {
	e, _, err = l.started(name)
	if err != nil {
		return nil, "", 0, err
	}
	err = l.record(e, func(r *progress.Record) {
		r.Hints = min(r.Hints+1, len(e.Hints))
		which = r.Hints
	})
	if err != nil {
		return nil, "", 0, err
	}
	return e, e.Hints[which-1], which, nil
}

// Solution is the script that solves the exercise, for people to read or to be run;
// the latter only where the exercise is under way. Either is noted.
func (l *Lab) Solution(name string, run bool) (e *exercise.Exercise, script string, err error) {
	if run {
		e, _, err = l.started(name)
	} else {
		e, err = l.find(name)
	}
	if err != nil {
		return nil, "", err
	}
	data, err := fs.ReadFile(e.Folder, exercise.Script)
	if err != nil {
		return nil, "", err
	}
	return e, string(data), l.note(func(p *progress.Progress) {
		if r := p.Of(e.Name); r != nil {
			r.Shown = true
		}
	})
}
