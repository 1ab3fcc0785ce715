package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/generator/platform"
)

// keptElsewhere reports whether the platform refers to a credential of a
// cluster that somebody else keeps. Standalone has no use for one.
func (s *session) keptElsewhere(c *platform.Cluster) bool {
	return s.Platform.Topology == "hub" && c.Credentials != nil
}

// selfRegistration is how the agent reaches the cluster that it runs on: by a
// service account made for that.
func (s *session) selfRegistration(ctx context.Context, waiting func(string)) (*registration, error) {
	account := serviceAccount{Namespace: s.Agent.Namespace, Name: s.Agent.RegistersSelf.Account,
		Binding: selfBinding(s.Agent), ClusterRole: s.Agent.RegistersSelf.ClusterRole}
	ca, token, err := account.ensure(ctx, s.kube, s.Timeout, waiting)
	return &registration{server: s.Agent.RegistersSelf.Server, ca: ca, token: token}, err
}

// selfBinding names what allows the account its work.
func selfBinding(a *platform.Agent) string { return a.Namespace + "-" + a.RegistersSelf.Account }
