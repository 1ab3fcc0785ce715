package dora

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Report is the measures of a platform in a period. No list is nil.
type Report struct {
	Platform string    `json:"platform"`
	Since    time.Time `json:"since"`
	Until    time.Time `json:"until"`
	// Ring and Component are what it is restricted to.
	Ring      string `json:"ring,omitempty"`
	Component string `json:"component,omitempty"`
	// Records are where agents' records were read; nil where Git's history is all there is.
	Records *Records `json:"records,omitempty"`

	Measures   Measures `json:"measures"`
	Rings      []Named  `json:"rings"`
	Components []Named  `json:"components"`
	Months     []Named  `json:"months"`

	Rollouts    []*Rollout    `json:"rollouts"`
	Deployments []*Deployment `json:"deployments"`
	Failures    []*Failure    `json:"failures"`
	Definitions []Definition  `json:"definitions"`
}

// Named are the measures of a ring, a component or a month (2026-01, in UTC).
type Named struct {
	Name string `json:"name"`
	Measures
}

// Deployment is a commit that changed what clusters have.
type Deployment struct {
	Commit  string    `json:"commit"`
	Subject string    `json:"subject"`
	At      time.Time `json:"at"`
	Began   time.Time `json:"began"`
	// Applied is when its change was on the last cluster, nil where agents' records do not tell that of all.
	Applied *time.Time `json:"applied,omitempty"`
	// LeadTime is from Began to Applied, or to At where that is not known, in seconds.
	LeadTime   int64    `json:"leadTime"`
	Rings      []string `json:"rings"`
	Components []string `json:"components"`
	Clusters   int      `json:"clusters"`
	Failed     bool     `json:"failed"`
}

// Failure is a deployment that had to be undone or mended.
type Failure struct {
	Commit string `json:"commit"`
	How    string `json:"how"`
	Repair string `json:"repair"`
	// At is when the repair came, Restore how long after the deployment that was, in seconds.
	At         time.Time `json:"at"`
	Restore    int64     `json:"restore"`
	Rings      []string  `json:"rings"`
	Components []string  `json:"components"`
}

// Of measures what happened.
func Of(h History, o Options) *Report {
	o.Since = later(o.Since, h.Begins)
	r := &Report{Platform: h.Platform, Since: o.Since, Until: o.Until, Ring: o.Ring, Component: o.Component, Records: o.Records,
		Deployments: []*Deployment{}, Failures: []*Failure{}, Definitions: Definitions(o.Records)}
	m := &measuring{h: h, o: o, failures: findFailures(h.Commits), applications: findApplications(h.Commits, o.Records)}
	all := m.sample(func(Change) bool { return true }, m.within)
	r.Measures, r.Deployments, r.Failures = all.measures(o.Since, o.Until), notNil(all.deployments), notNil(all.failed)
	r.Rings = m.named(m.names(h.Rings, func(c Change) string { return c.Ring }), func(name string) func(Change) bool {
		return func(c Change) bool { return c.Ring == name }
	})
	r.Components = m.named(m.names(nil, func(c Change) string { return c.Component }), func(name string) func(Change) bool {
		return func(c Change) bool { return c.Component == name }
	})
	r.Months = m.months()
	r.Rollouts = slices.DeleteFunc(rollouts(h), func(r *Rollout) bool { return o.Component != "" && o.Component != r.Component })
	return r
}

type measuring struct {
	h            History
	o            Options
	failures     *failures
	applications *applications // nil where Git's history is all there is
}

func (m *measuring) within(c Commit) bool {
	return c.Landed.After(m.o.Since) && !c.Landed.After(m.o.Until)
}

// sample are the deployments that changed something that is wanted.
func (m *measuring) sample(wanted func(Change) bool, when func(Commit) bool) (s sample) {
	for i, c := range m.h.Commits {
		if !when(c) {
			continue
		}
		d := &Deployment{Commit: c.Hash, Subject: c.Subject, At: c.Landed, Began: c.Began}
		rings, components, clusters := map[string]bool{}, map[string]bool{}, map[string]bool{}
		var changes []Change
		for _, ch := range c.Changes {
			if !m.o.wants(ch) || !wanted(ch) {
				continue
			}
			changes = append(changes, ch)
			rings[ch.Ring], components[ch.Component] = true, true
			for _, name := range ch.Clusters {
				clusters[name] = true
			}
		}
		if len(components) == 0 {
			continue
		}
		d.until(m.applications.last(i, changes))
		d.Rings, d.Components, d.Clusters = m.sortedRings(rings), slices.Sorted(maps.Keys(components)), len(clusters)
		s.deployments = append(s.deployments, d)
		if f := m.failure(i, rings, components); f != nil {
			d.Failed = true
			s.failed = append(s.failed, f)
		}
	}
	return s
}

// until ends the lead time where the change was applied, or where it was committed where nobody knows that.
func (d *Deployment) until(applied *time.Time) {
	d.Applied, d.LeadTime = applied, seconds(d.Began, d.At)
	if applied != nil {
		d.LeadTime = seconds(d.Began, *applied)
	}
}

// Applying is from when it was committed until it was applied, in seconds; nil where that is not known.
func (d *Deployment) Applying() *int64 {
	if d.Applied == nil {
		return nil
	}
	return new(seconds(d.At, *d.Applied))
}

// failure is what failed of a commit in rings and components, nil where nothing did. It is over when the last of it is.
func (m *measuring) failure(i int, rings, components map[string]bool) *Failure {
	last, failedRings, failedComponents := repair{by: -1}, map[string]bool{}, map[string]bool{}
	for p, r := range m.failures.found[i] {
		if !rings[p.ring] || !components[p.component] || m.h.Commits[r.by].Landed.After(m.o.Until) {
			continue
		}
		failedRings[p.ring], failedComponents[p.component] = true, true
		if r.by > last.by || r.by == last.by && r.how > last.how {
			last = r
		}
	}
	if last.by < 0 {
		return nil
	}
	c, by := m.h.Commits[i], m.h.Commits[last.by]
	return &Failure{Commit: c.Hash, How: last.how, Repair: by.Hash, At: by.Landed, Restore: seconds(c.Landed, by.Landed),
		Rings: m.sortedRings(failedRings), Components: slices.Sorted(maps.Keys(failedComponents))}
}

// names are those that changes of the period have, in an order or sorted; the empty one is none.
func (m *measuring) names(order []string, of func(Change) string) []string {
	found := map[string]bool{}
	for _, c := range m.h.Commits {
		for _, ch := range c.Changes {
			if m.within(c) && m.o.wants(ch) && of(ch) != "" {
				found[of(ch)] = true
			}
		}
	}
	for _, name := range order {
		if m.o.Ring == "" || m.o.Ring == name {
			found[name] = true // a ring that nothing was deployed to is told as well
		}
	}
	return ordered(found, order)
}

func (m *measuring) sortedRings(found map[string]bool) []string {
	named := maps.Clone(found)
	delete(named, "")
	return ordered(named, m.h.Rings)
}

// ordered sorts names by an order, those that are not in it behind.
func ordered(found map[string]bool, order []string) []string {
	at := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	out := slices.AppendSeq([]string{}, maps.Keys(found))
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(at(a), at(b)), cmp.Compare(a, b)) })
	return out
}

func (m *measuring) named(names []string, wanted func(name string) func(Change) bool) []Named {
	out := []Named{}
	for _, name := range names {
		out = append(out, Named{name, m.sample(wanted(name), m.within).measures(m.o.Since, m.o.Until)})
	}
	return out
}

func seconds(from, to time.Time) int64 { return int64(max(0, to.Sub(from)) / time.Second) }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
