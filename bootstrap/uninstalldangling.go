package bootstrap

import (
	"context"
	"errors"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// asking are the kinds because of which the API server asks a Service.
func asking() []askingKind {
	return []askingKind{
		{"admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "webhooks[*].name", "webhooks[*].clientConfig.service"},
		{"admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "webhooks[*].name", "webhooks[*].clientConfig.service"},
		{"apiregistration.k8s.io/v1", "APIService", "", "spec.service"},
	}
}

// askingKind is one of them, with the paths of all that it asks, where there
// may be several, and of the Services among those.
type askingKind struct{ apiVersion, kind, all, services string }

// removeDangling removes what makes the API server ask a Service of the
// platform's that is gone. Operators make such objects as they start, so that
// they are no unit's, and with nobody to answer they refuse every change.
func removeDangling(ctx context.Context, t *target) error {
	for _, kind := range asking() {
		objects, err := t.client.List(ctx, kube.Ref{APIVersion: kind.apiVersion, Kind: kind.kind}, kube.ListOptions{})
		if err != nil && !errors.Is(err, kube.ErrNoKind) {
			return err
		}
		for _, o := range objects {
			services, ok := at(o, kind.services).([]any)
			if !ok {
				services = []any{at(o, kind.services)}
			}
			if all, ok := at(o, kind.all).([]any); ok && len(all) > len(services) {
				continue // somebody outside the cluster answers too
			}
			dangling, err := allGone(ctx, t, services)
			if err == nil && dangling {
				err = t.client.Delete(ctx, kube.RefOf(o), kube.Background)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// allGone reports whether each of some Services was in a namespace of the
// platform's and is not there.
func allGone(ctx context.Context, t *target, services []any) (bool, error) {
	for _, s := range services {
		m, _ := s.(map[string]any)
		where := kube.Ref{APIVersion: "v1", Kind: "Service", Namespace: textAt(m, "namespace"), Name: textAt(m, "name")}
		if !slices.Contains(namespacesOf(t.Cluster), where.Namespace) {
			return false, nil
		}
		if there, err := t.client.Exists(ctx, where); err != nil || there {
			return false, err
		}
	}
	return len(services) > 0, nil
}

// namespacesOf are those that the platform's components have for themselves.
func namespacesOf(c *platform.Cluster) []string {
	var out []string
	for _, p := range c.Placements {
		for _, name := range p.Unit.Variant.Namespaces {
			if name != "kube-system" && name != "default" && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
