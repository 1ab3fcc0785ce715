package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// person is the field manager of what a person does with kubectl.
const person = "kubectl"

// made is an object that an exercise made.
type made struct {
	Cluster string
	Ref     kube.Ref
}

// perform does a step.
func (l *Lab) perform(ctx context.Context, e *exercise.Exercise, s exercise.Step, a *attempt) error {
	err := func() error {
		switch {
		case s.Commit != nil:
			return l.commit(ctx, e, *s.Commit, a)
		case s.Apply != nil:
			return l.apply(ctx, e, *s.Apply, a)
		case s.Patch != nil:
			return l.patch(ctx, *s.Patch, a)
		case s.Delete != nil:
			return l.delete(ctx, *s.Delete, a)
		case s.Fault != nil:
			opts, err := l.quiet()
			if err != nil {
				return err
			}
			return bootstrap.MakeFault(ctx, opts, bootstrap.Fault(*s.Fault))
		}
		return l.run(ctx, e, s.Run, a, io.Discard)
	}()
	if err != nil {
		return fmt.Errorf("%s: %s: %w", s.At, stepName(s), err)
	}
	return nil
}

// stepName is for people.
func stepName(s exercise.Step) string {
	switch {
	case s.Commit != nil:
		return "commit"
	case s.Apply != nil:
		return "apply " + s.Apply.File
	case s.Patch != nil:
		return "change " + s.Patch.Kind + " " + s.Patch.Name
	case s.Delete != nil:
		return "delete " + s.Delete.Kind + " " + s.Delete.Name
	case s.Fault != nil:
		return s.Fault.Kind
	}
	return "run " + s.Run
}

func (l *Lab) commit(ctx context.Context, e *exercise.Exercise, c exercise.Commit, a *attempt) error {
	for _, edit := range c.Edits {
		if err := l.edit(e, edit); err != nil {
			return err
		}
	}
	if c.Generate {
		changes, err := generator.Plan(l.Sources, l.Dir, generator.Options{Force: true})
		if err != nil {
			return err
		}
		if err := changes.Apply(ctx); err != nil {
			return err
		}
	}
	_, err := l.workspace(a).Commit(ctx, c.Message)
	return err
}

func (l *Lab) edit(e *exercise.Exercise, edit exercise.Edit) error {
	path := filepath.Join(l.Dir, filepath.FromSlash(edit.Path))
	var was *string
	data, err := os.ReadFile(path) // #nosec G304 -- a path of the exercise's, below the workspace
	switch {
	case err == nil:
		text := string(data)
		was = &text
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	now, err := edited(e.Folder, edit, was)
	if err != nil {
		return err
	}
	if now == nil {
		return os.Remove(path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // #nosec G301 -- a folder of the platform's, as all are
		return err
	}
	return os.WriteFile(path, []byte(*now), 0o644) // #nosec G306 -- the same
}

func (l *Lab) apply(ctx context.Context, e *exercise.Exercise, apply exercise.Apply, a *attempt) error {
	objects, err := objectsIn(e.Folder, apply.File)
	if err != nil {
		return err
	}
	client, err := l.world(a).client(apply.Cluster)
	if err != nil {
		return err
	}
	for _, o := range objects {
		there, err := client.Exists(ctx, kube.RefOf(o))
		if err != nil {
			return err
		}
		if !there {
			a.Made = append(a.Made, made{apply.Cluster, kube.RefOf(o)})
		}
	}
	if err := l.remember(a); err != nil {
		return err
	}
	_, err = client.Apply(ctx, person, objects, kube.ApplyOptions{Force: true})
	return err
}

func objectsIn(folder fs.FS, name string) (out []map[string]any, err error) {
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, err
	}
	documents := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var o map[string]any
		err := documents.Decode(&o)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if o != nil {
			out = append(out, o)
		}
	}
}

func (l *Lab) patch(ctx context.Context, p exercise.Patch, a *attempt) error {
	client, err := l.world(a).client(p.Cluster)
	if err != nil {
		return err
	}
	return client.Merge(ctx, person, refOf(p.Ref), p.Merge)
}

func (l *Lab) delete(ctx context.Context, r exercise.Ref, a *attempt) error {
	client, err := l.world(a).client(r.Cluster)
	if err != nil {
		return err
	}
	return client.Delete(ctx, refOf(r), kube.Background)
}

func refOf(r exercise.Ref) kube.Ref {
	return kube.Ref{APIVersion: r.APIVersion, Kind: r.Kind, Namespace: r.Namespace, Name: r.Name}
}
