package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// mayGoBackTo reports whether a move can be given up for an agent: it was stopped, and nothing of it was taken off yet.
func (r moveRecord) mayGoBackTo(agent string) bool {
	return r.to != "" && r.to != agent && r.from == agent && !r.released
}

// backSteps let the first agent go on where it stood still, if Git is for it still.
func backSteps() []moveStep {
	return []moveStep{
		{name: "push", once: true, run: hasBranch},
		{name: "agent", run: asBootstrap(startAgain)},
		{name: "root", run: asBootstrap(applyRoot)},
		{name: "hand-over", run: asBootstrap(handOver)},
		{name: "settle", run: asBootstrap(settle)},
	}
}

// prepareBack looks before an agent that was stopped goes on.
func (m *migration) prepareBack(ctx context.Context) (string, error) {
	if m.Named != m.Agent.Name || !m.Changes.Empty() {
		return "", fmt.Errorf("the folder is not for %s: to give up the move, run first: git switch %s", m.Agent.Title, m.Platform.Repository.Branch)
	}
	if err := m.hosts[0].checkRepository(ctx); err != nil {
		return "", err
	}
	var names []string
	ours := true
	for _, h := range m.hosts {
		if err := errors.Join(h.checkPermissions(ctx, howToAllow), h.checkSpokes(ctx)); err != nil {
			return "", err
		}
		_, lab := h.provider.(labProvider)
		names, ours = append(names, h.host.Name), ours && lab
	}
	what := fmt.Sprintf("%s goes on on %s, and nothing moves to another agent", m.Agent.Title, strings.Join(names, ", "))
	if ours {
		return what, nil
	}
	ok, err := m.Confirm(what + "?")
	if err == nil && !ok {
		err = errors.New("not confirmed; nothing was changed")
	}
	return what, err
}

// goBack gives up a move.
func (m *migration) goBack(ctx context.Context) (*Migrated, error) {
	steps := backSteps()
	done := &Migrated{To: m.Agent.Name, Changed: true}
	for _, h := range m.hosts {
		for n, st := range steps {
			if st.once && h != m.hosts[0] {
				continue
			}
			if err := m.perform(ctx, n+2, len(steps)+1, st, h); err != nil {
				return nil, err
			}
		}
		if err := h.kube.Delete(ctx, recordRef, kube.Background); err != nil {
			return nil, err
		}
		for _, c := range h.driven() {
			done.Clusters = append(done.Clusters, c.Name)
		}
	}
	return done, nil
}

// hasBranch refuses to start an agent that Git is not for any more.
func hasBranch(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error) {
	o, err := h.gitOptions(ctx)
	if err != nil {
		return "", err
	}
	h.WaitMerge = 0
	what, err := h.takeBranch(ctx, o, ui)
	if err != nil {
		return "", fmt.Errorf("%w\nif it was merged, the move can only go on: slipway migrate %s --no-push", err, h.record.to)
	}
	for _, other := range m.hosts {
		other.pushed = h.pushed
	}
	return what, nil
}

// startAgain gives the agent's workloads the pods that Git has them have, and ends as bootstrap's own step does.
func startAgain(ctx context.Context, s *session, ui StepUI) (string, error) {
	parts, err := s.agentParts(ctx, isWorkload)
	if err != nil {
		return "", err
	}
	for _, p := range parts {
		for _, o := range p.objects {
			if o["kind"] == "DaemonSet" {
				continue // it was left alone
			}
			r := kube.RefOf(o)
			r.Namespace = cmp.Or(r.Namespace, p.namespace)
			if err := s.kube.Scale(ctx, r, replicas(o)); err != nil {
				return "", err
			}
		}
	}
	_, err = installAgent(ctx, s, ui)
	return s.Agent.Title + " is running", err
}

// replicas is how many pods a workload asks for.
func replicas(o map[string]any) int {
	if n, ok := number(at(o, "spec.replicas")).(float64); ok {
		return int(n)
	}
	return 1
}
