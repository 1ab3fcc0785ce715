package tree

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync/atomic"
	"testing"
)

// The story every crash test tells: a folder generated before and worked in by its user (worked), a run
// that changes, creates, removes and turns a file into a folder and back (next), and a run after the
// user changed the input once more (later).
func worked() (before, edits, foreign content) {
	before = content{
		"gitops/a.yaml": "a: 1\n", "gitops/same.yaml": "s: 1\n", "gitops/c.json": "[1]", "gitops/later.json": "[1]",
		"gitops/stale/x.yaml": "x: 1\n", "gitops/stale/deep/y.json": "[]", "gitops/stale/mine.yaml": "m: 1\n",
		"gitops/file": "was a file\n", "gitops/folder/z.yaml": "z: 1\n", "gitops/kept.yaml": "k: 1\n", "seed:overrides/old.yaml": "# old\n",
	}
	edits = content{"gitops/stale/mine.yaml": "m: mine\n", "gitops/kept.yaml": "k: mine\n", "overrides/old.yaml": "mine: true\n"}
	foreign = content{"platform.yaml": "mine\n", "gitops/foreign.yaml": "mine\n", "gitops/stale/deep/foreign": "", "x/.slipway-tmp-y": "mine"}
	return before, edits, foreign
}

func next() content {
	return content{
		"gitops/a.yaml": "a: 2\n", "gitops/same.yaml": "s: 1\n", "gitops/c.json": "[2]", "gitops/later.json": "[2]",
		"gitops/new/b.yaml": "b: 1\n", "gitops/new/deep/d.json": "[1]", "gitops/empty.json": "",
		"gitops/file/now/folder": "f\n", "gitops/folder": "now a file\n", "gitops/kept.yaml": "k: 1\n",
		"seed:overrides/old.yaml": "# old\n", "seed:overrides/new/s.yaml": "# seed\n", "seed:platform.yaml": "seed",
	}
}

func later() content {
	return content{
		"gitops/a.yaml": "a: 3\n", "gitops/same.yaml": "s: 1\n", "gitops/later.json": "[3]", "gitops/empty.json": "{}",
		"gitops/stale/x.yaml": "x: 3\n", "gitops/folder/z.yaml": "z: 3\n", "gitops/kept.yaml": "k: 1\n", "gitops/new": "a file\n",
		"seed:overrides/old.yaml": "# old\n",
	}
}

func prepare(t testing.TB, dir string) {
	t.Helper()
	before, edits, foreign := worked()
	generate(t, dir, newTree(t, before), Options{})
	put(t, dir, edits)
	generate(t, dir, newTree(t, before), Options{Keep: []string{"gitops/kept.yaml", "gitops/stale/mine.yaml"}})
	put(t, dir, foreign)
}

// outcome is what an uninterrupted run leaves.
func outcome(t testing.TB, files content) content {
	t.Helper()
	dir := t.TempDir()
	prepare(t, dir)
	generate(t, dir, newTree(t, files), Options{})
	return get(t, dir)
}

// check runs files to the end in dir and compares. It first proves that no user byte was lost.
func check(t testing.TB, what, dir string, files, want content) {
	t.Helper()
	_, edits, foreign := worked()
	now := get(t, dir)
	maps.Copy(edits, foreign)
	for p, data := range edits {
		if now[p] != data {
			t.Fatalf("%s: the user's %s is %q, want %q", what, p, now[p], data)
		}
	}
	c := plan(t, dir, newTree(t, files), Options{})
	if err := c.Apply(context.Background()); err != nil {
		t.Fatalf("%s: %v\n%s", what, err, summary(c))
	}
	if again := plan(t, dir, newTree(t, files), Options{}); !again.Empty() {
		t.Errorf("%s: not empty afterwards: %s", what, summary(again))
	}
	now = get(t, dir)
	// A seed is the user's once it is written: one of a run cut short stays, though later does not have it.
	if _, seeded := want["overrides/new/s.yaml"]; !seeded && now["overrides/new/s.yaml"] == "# seed\n" {
		delete(now, "overrides/new/s.yaml")
	}
	equal(t, what, now, want)
}

var errDead = errors.New("dead")

// crash applies files and stops at change n: nothing happens after it, as if the process were gone. With
// once only that change fails, as on a disk that is full for a moment. It reports whether n was reached.
func crash(t testing.TB, dir string, files content, n int, once bool) bool {
	t.Helper()
	var count atomic.Int64
	c := plan(t, dir, newTree(t, files), Options{})
	c.change = func(string, string) error {
		if i := int(count.Add(1)); i == n || i > n && !once {
			return errDead
		}
		return nil
	}
	err := c.Apply(context.Background())
	if reached := int(count.Load()) >= n; !reached {
		must(t, err)
		return false
	}
	// A cleanup that fails is no reason to report failure, any other change is.
	if err != nil && !errors.Is(err, errDead) {
		t.Fatal(err)
	}
	return true
}

func TestCrashAtEveryChange(t *testing.T) {
	wantNext, wantLater := outcome(t, next()), outcome(t, later())
	for _, once := range []bool{false, true} {
		n, reached := 0, true
		for reached {
			n++
			what := fmt.Sprintf("change %d, once %v", n, once)
			dir, other := t.TempDir(), t.TempDir()
			prepare(t, dir)
			prepare(t, other)
			reached = crash(t, dir, next(), n, once)
			crash(t, other, next(), n, once)
			check(t, what+", then the same", dir, next(), wantNext)
			check(t, what+", then another tree", other, later(), wantLater)
			if t.Failed() {
				return
			}
		}
		t.Logf("%d changes, once %v", n-1, once)
	}
}

// The run that completes may die as well, and the one after it may see yet another tree.
func TestCrashTwice(t *testing.T) {
	wantNext, wantLater := outcome(t, next()), outcome(t, later())
	for n := 1; ; n += 4 {
		for m := 1 + n%3; ; m += 5 {
			what := fmt.Sprintf("changes %d and %d", n, m)
			dir, other := t.TempDir(), t.TempDir()
			prepare(t, dir)
			prepare(t, other)
			first := crash(t, dir, next(), n, false)
			crash(t, other, next(), n, false)
			second := crash(t, dir, later(), m, false)
			crash(t, other, later(), m, false)
			check(t, what+", then later", dir, later(), wantLater)
			if second {
				check(t, what+", then back", other, next(), wantNext)
			}
			if t.Failed() || !first {
				return
			}
			if !second {
				break
			}
		}
	}
}

// What the user does after a crash counts as much as what was there before.
func TestEditAfterCrash(t *testing.T) {
	for n, reached := 1, true; reached; n += 3 {
		dir := t.TempDir()
		prepare(t, dir)
		reached = crash(t, dir, next(), n, false)
		mine := content{}
		for _, p := range []string{"gitops/a.yaml", "gitops/c.json", "gitops/new/b.yaml", "gitops/new/deep/d.json"} {
			if data, ok := get(t, dir)[p]; ok {
				mine[p] = data + "mine\n"
			}
		}
		put(t, dir, mine)
		c := plan(t, dir, newTree(t, next()), Options{})
		wantError(t, c.Apply(t.Context()), ByHand.String())
		if len(c.Edited) != len(mine) {
			t.Errorf("change %d: edited are %v, want %v", n, c.Edited, mine)
		}
		for p, data := range mine {
			equal(t, p, get(t, dir)[p], data)
		}
	}
}
