package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// prepareMove looks at everything that later steps rely on, and asks, before
// anything is changed.
func prepareMove(ctx context.Context, m *migration, _ *moving, ui StepUI) (string, error) {
	if err := m.connect(ctx, ui); err != nil {
		return "", err
	}
	if err := m.findOld(ctx); err != nil {
		return "", err
	}
	if m.back {
		return m.prepareBack(ctx)
	}
	if m.from == nil {
		if m.Named == m.Agent.Name {
			return m.Agent.Title + " is the agent already", nil
		}
		return "no cluster runs an agent of this platform: its files change, and nothing else", nil
	}
	if err := m.checkGit(ctx); err != nil {
		return "", err
	}
	for _, h := range m.hosts {
		if err := m.checkHost(ctx, h, ui); err != nil {
			return "", err
		}
	}
	if err := m.haveAgent(ctx, ui); err != nil {
		return "", err
	}
	m.noteProperties()
	return fmt.Sprintf("from %s to %s", m.from.Title, m.Agent.Title), m.ask()
}

// connect reaches the clusters that run the agent.
func (m *migration) connect(ctx context.Context, ui StepUI) error {
	for _, c := range m.Platform.AgentClusters() {
		if c.Revision != m.Platform.Repository.Branch {
			return fmt.Errorf("cluster %s follows %s, which a move of %s does not reach; take the revision out of ring %s, bootstrap, and set it again afterwards",
				c.Name, c.Revision, m.Platform.Repository.Branch, c.Ring)
		}
		s, err := newSession(m.Options, c)
		if err != nil {
			return err
		}
		if s.access, err = s.provider.reach(ctx, c); err != nil {
			return fmt.Errorf("%w\nif no cluster runs this platform yet: slipway migrate --files-only %s", err, m.Agent.Name)
		}
		s.conduct.tell(ui.Waiting)
		if err := s.connectTo(s.access); err != nil {
			return err
		}
		version, err := answers(ctx, s.kube, c.Name, m.Timeout, ui)
		if err != nil {
			return err
		}
		if err := s.lookForFlavours(ctx, version); err != nil {
			return err
		}
		if err := s.checkLeaving(ctx); err != nil {
			return err
		}
		m.hosts = append(m.hosts, &moving{session: s, clients: map[string]*kube.Client{c.Name: s.kube}})
	}
	return nil
}

// findOld finds the agent that is to be left, by what the clusters say.
func (m *migration) findOld(ctx context.Context) error {
	var hosts, back []*moving
	for _, h := range m.hosts {
		var err error
		if h.record, err = readRecord(ctx, h.kube); err != nil {
			return err
		}
		if h.record.mayGoBackTo(m.Agent.Name) {
			back = append(back, h)
			continue
		}
		old, err := m.oldOn(ctx, h)
		if err != nil {
			return err
		}
		if old == nil {
			continue
		}
		if m.from != nil && m.from.Name != old.Agent.Name {
			return fmt.Errorf("%s drives cluster %s and %s cluster %s; move one at a time", m.from.Title, hosts[0].host.Name, old.Agent.Title, h.host.Name)
		}
		m.from, h.old = old.Agent, h.as(*old)
		if h.old.provider, err = newProvider(h.host.Provider, h.old.Options); err != nil {
			return err
		}
		if h.leaves, err = tracesOf(old.Agent, h.host.Name); err != nil {
			return err
		}
		if h.comes, err = tracesOf(m.Agent, h.host.Name); err != nil {
			return err
		}
		hosts = append(hosts, h)
	}
	if m.back = len(back) > 0; m.back {
		hosts = back
	}
	for _, h := range hosts {
		h.conduct.lease.recheck = h.recheck(h.record)
	}
	m.hosts = hosts
	return nil
}

// recheck refuses a cluster where something else began, or went on, since
// preflight.
func (h *moving) recheck(was moveRecord) func(context.Context) error {
	return func(ctx context.Context) error {
		record, err := readRecord(ctx, h.kube)
		if err == nil && record != was {
			err = fmt.Errorf("the agent of cluster %s is being changed by another run; run again", h.host.Name)
		}
		return errors.Join(err, h.checkLeaving(ctx))
	}
}

