package dora

import (
	"slices"
	"time"
)

// MostMonths is how many months are listed whether anything was deployed in them or not. A clock that was wrong may make the
// period thousands of years.
const MostMonths = 120

// SomeMonths is whether the period has so many that only those with a deployment are listed.
func (r *Report) SomeMonths() bool { return manyMonths(r.Since, r.Until) }

func manyMonths(since, until time.Time) bool { return since.AddDate(0, MostMonths, 0).Before(until) }

// months are those of the period, in UTC.
func (m *measuring) months() []Named {
	out, some := []Named{}, manyMonths(m.o.Since, m.o.Until)
	for _, first := range m.begins(some) {
		next := first.AddDate(0, 1, 0)
		s := m.sample(func(Change) bool { return true }, func(c Commit) bool {
			return m.within(c) && !c.Landed.Before(first) && c.Landed.Before(next)
		})
		if some && len(s.deployments) == 0 {
			continue
		}
		out = append(out, Named{first.Format("2006-01"), s.measures(later(first, m.o.Since), earlier(next, m.o.Until))})
	}
	return out
}

// begins are when the months of the period begin, or those of some: in which there is a commit.
func (m *measuring) begins(some bool) (out []time.Time) {
	if !some {
		for first := monthOf(m.o.Since); !first.After(m.o.Until); first = first.AddDate(0, 1, 0) {
			out = append(out, first)
		}
		return out
	}
	for _, c := range m.h.Commits {
		if m.within(c) {
			out = append(out, monthOf(c.Landed))
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.Compact(out)
}

func monthOf(at time.Time) time.Time {
	return time.Date(at.UTC().Year(), at.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
}
