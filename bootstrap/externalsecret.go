package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// storeCause says why the credential of a cluster is not there that an external
// store keeps: what should make it, and why that does not. Once it is there, that
// it cannot be read anew is no cause.
func (e *engine) storeCause(ctx context.Context, c *platform.Cluster) finding {
	template := e.agent.ClusterSecret
	secret := kube.Ref{
		APIVersion: "v1", Kind: "Secret", Namespace: cmp.Or(template.Namespace, e.agent.Namespace),
		Name: strings.ReplaceAll(template.Name, "$name", c.Name),
	}
	if _, err := e.host.Get(ctx, secret); !errors.Is(err, kube.ErrNotFound) {
		return finding{}
	}
	where := "cluster " + c.Name
	kind := kube.Ref{APIVersion: "external-secrets.io/v1", Kind: "ExternalSecret", Namespace: secret.Namespace}
	all, err := e.host.List(ctx, kind, kube.ListOptions{})
	if errors.Is(err, kube.ErrNoKind) {
		return finding{where: where, account: kube.Account{
			Text:  secret.String() + " comes from an external store, and nothing here reads one",
			Facts: []cause.Fact{{Kind: kind.Kind, Namespace: kind.Namespace, Name: secret.Name, Reason: "NoKind"}},
		}}
	}
	if err != nil {
		return finding{}
	}
	for _, one := range all {
		if textAt(one, "spec.target.name") == secret.Name {
			return finding{where: where, account: waitingFor(one, secret)}
		}
	}
	return finding{} // Git has not brought it yet, and why not is told elsewhere
}

// waitingFor is what an ExternalSecret says of itself.
func waitingFor(one map[string]any, secret kube.Ref) kube.Account {
	r := kube.RefOf(one)
	said := cmp.Or(messageIn(at(one, "status.conditions[Ready].message")), "nobody has worked on it yet")
	if reason := textAt(one, "status.conditions[Ready].reason"); reason != "" {
		said = reason + ": " + said
	}
	return kube.Account{
		Text:  r.String() + " is to make " + secret.String() + ": " + cut(said),
		Facts: []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Reason: textAt(one, "status.conditions[Ready].reason"), Message: said}},
	}
}
