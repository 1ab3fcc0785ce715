package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// MigrateOptions are what a move to another agent works on. Options are about
// the platform as it will be.
type MigrateOptions struct {
	Options
	// Named is the agent that platform.yaml names so far.
	Named string
	// Files makes the folder what the options say and reports what it did;
	// twice is once.
	Files func(ctx context.Context) (string, error)
}

// Migrated is what Migrate found and did.
type Migrated struct {
	From    string `json:"from,omitempty"` // the agent that was left, empty where there was none
	To      string `json:"agent"`
	Changed bool   `json:"changed"`
	// Clusters are those that the agent drives now; empty where none was driven before.
	Clusters []string `json:"clusters,omitempty"`
}

// migration is a move that is under way.
type migration struct {
	MigrateOptions
	hosts []*moving
	from  *platform.Agent // nil when no cluster is to leave one
	back  bool            // a move to another agent is given up
}

// moving is a cluster that runs the agent, before and after.
type moving struct {
	*session          // with the agent that comes
	old      *session // with the one that goes
	record   moveRecord
	// clients reach the clusters it drives, by name.
	clients map[string]*kube.Client
	// leaves and comes are what the two leave on objects.
	leaves, comes traces
	// installs are what installs the one that goes, where its marks may not be on that yet.
	installs map[kube.Ref]bool
}

// isOwn reports whether an object is part of what installs the agent that goes.
func (h *moving) isOwn(m kube.Meta) bool {
	return h.leaves.isOwn(m) || h.installs[withoutVersion(m.Ref)]
}

// moveStep is one part of a move. Each looks at the live world first.
type moveStep struct {
	name string
	once bool // for all clusters, not for each that runs the agent
	run  func(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error)
}

// moveSteps come in an order in which nothing is ever pruned: the first agent
// stands still before Git says anything new, and the second starts only when
// nothing says any more that the first owns it. From release on, one cluster
// goes all the way before the next.
func moveSteps() (before, after []moveStep) {
	return []moveStep{
			{name: "preflight", once: true, run: prepareMove},
			{name: "stop", run: stopOld},
			{name: "files", once: true, run: writeFiles},
			{name: "push", once: true, run: pushMove},
		}, []moveStep{
			{name: "release", run: release},
			{name: "crds", run: asBootstrap(applyCRDs)},
			{name: "agent", run: asBootstrap(installAgent)},
			{name: "credentials", run: asBootstrap(ensureCredentials)},
			{name: "root", run: asBootstrap(applyRoot)},
			{name: "hand-over", run: asBootstrap(handOver)},
			{name: "settle", run: asBootstrap(settle)},
			{name: "remove", run: removeOld},
		}
}

func asBootstrap(run func(context.Context, *session, StepUI) (string, error)) func(context.Context, *migration, *moving, StepUI) (string, error) {
	return func(ctx context.Context, _ *migration, h *moving, ui StepUI) (string, error) {
		return run(ctx, h.session, ui)
	}
}

// Migrate moves a platform to another agent. No workload is deleted or
// restarted. Run again, it resumes where the world is not yet as it should be.
func Migrate(ctx context.Context, opts MigrateOptions) (*Migrated, error) {
	opts.command = "migrate"
	m := &migration{MigrateOptions: opts}
	defer func() {
		for _, h := range m.hosts {
			h.close(ctx)
		}
	}()
	before, after := moveSteps()
	of := len(before) + len(after)
	if err := m.perform(ctx, 1, of, before[0], nil); err != nil {
		return nil, err
	}
	switch {
	case m.back:
		return m.goBack(ctx)
	case m.from == nil && m.Named == m.Agent.Name:
		return &Migrated{To: m.Agent.Name}, nil
	case m.from == nil:
		return MigrateFiles(ctx, opts)
	}
	for n, st := range before[1:] {
		hosts := m.hosts
		if st.once {
			hosts = hosts[:1]
		}
		for _, h := range hosts {
			if err := m.perform(ctx, n+2, of, st, h); err != nil {
				return nil, err
			}
		}
	}
	done := &Migrated{From: m.from.Name, To: m.Agent.Name, Changed: true}
	for _, h := range m.hosts {
		for n, st := range after {
			if err := m.perform(ctx, len(before)+n+1, of, st, h); err != nil {
				return nil, err
			}
		}
		for _, c := range h.driven() {
			done.Clusters = append(done.Clusters, c.Name)
		}
	}
	return done, nil
}

// perform runs a step. Where several clusters run the agent, it names its own.
func (m *migration) perform(ctx context.Context, n, of int, st moveStep, h *moving) error {
	name := st.name
	if !st.once && len(m.hosts) > 1 {
		name = "cluster " + h.host.Name + ": " + name
	}
	ui := m.UI.Step(n, of, name)
	for _, h := range m.hosts {
		h.conduct.tell(ui.Waiting)
	}
	what, err := st.run(ctx, m, h, ui)
	ui.End(what, err)
	switch {
	case err == nil:
		return nil
	case n == 1:
		return fmt.Errorf("%s: %w", name, err)
	}
	return fmt.Errorf("%s: %w\n%s", name, err, m.underWay(err, h))
}

// underWay says how a move goes on that ended half-way, and, where nothing was taken off yet, how it is given up.
func (m *migration) underWay(err error, h *moving) string {
	on := "slipway migrate " + m.Agent.Name
	if m.Branch != "" {
		on += " --branch " + m.Branch
	}
	var waits *MergeError
	says := "the move is under way; once that is mended, go on with: " + on
	if errors.As(err, &waits) {
		says = "the move is under way: until then nothing is healed, and what runs stays"
	}
	if m.from != nil && !h.record.released && m.Branch != "" {
		says += fmt.Sprintf("\nif it will not be merged: git switch %s, slipway migrate %s", m.Platform.Repository.Branch, m.from.Name)
	}
	return says
}

// MigrateFiles makes the folder what the platform with the other agent is, and
// reaches no cluster.
func MigrateFiles(ctx context.Context, opts MigrateOptions) (*Migrated, error) {
	done := &Migrated{To: opts.Agent.Name, Changed: opts.Named != opts.Agent.Name || !opts.Changes.Empty()}
	if opts.Named != opts.Agent.Name {
		done.From = opts.Named
	}
	_, err := opts.Files(ctx)
	return done, err
}

func writeFiles(ctx context.Context, m *migration, _ *moving, _ StepUI) (string, error) {
	return m.Files(ctx)
}

// pushMove pushes what the folder says now: the first agent stands still and
// does not see it.
func pushMove(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error) {
	h.message = fmt.Sprintf("Move %s to %s", m.Platform.Name, m.Agent.Title)
	what, err := push(ctx, h.session, ui)
	for _, other := range m.hosts {
		other.pushed = h.pushed
	}
	return what, err
}
