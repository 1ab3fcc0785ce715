package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// judge decides what happens to one path at a time from what the tree wants, what the disk has and what
// earlier runs recorded. It only reads, so many paths can be judged at once.
type judge struct {
	tree *Tree
	past *past
	opts Options
}

type verdict int

const (
	nothing verdict = iota
	create
	update
	remove
	seed
	same
	refuse
	keep
	leave
)

// finding is the verdict on a path. What stands there is remembered where it will be replaced.
type finding struct {
	path    string
	verdict verdict
	info    fs.FileInfo
	edit    Edit
	kept    kept
	blocked string // a file on the way that must go first
	folder  bool   // a folder stands here and must go first
}

// decide looks at p and judges it. It reads only what is or was ours: a seed is the user's.
func (j *judge) decide(at *folders, p string) (finding, error) {
	f, wanted := j.tree.files[p]
	_, was := j.past.lock.owned[p]
	s, err := at.look(p, was || f.Kind == Owned)
	_, unreachable := errors.AsType[*blockedError](err)
	switch {
	case unreachable && !wanted:
		return finding{path: p, verdict: leave}, nil
	case unreachable && f.Kind == Seed:
		return finding{path: p, verdict: same}, nil
	case err != nil:
		return finding{}, err
	case !wanted:
		return j.stale(at.root, p, s), nil
	case f.Kind == Seed:
		return j.seed(f, s), nil
	}
	return j.wanted(f, s)
}

// wanted judges the path of an owned file.
func (j *judge) wanted(f File, s seen) (finding, error) {
	p := f.Path
	switch {
	case s.absent():
		return finding{path: p, verdict: create, blocked: s.blocked}, nil
	case s.info.IsDir():
		return finding{path: p, verdict: create, folder: true}, nil
	case !s.file():
		return finding{}, fmt.Errorf("%s is %s where a generated file belongs: move it away", p, describe(s.info.Mode()))
	}
	return j.owned(f, s), nil
}

// seed leaves alone whatever is there, unless it is an untouched file that used to be generated.
func (j *judge) seed(f File, s seen) finding {
	_, was := j.past.lock.owned[f.Path]
	switch {
	case s.absent():
		return finding{path: f.Path, verdict: seed, blocked: s.blocked}
	case was && s.file() && j.ours(f.Path, canonical(s.data)) && !bytes.Equal(s.data, f.Data):
		return finding{path: f.Path, verdict: seed, info: s.info}
	}
	return finding{path: f.Path, verdict: same}
}

// owned judges a file that stands where an owned file belongs.
func (j *judge) owned(f File, s seen) finding {
	if bytes.Equal(s.data, f.Data) {
		return finding{path: f.Path, verdict: same}
	}
	have, want := canonical(s.data), canonical(f.Data)
	if bytes.Equal(have, want) {
		return finding{path: f.Path, verdict: same}
	}
	now := kept{file: digest(have), render: digest(want)}
	before, wasKept := j.past.lock.kept[f.Path]
	why := j.why(f.Path, have, wasKept && before.file == now.file)
	switch {
	case j.ours(f.Path, have):
		return finding{path: f.Path, verdict: update, info: s.info}
	case wasKept && before == now, slices.Contains(j.opts.Keep, f.Path):
		return finding{path: f.Path, verdict: keep, kept: now}
	case j.remnant(f.Path, have, want), j.opts.Force && why != Foreign:
		return finding{path: f.Path, verdict: update, info: s.info}
	}
	return finding{path: f.Path, verdict: refuse, edit: Edit{
		Path: f.Path, Why: why, Diff: diff(f.Path, want, have), Instead: j.instead(f.Path),
	}}
}

// ours reports that nobody changed a file since Slipway wrote it.
func (j *judge) ours(p string, have []byte) bool {
	if inspect(have) == intact {
		return true
	}
	sums := j.past.lock.owned[p]
	return len(sums) > 0 && slices.Contains(sums, digest(have))
}

// remnant reports that have is all that a power cut left of a file an unfinished run was writing. It has no
// byte that is not generated. Apply syncs before it renames, so this takes a disk that lies about syncing.
func (j *judge) remnant(p string, have, want []byte) bool {
	return j.past.next[p] && (bytes.HasPrefix(want, have) || len(bytes.Trim(have, "\x00")) == 0)
}

func (j *judge) why(p string, have []byte, asKept bool) Why {
	_, listed := j.past.lock.owned[p]
	switch {
	case asKept:
		return Outdated
	case listed, inspect(have) != unclaimed:
		return ByHand
	}
	return Foreign
}

// stale judges a path that was ours and is not in the tree.
func (j *judge) stale(root *os.Root, p string, s seen) finding {
	if s.absent() || s.info.IsDir() {
		return finding{}
	}
	if other, ok := j.tree.names.respelt(p); ok && sameFile(root, s.info, other) {
		return finding{}
	}
	have := canonical(s.data)
	if s.file() && (j.ours(p, have) || j.remnant(p, have, nil)) {
		return finding{path: p, verdict: remove, info: s.info}
	}
	return finding{path: p, verdict: leave}
}

// sameFile reports that the file system ignores case and other is the very file that info describes.
func sameFile(root *os.Root, info fs.FileInfo, other string) bool {
	there, err := root.Lstat(other)
	return err == nil && os.SameFile(info, there)
}

func (j *judge) instead(p string) string {
	if j.opts.Instead != nil {
		return j.opts.Instead(p)
	}
	return "platform.yaml, clusters/, overrides/ or secrets/"
}
