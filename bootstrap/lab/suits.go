package lab

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/lab/workspace"
	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/problem"
)

// suits refuses an exercise whose edits cannot be made to what a commit holds. It
// makes them in memory alone, so that a start that is refused has changed nothing.
func (l *Lab) suits(ctx context.Context, e *exercise.Exercise, a *attempt, commit string) error {
	if err := try(ctx, e, l.workspace(a), commit); err != nil {
		return l.unsuited(ctx, e, a, err)
	}
	return nil
}

// try makes the edits of an exercise, one after the other, to the files of a commit.
func try(ctx context.Context, e *exercise.Exercise, w workspace.Workspace, commit string) error {
	files := map[string]*string{}
	for _, s := range e.Setup {
		if s.Commit == nil {
			continue
		}
		for _, edit := range s.Commit.Edits {
			was, read := files[edit.Path]
			var err error
			if !read {
				if was, err = w.File(ctx, commit, edit.Path); err != nil {
					return err
				}
			}
			if files[edit.Path], err = edited(e.Folder, edit, was); err != nil {
				return err
			}
		}
	}
	return nil
}

// edited is what a file holds after an edit, and was what it holds before; nil where
// there is none.
func edited(folder fs.FS, edit exercise.Edit, was *string) (*string, error) {
	var text string
	switch {
	case edit.From != "":
		data, err := fs.ReadFile(folder, edit.From)
		if err != nil {
			return nil, err
		}
		text = string(data)
	case was == nil:
		return nil, fmt.Errorf("there is no %s", edit.Path)
	case edit.Remove:
		return nil, nil
	default:
		if n := strings.Count(*was, edit.Replace.This); n != 1 {
			return nil, fmt.Errorf("%s holds %q %d times, and must hold it once", edit.Path, edit.Replace.This, n)
		}
		text = strings.Replace(*was, edit.Replace.This, edit.Replace.By, 1)
	}
	return &text, nil
}

// unsuited says that an exercise finds something else than the platform that it is
// about, and what to type.
func (l *Lab) unsuited(ctx context.Context, e *exercise.Exercise, a *attempt, why error) error {
	hint := "see slipway status and git log for what became of it; slipway lab down and lab up make a new lab"
	if begin := a.begin(); begin != a.start() && try(ctx, e, l.workspace(a), begin) == nil {
		hint = fmt.Sprintf("take the lab back to where it began, and start the exercise there: slipway lab reset --to %d", e.Number)
	}
	return problem.Problems{{Message: fmt.Sprintf("the platform is no longer as exercise %d needs it: %v", e.Number, why), Hint: hint}}
}

func notThere(r exercise.Ref) error { return fmt.Errorf("%s %s is not there", r.Kind, r.Name) }
