package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// prepare looks at everything that goes, and asks, before anything is changed.
func (u *uninstall) prepare(ctx context.Context, ui StepUI) (string, error) {
	hosts, err := u.whichHosts()
	if err != nil {
		return "", err
	}
	for _, c := range hosts {
		if slices.Contains(u.Leave, c.Name) {
			continue
		}
		h, err := u.reachHost(ctx, c, ui)
		if err != nil {
			return "", err
		}
		if h != nil {
			u.hosts = append(u.hosts, h)
		}
	}
	goes, stays, names := 0, 0, []string{}
	for _, h := range u.hosts {
		went, left, err := u.look(ctx, h)
		if err != nil {
			return "", err
		}
		if h.unseen = h.byMarks && went == 0; h.unseen {
			continue
		}
		goes, stays = goes+went, stays+left
		for _, t := range h.targets {
			names = append(names, t.Name)
		}
	}
	u.hosts = slices.DeleteFunc(u.hosts, func(h *leaving) bool { return h.unseen })
	if len(names) == 0 {
		return "nothing of the platform is there", nil
	}
	what := fmt.Sprintf("%d objects on %s go, %d stay", goes, strings.Join(names, ", "), stays)
	return what, u.ask(what)
}

// look counts what goes and what stays of what an agent drives.
func (u *uninstall) look(ctx context.Context, h *leaving) (goes, stays int, err error) {
	for _, t := range h.targets {
		s, err := u.survey(ctx, h, t)
		if err != nil {
			return goes, stays, fmt.Errorf("cluster %s: %w", t.Name, err)
		}
		t.gone.Units, t.gone.Left = s.units(t.Cluster), append(s.left, s.staying()...)
		if t.Cluster == h.host {
			h.addKey(&t.gone)
		}
		goes, stays = goes+s.count(), stays+len(t.gone.Left)
	}
	return goes, stays, nil
}

// whichHosts are the clusters that run the agent and are to be rid of it. A
// driven one by itself is refused: its hub would bring everything back.
func (u *uninstall) whichHosts() ([]*platform.Cluster, error) {
	for _, name := range append(slices.Clone(u.Leave), u.Cluster) {
		named := u.Options
		named.Cluster = name
		if name == "" {
			continue
		}
		c, err := namedCluster(named)
		if err != nil {
			return nil, err
		}
		if name != u.Cluster && u.isHub(c) {
			return nil, problem.Problems{{Message: fmt.Sprintf("cluster %s runs the agent, and what it drives cannot be told without it", name),
				Hint: "bootstrap another hub by its name first, and uninstall that; or remove by hand"}}
		}
		if name == u.Cluster && !c.RunsAgent {
			hub := u.Platform.AgentClusters()[0].Name
			return nil, problem.Problems{{Message: fmt.Sprintf("cluster %s runs no agent: %s drives it, and would bring everything back", name, hub),
				Hint: "uninstall without --cluster takes the platform off every cluster"}}
		}
	}
	return hostsOf(u.Options)
}

// isHub reports whether a cluster's agent drives others.
func (u *uninstall) isHub(c *platform.Cluster) bool {
	return c.RunsAgent && u.Platform.Topology == "hub" && len(u.Platform.Clusters) > 1
}

// reachHost is nil where nothing of the platform is.
func (u *uninstall) reachHost(ctx context.Context, c *platform.Cluster, ui StepUI) (*leaving, error) {
	s, err := newSession(u.Options, c)
	if err != nil {
		return nil, err
	}
	s.conduct.tell(ui.Waiting)
	if s.kube, err = u.reachCluster(ctx, s.Options, c, ui); err != nil {
		return nil, err
	}
	s.conduct.lease.client = s.kube
	h := &leaving{moving: &moving{session: s, old: s, clients: map[string]*kube.Client{c.Name: s.kube}}, definitions: map[*platform.Unit][]string{}}
	if h.leaves, err = tracesOf(s.Agent, c.Name); err != nil {
		return nil, err
	}
	if there, err := h.isThere(ctx); err != nil || !there {
		return nil, err
	}
	h.conduct.lease.recheck = h.recheck
	if err := h.findKey(ctx); err != nil {
		return nil, err
	}
	h.installs = h.whatInstalls(ctx)
	// Its own last: the others are reached by what is there.
	for _, driven := range append(slices.DeleteFunc(h.driven(), func(d *platform.Cluster) bool { return d == c }), c) {
		if slices.Contains(u.Leave, driven.Name) {
			continue
		}
		if err := u.addTarget(ctx, h, driven, ui); err != nil {
			return nil, err
		}
	}
	if h.resumed {
		return h, nil
	}
	return h, h.checkStrangers(ctx)
}

