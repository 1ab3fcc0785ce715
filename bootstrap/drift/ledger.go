package drift

import (
	"maps"
	"time"
)

// Ledger remembers what others than the agent did to objects until the agent has
// taken it back. The zero value is empty.
type Ledger struct {
	open map[place]owed
}

// place is a field of an object, or with no path the whole object.
type place struct{ cluster, object, path string }

// owed is what a field was before, and since when it is otherwise.
type owed struct {
	was   string // the digest
	since time.Time
}

// See takes the next change in, and says of it whether it takes earlier ones back.
func (l *Ledger) See(c Change) Change {
	if l.open == nil {
		l.open = map[place]owed{}
	}
	whole := place{c.Cluster, c.Object, ""}
	switch c.What {
	case Deleted:
		if !c.Unasked {
			l.open[whole] = owed{since: c.Time}
		}
	case Made:
		if o, ok := l.open[whole]; ok && c.Agent {
			c.heal(o.since)
		}
		delete(l.open, whole)
	default:
		for _, f := range c.Fields {
			l.field(&c, f)
		}
	}
	return c
}

func (l *Ledger) field(c *Change, f Field) {
	at := place{c.Cluster, c.Object, f.Path}
	o, known := l.open[at]
	switch {
	case !c.Agent && !known:
		l.open[at] = owed{f.digest[0], c.Time}
	case !c.Agent && o.was == f.digest[1]: // they took it back themselves
		delete(l.open, at)
	case c.Agent && known:
		if o.was == f.digest[1] {
			c.heal(o.since)
		}
		delete(l.open, at)
	}
}

// Commit tells that Git has gone on: what is gone may have been taken out of it, and
// one that is made later is no healing then.
func (l *Ledger) Commit() {
	maps.DeleteFunc(l.open, func(p place, _ owed) bool { return p.path == "" })
}

// heal keeps the longest of the times that something was otherwise.
func (c *Change) heal(since time.Time) {
	if took := max(c.Time.Sub(since), 0).Seconds(); c.Healed == nil || took > *c.Healed {
		c.Healed = &took
	}
}
