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
		for _, t := range h.targets {
			s, err := u.survey(ctx, h, t)
			if err != nil {
				return "", fmt.Errorf("cluster %s: %w", t.Name, err)
			}
			t.gone.Units, t.gone.Left = s.units(t.Cluster), s.left
			goes, stays, names = goes+s.count(), stays+len(s.left), append(names, t.Name)
		}
	}
	if len(names) == 0 {
		return "nothing of the platform is there", nil
	}
	what := fmt.Sprintf("%d objects on %s go, %d stay", goes, strings.Join(names, ", "), stays)
	return what, u.ask(what)
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
		if name == u.Cluster && !c.RunsAgent {
			hub := u.Platform.AgentClusters()[0].Name
			return nil, problem.Problems{{Message: fmt.Sprintf("cluster %s runs no agent: %s drives it, and would bring everything back", name, hub),
				Hint: "uninstall without --cluster takes the platform off every cluster"}}
		}
	}
	return hostsOf(u.Options)
}

// reachHost is nil where nothing of the platform is.
func (u *uninstall) reachHost(ctx context.Context, c *platform.Cluster, ui StepUI) (*leaving, error) {
	s, err := newSession(u.Options, c)
	if err != nil {
		return nil, err
	}
	if s.kube, err = u.reachCluster(ctx, c, ui); err != nil {
		return nil, err
	}
	h := &leaving{moving: &moving{session: s, old: s, clients: map[string]*kube.Client{c.Name: s.kube}}}
	if h.leaves, err = tracesOf(s.Agent, c.Name); err != nil {
		return nil, err
	}
	if there, err := h.isThere(ctx); err != nil || !there {
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

func (u *uninstall) reachCluster(ctx context.Context, c *platform.Cluster, ui StepUI) (*kube.Client, error) {
	client, err := reach(ctx, u.Options, c)
	if err == nil {
		_, err = answers(ctx, client, c.Name, u.Timeout, ui)
	}
	if err != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("%w\nif the cluster is gone for good: slipway uninstall --leave %s", err, c.Name)
	}
	return client, err
}

// isThere reports whether the host follows the platform's repository, or did
// before an uninstall began. An agent that follows none may be anybody's.
func (h *leaving) isThere(ctx context.Context) (bool, error) {
	var err error
	if h.resumed, err = h.kube.Exists(ctx, leaveRef); err != nil || h.resumed {
		return h.resumed, err
	}
	if err := errors.Join(h.checkForeign(ctx), h.checkMoves(ctx)); err != nil {
		return false, err
	}
	source, err := h.kube.Get(ctx, h.sourceRef())
	if err == nil {
		return textAt(source, h.Agent.Status.Repository) == h.Platform.Repository.URL, nil
	}
	if !errors.Is(err, kube.ErrNotFound) && !errors.Is(err, kube.ErrNoKind) {
		return false, err
	}
	there, err := h.kube.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: h.Agent.Namespace})
	if err == nil && there {
		err = fmt.Errorf("cluster %s has a namespace %s, and nothing there says that it is this platform's; if bootstrap was ended in it, finish that first: slipway bootstrap",
			h.host.Name, h.Agent.Namespace)
	}
	return false, err
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
		if client, err = u.reachCluster(ctx, c, ui); err != nil {
			return err
		}
		if err := h.checkAnother(ctx, client, c); err != nil {
			return err
		}
		h.clients[c.Name] = client
	}
	if err := checkAllowed(ctx, client, c.Name, []kube.Permission{
		{Verb: "list", Group: "*", Resource: "*"}, {Verb: "patch", Group: "*", Resource: "*"}, {Verb: "delete", Group: "*", Resource: "*"},
	}); err != nil {
		return err
	}
	units, err := compileMarks(h.Agent.Traces.Units, c.Name)
	h.targets = append(h.targets, &target{Cluster: c, client: client, units: units, gone: ClusterLeft{Name: c.Name, Units: []UnitGone{}, Left: []Leftover{}}})
	return err
}

// ask confirms what cannot be undone, where a cluster is not of our making.
func (u *uninstall) ask(what string) error {
	if u.DryRun || !slices.ContainsFunc(u.hosts, func(h *leaving) bool { return !h.provider.simulated() }) {
		return nil
	}
	data := ""
	if u.DeleteData {
		data = ", and all data in them"
	}
	ok, err := u.Confirm(fmt.Sprintf("Uninstall %s? %s; then the agent goes, its kinds and the platform's namespaces%s.", u.Platform.Name, what, data))
	if err == nil && !ok {
		err = errors.New("not confirmed; nothing was changed")
	}
	return err
}
