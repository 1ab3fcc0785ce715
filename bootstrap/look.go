package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// listFrom is how many objects of a kind are read by a list of them all, page
// by page, instead of one by one; a fleet has thousands. They must also be one in
// listShare of what the list would hold: a few are not looked for among all.
const listFrom, listShare = 20, 20

// look reads the verdicts of objects; one that is not there is Missing. What is
// named first is read first or at the same time, so that no verdict of a unit is
// older than that of the parent which says that the unit is as Git has it.
func (w *watcher) look(ctx context.Context, refs []kube.Ref) (map[kube.Ref]Verdict, error) {
	out := make(map[kube.Ref]Verdict, len(refs))
	for _, r := range refs {
		out[r] = missing()
	}
	err := w.each(ctx, refs, func(r kube.Ref, obj map[string]any) { out[r] = verdictOf(w.agent, obj) })
	if err != nil {
		return nil, err
	}
	return out, nil
}

// each shows those of the objects that are there.
func (w *watcher) each(ctx context.Context, refs []kube.Ref, show func(kube.Ref, map[string]any)) error {
	for _, kind := range byKind(refs) {
		read := w.readEach
		if len(kind) >= max(listFrom, w.units/listShare) {
			read = w.readList
		}
		if err := read(ctx, kind, show); err != nil {
			return err
		}
	}
	return nil
}

// byKind parts objects by where a list would find them, and drops repetitions.
func byKind(refs []kube.Ref) [][]kube.Ref {
	var out [][]kube.Ref
	at, known := map[kube.Ref]int{}, map[kube.Ref]bool{}
	for _, r := range refs {
		if known[r] {
			continue
		}
		known[r] = true
		kind := kindOf(r)
		i, ok := at[kind]
		if !ok {
			i = len(out)
			at[kind], out = i, append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	return out
}

func kindOf(r kube.Ref) kube.Ref {
	r.Name = ""
	return r
}

func (w *watcher) readEach(ctx context.Context, refs []kube.Ref, show func(kube.Ref, map[string]any)) error {
	for _, r := range refs {
		obj, err := w.kube.Get(ctx, r)
		switch {
		case errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind):
		case err != nil:
			return err
		default:
			show(r, obj)
		}
	}
	return nil
}

func (w *watcher) readList(ctx context.Context, refs []kube.Ref, show func(kube.Ref, map[string]any)) error {
	wanted := make(map[kube.Ref]bool, len(refs))
	for _, r := range refs {
		wanted[r] = true
	}
	err := w.kube.Each(ctx, kindOf(refs[0]), kube.ListOptions{}, func(obj map[string]any) {
		if r := kube.RefOf(obj); wanted[r] {
			show(r, obj)
		}
	})
	if errors.Is(err, kube.ErrNoKind) {
		return nil
	}
	return err
}

// lookout waits for many objects, one after the other. They are looked at
// together: what is in order when its turn comes costs no request, and what was
// in order at a time is so while the agent only looks at it again.
type lookout struct {
	w    *watcher
	left []kube.Ref // those whose turn is still to come, in the order of their turns
	seen map[kube.Ref]Verdict
}

// verdict is what was seen of an object last, or, if it is to be fresh, is now.
func (l *lookout) verdict(ctx context.Context, r kube.Ref, fresh bool) (Verdict, error) {
	v, ok := l.seen[r]
	if ok && !fresh {
		return v, nil
	}
	seen, err := l.w.look(ctx, l.left)
	if err != nil {
		return Verdict{}, err
	}
	for other, now := range seen {
		if was := l.seen[other]; was.looksAgain(now) {
			seen[other] = was
		}
	}
	l.seen = seen
	return seen[r], nil
}

// next passes the turn on.
func (l *lookout) next() { l.left = l.left[1:] }
