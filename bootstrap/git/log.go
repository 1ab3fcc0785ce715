package git

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Logged is a commit of a branch, with what it brought along by a merge.
type Logged struct {
	Commit  string
	Subject string
	Landed  time.Time // when it was committed
	// Began is when the oldest of the commits that came with it was written.
	Began time.Time
	// Brought are the commits that came with it, but for itself.
	Brought []string
	// Messages are its own and those of what it brought.
	Messages []string
	// Cut is whether it has parents and this clone does not.
	Cut bool
}

// Newest is the time of the newest commit of a branch whose clock was right, as far as its last ones tell: of these the most
// that are each dated after the one before.
func (r *Repo) Newest(at string) (time.Time, error) {
	h, err := parseHash(at)
	if err != nil {
		return time.Time{}, err
	}
	var times []time.Time
	for len(times) < 2*astray {
		d, err := r.store.dated(h)
		if err != nil {
			return time.Time{}, err
		}
		times = append(times, d.landed)
		if len(d.parents) == 0 || !r.store.has(d.parents[0]) {
			break
		}
		h = d.parents[0]
	}
	return newestOf(times), nil
}

// newestOf takes times from the newest commit back. Of two that contradict each other it is the later one, as clocks that
// were never set say an early time.
func newestOf(times []time.Time) time.Time {
	if len(times) == 2 && times[0].Before(times[1]) {
		return times[1]
	}
	ordered := make([]int, len(times)) // how many, with this one, are in order before each
	best := 0
	for i := len(times) - 1; i >= 0; i-- {
		ordered[i] = 1
		for j := i + 1; j < len(times); j++ {
			if !times[i].Before(times[j]) {
				ordered[i] = max(ordered[i], ordered[j]+1)
			}
		}
	}
	for i, n := range ordered {
		if n > ordered[best] {
			best = i
		}
	}
	return times[best]
}

// astray is how many commits in a row must be from before a time for history to be: fewer may be the work of a clock that
// was wrong. It is as many as git takes.
const astray = 5

// Log lists a branch, oldest first: the commits from at along first parents, as far as the first one from before since,
// which is the state to begin with. A commit whose clock was wrong does not end it.
func (r *Repo) Log(at string, since time.Time) ([]Logged, error) {
	h, err := parseHash(at)
	if err != nil {
		return nil, err
	}
	var line []dated
	before := 0 // how many of the last in the line are
	for {
		d, err := r.store.dated(h)
		if err != nil {
			return nil, err
		}
		line = append(line, d)
		if before++; !d.landed.Before(since) {
			before = 0
		}
		if before == astray || len(d.parents) == 0 || !r.store.has(d.parents[0]) {
			break
		}
		h = d.parents[0]
	}
	if before > 0 {
		line = line[:len(line)-before+1]
	}
	slices.Reverse(line)
	m := &merged{store: r.store, line: line}
	out := make([]Logged, len(line))
	for i, d := range line {
		l := Logged{Commit: d.at.String(), Subject: d.subject(), Landed: d.landed, Began: d.authored, Messages: []string{d.message},
			Cut: i == 0 && len(d.parents) > 0 && !r.store.has(d.parents[0])}
		if i > 0 {
			if err := m.add(&l, d); err != nil {
				return nil, err
			}
		}
		out[i] = l
	}
	return out, nil
}

// merged finds what merges brought: each commit belongs to the first one of the branch that has it.
type merged struct {
	store *store
	line  []dated
	known map[hash]bool // nil until there is a merge
}

func (m *merged) add(l *Logged, d dated) error {
	if len(d.parents) > 1 && m.known == nil {
		if err := m.before(d.parents[0]); err != nil {
			return err
		}
	}
	if m.known == nil {
		return nil
	}
	m.known[d.at] = true
	for _, parent := range d.parents[1:] {
		if m.known[parent] || !m.store.has(parent) {
			continue
		}
		var brought []hash
		err := m.store.history(parent, func(h hash, _ commit) bool {
			fresh := !m.known[h]
			if fresh {
				m.known[h] = true
				brought = append(brought, h)
			}
			return fresh
		})
		if err != nil {
			return err
		}
		if err := m.describe(l, brought); err != nil {
			return err
		}
	}
	return nil
}

// before knows all that a commit builds on.
func (m *merged) before(at hash) error {
	m.known = map[hash]bool{}
	return m.store.history(at, func(h hash, _ commit) bool {
		m.known[h] = true
		return true
	})
}

func (m *merged) describe(l *Logged, brought []hash) error {
	for _, h := range brought {
		d, err := m.store.dated(h)
		if err != nil {
			return err
		}
		l.Brought, l.Messages = append(l.Brought, h.String()), append(l.Messages, d.message)
		if d.authored.Before(l.Began) {
			l.Began = d.authored
		}
	}
	return nil
}

// Followed finds the commit that a branch is at for those who follow the repository at url: the newest that this clone knows,
// its own or of the remote with that address, else of origin. A tag, too, is followed.
func (r *Repo) Followed(branch, url string) (string, error) {
	names := r.remotesOf(&remote{url: url})
	if len(names) == 0 {
		names = []string{"origin"}
	}
	var best hash
	for _, ref := range append([]string{"refs/heads/" + branch}, prefixed("refs/remotes/", names, "/"+branch)...) {
		at, err := r.store.resolve(ref)
		if errors.Is(err, ErrNoRevision) {
			continue
		}
		if err == nil && !best.isZero() {
			var newer bool
			if newer, err = r.store.ancestor(best, at); !newer {
				continue
			}
		}
		if err != nil {
			return "", err
		}
		best = at
	}
	if !best.isZero() {
		return best.String(), nil
	}
	at, err := r.Resolve(branch)
	if err != nil {
		return "", fmt.Errorf("find branch %s: %w", branch, err)
	}
	return at, nil
}

func prefixed(before string, names []string, after string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = before + name + after
	}
	return out
}
