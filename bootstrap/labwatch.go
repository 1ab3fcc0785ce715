package bootstrap

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/drift"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/lab/workspace"
	"github.com/slipway-platform/slipway/generator/platform"
)

// LabView is a lab as it is seen now, and what came since it was shown last.
type LabView struct {
	Agent    *platform.Agent
	Report   *Report // nil until the agent was asked
	Trouble  string  // why it could not be asked last
	Head     LabCommit
	Clusters int
	News     []LabNews

	asleep map[kube.Ref]bool
}

// LabCommit is a commit on the branch that the agent follows. Author and subject
// are known where the lab serves the repository itself.
type LabCommit struct {
	Branch  string `json:"branch"`
	Commit  string `json:"commit"`
	Author  string `json:"author,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// LabNews is one thing that happened in a lab; one of its parts is there.
type LabNews struct {
	Time   time.Time     `json:"time"`
	Object *drift.Change `json:"object,omitempty"`
	Status *Change       `json:"status,omitempty"`
	Commit *LabCommit    `json:"commit,omitempty"`
	// Trouble is why nothing can be seen.
	Trouble string `json:"trouble,omitempty"`
}

// Suspended tells whether somebody keeps the agent from looking at a unit.
func (v *LabView) Suspended(cluster, unit string) bool {
	return v.asleep[ref(v.Agent.Suspend.Ref, "$cluster", cluster, "$unit", unit)]
}

// lookEvery is how often the agent and Git are asked where no object told of
// anything: Git tells nobody.
const lookEvery = 5 * time.Second

// WatchLab shows a lab again whenever something happened, until ctx ends or show
// returns an error. What load returns may change with the platform.
func WatchLab(ctx context.Context, load func() (Options, error), show func(*LabView) error) error {
	opts, err := load()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := make(chan witnessed, 256)
	tell := func(s witnessed) {
		select {
		case seen <- s:
		case <-ctx.Done():
		}
	}
	on := &witnesses{tell: tell}
	// Clusters that cannot be watched yet are tried again; one can be, or there is nothing to show.
	if err := on.watch(ctx, opts); err != nil && len(on.on) == 0 {
		return err
	}
	l := &looker{load: load, opts: opts, on: on, ask: make(chan struct{}, 1), found: make(chan looked)}
	go l.run(ctx)
	return follow(ctx, &LabView{Agent: opts.Agent, Clusters: len(opts.Platform.Clusters), asleep: map[kube.Ref]bool{}}, seen, l, show)
}

// follow takes in what is seen and shows it; nobody else changes the view.
func follow(ctx context.Context, v *LabView, seen <-chan witnessed, l *looker, show func(*LabView) error) error {
	var ledger drift.Ledger
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	l.wanted()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			l.wanted()
			continue
		case s := <-seen:
			for more := true; more; { // what comes together is shown together
				if v.saw(s, &ledger) {
					l.wanted()
				}
				select {
				case s = <-seen:
				default:
					more = false
				}
			}
		case found := <-l.found:
			v.looked(found, &ledger)
		}
		if err := show(v); err != nil {
			return err
		}
		v.News = nil
	}
}

// saw takes in what was seen of an object, and tells whether to ask the agent.
func (v *LabView) saw(s witnessed, ledger *drift.Ledger) bool {
	if s.asleep != nil {
		v.asleep[s.ref] = *s.asleep
	}
	if s.change != nil {
		s.change.Unasked = !v.asks(*s.change)
		c := ledger.See(*s.change)
		v.News = append(v.News, LabNews{Time: c.Time, Object: &c})
	}
	return s.own
}

// asks tells whether Git has the unit that an object is of, as far as is known.
func (v *LabView) asks(c drift.Change) bool {
	if v.Report == nil || c.Unit == "" {
		return true
	}
	for _, cluster := range v.Report.Clusters {
		if cluster.Name == c.Cluster {
			return slices.ContainsFunc(cluster.Units, func(u UnitReport) bool { return u.Name == c.Unit })
		}
	}
	return true
}

// looked takes in what the agent says.
func (v *LabView) looked(found looked, ledger *drift.Ledger) {
	v.Agent, v.Clusters = found.agent, found.clusters
	now := time.Now()
	if found.err != nil {
		if trouble := found.err.Error(); trouble != v.Trouble {
			v.Trouble = trouble
			v.News = append(v.News, LabNews{Time: now, Trouble: trouble})
		}
		return
	}
	v.Trouble = ""
	if len(found.commits) > 0 {
		ledger.Commit()
	}
	for _, c := range found.commits {
		v.News = append(v.News, LabNews{Time: now, Commit: &c})
	}
	for _, c := range Changes(v.Report, found.report) {
		v.News = append(v.News, LabNews{Time: now, Status: &c})
	}
	v.Report, v.Head = found.report, found.head
}

// looked is what came of a look.
type looked struct {
	agent    *platform.Agent // that the platform names by now
	report   *Report
	clusters int
	head     LabCommit
	commits  []LabCommit // that came since the last, the oldest first
	err      error
}

// looker asks the agent and Git, once at a time.
type looker struct {
	load  func() (Options, error)
	opts  Options
	on    *witnesses // of the platform's clusters
	last  LabCommit
	ask   chan struct{}
	found chan looked
}

// wanted asks for a look; one that is asked for already will do.
func (l *looker) wanted() {
	select {
	case l.ask <- struct{}{}:
	default:
	}
}

func (l *looker) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.ask:
		}
		found := l.look(ctx)
		select {
		case <-ctx.Done():
			return
		case l.found <- found:
		}
		select { // an agent at work says something at every moment
		case <-ctx.Done():
			return
		case <-time.After(poll):
		}
	}
}

func (l *looker) look(ctx context.Context) (out looked) {
	if opts, err := l.load(); err == nil { // somebody may be in the middle of a change
		l.opts = opts
		_ = l.on.watch(ctx, opts) // one that was just added may not run yet: it is tried again
	}
	out.agent, out.clusters = l.opts.Agent, len(l.opts.Platform.Clusters)
	if out.report, out.err = LookOnce(ctx, l.opts); out.err != nil {
		return out
	}
	out.head = LabCommit{Branch: l.opts.Platform.Repository.Branch, Commit: out.report.Commit}
	if out.head.Commit == l.last.Commit {
		out.head = l.last
		return out
	}
	out.head, out.commits = l.commits(ctx, out.head)
	l.last = out.head
	return out
}

// commits says who made the commit that the branch is at, and those since the last look.
func (l *looker) commits(ctx context.Context, head LabCommit) (LabCommit, []LabCommit) {
	served, err := LabRepository(l.opts)
	if err != nil {
		return head, []LabCommit{head}
	}
	w := workspace.Workspace{Served: served, Branch: head.Branch}
	newest, err := w.Newest(ctx)
	if err != nil || newest.Commit != head.Commit {
		return head, []LabCommit{head}
	}
	head.Author, head.Subject = newest.Author, newest.Subject
	if l.last.Commit == "" {
		return head, []LabCommit{head}
	}
	since, err := w.Since(ctx, l.last.Commit)
	if err != nil || len(since) == 0 { // the branch went back
		return head, []LabCommit{head}
	}
	var out []LabCommit
	for _, c := range since {
		out = append([]LabCommit{{Branch: head.Branch, Commit: c.Commit, Author: c.Author, Subject: c.Subject}}, out...)
	}
	return head, out
}

// IsEnded tells whether a watch ended because it was told to.
func IsEnded(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