func (u *uninstall) reachCluster(ctx context.Context, opts Options, c *platform.Cluster, ui StepUI) (*kube.Client, error) {
	client, err := reach(ctx, opts, c)
	if err == nil {
		_, err = answers(ctx, client, c.Name, u.Timeout, ui)
	}
	if err != nil && ctx.Err() == nil && !u.isHub(c) {
		return nil, fmt.Errorf("%w\nif the cluster is gone for good: slipway uninstall --leave %s", err, c.Name)
	}
	return client, err
}

// whatInstalls are the objects of the agent's own component and its companions.
// Marks tell most of them, so it does without where charts cannot be had.
func (h *leaving) whatInstalls(ctx context.Context) map[kube.Ref]bool {
	parts, err := h.agentParts(ctx, func(map[string]any) bool { return true })
	if err != nil {
		h.UI.Note("what installs %s cannot be read, so its objects are told by its marks alone: %v", h.Agent.Title, err)
	}
	out := map[kube.Ref]bool{}
	for _, p := range parts {
		for _, o := range p.objects {
			r := withoutVersion(kube.RefOf(o))
			out[r] = true
			if r.Namespace == "" {
				r.Namespace = p.namespace
				out[r] = true
			}
		}
	}
	return out
}

// withoutVersion is an object's reference by its group alone.
func withoutVersion(r kube.Ref) kube.Ref {
	group, _, found := strings.Cut(r.APIVersion, "/")
	if !found {
		group = ""
	}
	r.APIVersion = group
	return r
}

func (u *uninstall) addTarget(ctx context.Context, h *leaving, c *platform.Cluster, ui StepUI) error {
	client := h.clients[c.Name]
	if client == nil {
		var err error
		if client, err = u.reachCluster(ctx, h.Options, c, ui); err != nil {
			return err
		}
		if err := h.checkAnother(ctx, client, c); err != nil {
			return err
		}
		h.clients[c.Name] = client
	}
	if err := checkGrants(ctx, client, c.Name, sweeping(), ""); err != nil {
		return err
	}
	units, err := compileMarks(h.Agent.Traces.Units, c.Name)
	h.targets = append(h.targets, &target{Cluster: c, client: client, units: units, brings: h.definitionsOn(ctx, c, client), gone: ClusterLeft{Name: c.Name, Units: []UnitGone{}, Left: []Leftover{}}})
	return err
}

// definitionsOn are the CRDs that the platform's units bring to a cluster, with
// the unit.
func (h *leaving) definitionsOn(ctx context.Context, c *platform.Cluster, client *kube.Client) map[string]string {
	out := map[string]string{}
	for _, p := range c.Placements {
		if _, seen := h.definitions[p.Unit]; !seen {
			h.definitions[p.Unit] = h.definitionsOf(ctx, p.Unit, c, client)
		}
		for _, name := range h.definitions[p.Unit] {
			out[name] = p.Unit.Name
		}
	}
	return out
}

// definitionsOf are the CRDs that a unit brings, rendered for one of its
// clusters: no fact is in a CRD's name. One whose chart cannot be had is told
// by its marks, or stays.
func (h *leaving) definitionsOf(ctx context.Context, u *platform.Unit, c *platform.Cluster, client *kube.Client) []string {
	objects, err := h.on(c, client).unitObjects(ctx, u, isCRD)
	if err != nil {
		h.UI.Note("what unit %s brings cannot be read, so kinds of its that are not marked stay: %v", u.Name, err)
	}
	var names []string
	for _, o := range objects {
		names = append(names, kube.RefOf(o).Name)
	}
	return names
}

// ask confirms what cannot be undone, where a cluster is not of our making.
func (u *uninstall) ask(what string) error {
	others := false
	for _, h := range u.hosts {
		for _, t := range h.targets {
			p, err := newProvider(t.Provider, u.Options)
			if err != nil {
				return err
			}
			_, ours := p.(labProvider)
			others = others || !ours
		}
	}
	if u.DryRun || !others {
		return nil
	}
	data := ""
	if u.DeleteData {
		data = " All data of the platform goes too."
	}
	ok, err := u.Confirm(fmt.Sprintf("Uninstall %s? %s; then %s goes, and the namespaces %s with all that is in them.%s",
		u.Platform.Name, what, u.Agent.Title, strings.Join(u.Agent.Traces.Namespaces, ", "), data))
	if err == nil && !ok {
		err = errors.New("not confirmed; nothing was changed")
	}
	return err
}
