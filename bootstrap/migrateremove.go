package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// removeOld removes the agent that nothing belongs to any more: its component,
// its namespaces with the secrets that bootstrap made there, and its kinds; what
// the other agent needs too stays.
func removeOld(ctx context.Context, m *migration, h *moving, ui StepUI) (string, error) {
	for _, c := range h.driven() {
		if err := h.removeFrom(ctx, c, ui); err != nil {
			return "", fmt.Errorf("cluster %s: %w", c.Name, err)
		}
	}
	return m.from.Title + " is gone", h.kube.Delete(ctx, recordRef, kube.Background)
}

func (h *moving) removeFrom(ctx context.Context, c *platform.Cluster, ui StepUI) error {
	client := h.clients[c.Name]
	goes := h.leaves.On(c.RunsAgent).Without(h.comes.On(c.RunsAgent))
	var namespaces []string
	err := kube.Wait(ctx, "the rest of "+h.old.Agent.Title+" to go", poll, h.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		found, used, err := h.remains(ctx, client, goes)
		if err != nil {
			return false, "", err
		}
		namespaces = used
		for _, m := range found {
			if m.Deleting() {
				continue
			}
			if err := client.DeleteMeta(ctx, m); err != nil {
				return false, "", err
			}
		}
		if len(found) == 0 {
			return true, "", nil
		}
		return false, fmt.Sprintf("%d objects to go, such as %s", len(found), found[0].Ref), nil
	})
	for _, name := range namespaces {
		h.UI.Note("namespace %s stays on cluster %s: it holds objects of the platform", name, c.Name)
	}
	return err
}

// remains lists what is left of the agent on a cluster, and its namespaces that
// must stay, because something that the other agent applied is in them.
func (h *moving) remains(ctx context.Context, client *kube.Client, goes platform.Footing) (found []kube.Meta, used []string, err error) {
	kinds, err := client.Kinds(ctx, everyKind)
	if err != nil {
		return nil, nil, err
	}
	definitions := definitionsOf(kinds, goes.Kinds)
	var all []kube.Meta
	_, err = client.EachListed(ctx, kinds, func(m kube.Meta) {
		inside := slices.Contains(goes.Namespaces, m.Namespace)
		if inside && !h.isOwn(m) && h.comes.applied(m, nil) && !slices.Contains(used, m.Namespace) {
			used = append(used, m.Namespace)
		}
		if h.isRemains(m, goes) || isDefinition(m) && (goes.Kinds.Has(groupOfDefinition(m), "") || slices.Contains(definitions, m.Name)) {
			all = append(all, m)
		}
	})
	for _, m := range all {
		switch {
		case isNamespace(m) && slices.Contains(used, m.Name): // it stays
		case slices.Contains(goes.Namespaces, m.Namespace) && !slices.Contains(used, m.Namespace): // it goes with its namespace
		default:
			found = append(found, m)
		}
	}
	return found, used, err
}

func isNamespace(m kube.Meta) bool { return m.Kind == "Namespace" && m.APIVersion == "v1" }

// isRemains reports whether an object is part of what goes.
func (h *moving) isRemains(m kube.Meta, goes platform.Footing) bool {
	switch {
	case isNamespace(m):
		return slices.Contains(goes.Namespaces, m.Name)
	case slices.Contains(goes.Namespaces, m.Namespace) && m.Kind == "Secret" && isSlipways(m):
		return true
	}
	// The rest of what bootstrap made for it is in its namespace.
	if a := h.old.Agent; a.RegistersSelf != nil && m.Kind == "ClusterRoleBinding" && m.Name == selfBinding(a) {
		return true
	}
	return h.isOwn(m)
}

func isDefinition(m kube.Meta) bool { return m.Kind == "CustomResourceDefinition" }

// groupOfDefinition is in its name, which is <plural>.<group>.
func groupOfDefinition(m kube.Meta) string {
	_, group, _ := strings.Cut(m.Name, ".")
	return group
}

func everyKind(_, _ string) bool { return true }

// definitionsOf are the names of the CustomResourceDefinitions of some of the
// kinds that a cluster serves.
func definitionsOf(served []kube.Kind, some platform.Kinds) []string {
	var out []string
	for _, k := range served {
		if some.Has(k.Group, k.Name) {
			out = append(out, k.Definition())
		}
	}
	return out
}
