package dora

import (
	"regexp"
	"strings"
	"time"
)

// RestoreWithin is how long after a change the content from before it must be back for the change to have failed. It is
// short enough that a setting which is changed back in the next season is no failure.
const RestoreWithin = 7 * 24 * time.Hour

// How it is known that a change failed.
const (
	Reverted = "reverted" // a later commit says so
	Restored = "restored" // a later commit brought back what was there
	Hotfixed = "hotfix"   // a later commit is called one
)

// place is a component in a ring.
type place struct{ ring, component string }

// repair is the commit that ended a failure, by its index.
type repair struct {
	by  int
	how string
}

// failures are, for each commit and place that failed, what repaired it first.
type failures struct {
	commits []Commit
	at      map[place][]int // the commits that changed a place, oldest first
	found   map[int]map[place]repair
	repairs map[int]bool // the commits that repaired something
}

func findFailures(commits []Commit) *failures {
	f := &failures{commits: commits, at: map[place][]int{}, found: map[int]map[place]repair{}, repairs: map[int]bool{}}
	for i, c := range commits {
		for p := range placesOf(c) {
			f.at[p] = append(f.at[p], i)
		}
	}
	f.reverted()
	for p, changed := range f.at {
		f.restored(p, changed)
	}
	f.settle()
	for p, changed := range f.at {
		f.hotfixed(p, changed)
	}
	f.settle()
	return f
}

// note remembers the first repair of a place.
func (f *failures) note(failed int, p place, by int, how string) {
	if f.found[failed] == nil {
		f.found[failed] = map[place]repair{}
	}
	if was, known := f.found[failed][p]; !known || by < was.by {
		f.found[failed][p] = repair{by, how}
	}
}

// settle drops the failures of repairs: to undo what undid something is none. What did that is no repair either.
func (f *failures) settle() {
	clear(f.repairs)
	for i := range f.commits {
		if f.repairs[i] {
			delete(f.found, i)
		}
		for _, r := range f.found[i] {
			f.repairs[r.by] = true
		}
	}
}

// saysReverted finds what git revert writes.
var saysReverted = regexp.MustCompile(`This reverts commit ([0-9a-f]{7,40})\b`)

func (f *failures) reverted() {
	belongs := map[string]int{}
	for i, c := range f.commits {
		for _, h := range append([]string{c.Hash}, c.Brought...) {
			belongs[h] = i
		}
	}
	for i, c := range f.commits {
		for _, m := range c.Messages {
			for _, found := range saysReverted.FindAllStringSubmatch(m, -1) {
				failed, known := commitOf(belongs, found[1])
				if !known || failed >= i {
					continue
				}
				for p := range placesOf(f.commits[failed]) {
					f.note(failed, p, i, Reverted)
				}
			}
		}
	}
}

// commitOf finds a commit by its hash, or by the beginning of it that one alone has.
func commitOf(belongs map[string]int, hash string) (int, bool) {
	if i, known := belongs[hash]; known {
		return i, true
	}
	at, known := 0, false
	for h, i := range belongs {
		if strings.HasPrefix(h, hash) {
			if known && i != at {
				return 0, false
			}
			at, known = i, true
		}
	}
	return at, known
}

// restored finds the changes of a place after which every cluster got back what it had, within the time for that.
func (f *failures) restored(p place, changed []int) {
	after := make([]map[string]string, len(changed)) // by cluster
	for n, i := range changed {
		after[n] = map[string]string{}
		for _, c := range f.commits[i].Changes {
			if (place{c.Ring, c.Component}) != p {
				continue
			}
			for _, cluster := range c.Clusters {
				after[n][cluster] = c.After
			}
		}
	}
	for n, i := range changed {
		for later := n + 1; later < len(changed); later++ {
			by := changed[later]
			if f.commits[by].Landed.Sub(f.commits[i].Landed) > RestoreWithin {
				break
			}
			if f.undoes(i, p, after[later]) {
				f.note(i, p, by, Restored)
				break
			}
		}
	}
}

// undoes is whether all clusters of a commit's change have what they had before it.
func (f *failures) undoes(i int, p place, after map[string]string) bool {
	for _, c := range f.commits[i].Changes {
		if (place{c.Ring, c.Component}) != p {
			continue
		}
		for _, cluster := range c.Clusters {
			if is, changed := after[cluster]; !changed || is != c.Before {
				return false
			}
		}
	}
	return true
}

// saysHotfix finds the word in the first line of a message.
var saysHotfix = regexp.MustCompile(`(?i)^[^\n]*\bhot-?fix\b`)

// hotfixed takes the change before a hotfix for what it mends.
func (f *failures) hotfixed(p place, changed []int) {
	last := -1
	for _, i := range changed {
		if isHotfix(f.commits[i]) && last >= 0 {
			f.note(last, p, i, Hotfixed)
		}
		if !f.repairs[i] && !isHotfix(f.commits[i]) {
			last = i
		}
	}
}

func isHotfix(c Commit) bool {
	for _, m := range c.Messages {
		if saysHotfix.MatchString(strings.TrimSpace(m)) {
			return true
		}
	}
	return false
}

func placesOf(c Commit) map[place]bool {
	out := map[place]bool{}
	for _, ch := range c.Changes {
		out[place{ch.Ring, ch.Component}] = true
	}
	return out
}