// oldOn is the agent that a cluster is to leave, nil where there is none.
func (m *migration) oldOn(ctx context.Context, h *moving) (*AgentSource, error) {
	if to := h.record.to; to != "" && to != m.Agent.Name {
		return nil, fmt.Errorf("cluster %s is on its way from %s to %s; finish that first: slipway migrate %s", h.host.Name, h.record.from, to, to)
	}
	for _, other := range m.Agents {
		if other.Agent.Name == m.Agent.Name {
			continue
		}
		if other.Agent.Name == h.record.from {
			return &other, nil
		}
		s := h.as(other)
		drives, err := s.drives(ctx)
		if err != nil {
			return nil, err
		}
		if drives && h.record.to == "" {
			return &other, nil
		}
		if err := m.checkHalf(ctx, s); err != nil && h.record.to == "" {
			return nil, err
		}
	}
	return nil, nil
}

// checkHalf refuses to take a cluster that the named agent was only partly
// installed on, or is driven from elsewhere by, for one without an agent.
func (m *migration) checkHalf(ctx context.Context, s *session) error {
	if s.Agent.Name != m.Named {
		return nil
	}
	if err := s.checkForeign(ctx); err != nil {
		return err
	}
	there, err := s.kube.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: s.Agent.Namespace})
	if err != nil || !there {
		return err
	}
	return fmt.Errorf("cluster %s has a namespace %s, and %s does not manage itself there; finish that first: slipway bootstrap",
		s.host.Name, s.Agent.Namespace, s.Agent.Title)
}

// checkGit looks whether the change can come to the branch that agents follow. When that is noticed later, the old agent
// stands still already.
func (m *migration) checkGit(ctx context.Context) error {
	s := m.hosts[0]
	if err := s.checkRepository(ctx); err != nil {
		return err
	}
	o, err := s.gitOptions(ctx)
	switch {
	case err != nil:
		return err
	case m.NoPush && (m.Named != m.Agent.Name || !m.Changes.Empty()):
		return fmt.Errorf("nothing is to be pushed, and the folder is for %s still: let a branch be merged with slipway migrate %s --branch NAME", m.from.Title, m.Agent.Name)
	case m.NoPush && m.WaitMerge > 0:
		return nil
	case m.NoPush:
		_, err := s.takeBranch(ctx, o, nil)
		return err
	case m.Branch != "":
		o.Branch, o.From = m.Branch, o.Branch
	}
	return m.askGit(ctx, func(ctx context.Context) error { return git.CanPush(ctx, o) })
}

// checkHost looks at a cluster and at those it drives: marks are taken off
// everywhere, so all must answer.
func (m *migration) checkHost(ctx context.Context, h *moving, ui StepUI) error {
	if err := errors.Join(h.checkPermissions(ctx, howToAllow), h.checkSpokes(ctx)); err != nil {
		return err
	}
	if h.record.to == "" {
		if err := errors.Join(h.checkForeign(ctx), h.checkAgentThere(ctx)); err != nil {
			return err
		}
	}
	if err := h.checkStrangers(ctx); err != nil {
		return err
	}
	for _, c := range h.driven() {
		if err := m.checkDriven(ctx, h, c, ui); err != nil {
			return err
		}
		// Whatever kind it is, the old agent may have applied it.
		if err := checkGrants(ctx, h.clients[c.Name], c.Name, sweeping(), ""); err != nil {
			return err
		}
	}
	return nil
}

// checkDriven reaches a cluster that the agent drives from elsewhere.
func (m *migration) checkDriven(ctx context.Context, h *moving, c *platform.Cluster, ui StepUI) error {
	if c == h.host {
		return nil
	}
	client, err := reach(ctx, h.Options, c)
	if err != nil {
		return fmt.Errorf("the marks of %s are to be taken off cluster %s: %w", m.from.Title, c.Name, err)
	}
	if _, err := answers(ctx, client, c.Name, m.Timeout, ui); err != nil {
		return err
	}
	h.clients[c.Name] = client
	if err := h.checkAnother(ctx, client, c); err != nil {
		return err
	}
	return m.checkCredential(ctx, h, c)
}

// ask confirms what cannot be undone, where a cluster is not of our making.
func (m *migration) ask() error {
	if !slices.ContainsFunc(m.hosts, func(h *moving) bool { _, ours := h.provider.(labProvider); return !ours }) {
		return nil
	}
	var names []string
	for _, h := range m.hosts {
		names = append(names, h.host.Name)
	}
	question := fmt.Sprintf("Move %s from %s to %s? Workloads stay; on %s the namespaces %s and all that is in them go.",
		m.Platform.Name, m.from.Title, m.Agent.Title, strings.Join(names, ", "), strings.Join(m.from.Traces.Namespaces, ", "))
	if m.Branch != "" {
		question += fmt.Sprintf(" Until %s is merged, %s stands still and heals nothing.", m.Branch, m.from.Title)
	}
	ok, err := m.Confirm(question)
	if err == nil && !ok {
		err = errors.New("not confirmed; nothing was changed")
	}
	return err
}
