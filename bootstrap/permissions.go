package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// grant is something that bootstrap must be allowed to do, and what allows it
// just as well.
type grant struct {
	kube.Permission
	instead []kube.Permission
}

// grants are gathered each once, in order.
type grants struct {
	list []grant
	seen map[kube.Permission]bool
}

func (g *grants) add(p kube.Permission, instead ...kube.Permission) {
	if g.seen == nil {
		g.seen = map[kube.Permission]bool{}
	}
	if !g.seen[p] {
		g.seen[p] = true
		g.list = append(g.list, grant{p, instead})
	}
}

// on asks for verbs on all objects of a kind, in one namespace where the
// reference names one.
func (g *grants) on(r kube.Ref, verbs ...string) {
	r.Name = ""
	for _, verb := range verbs {
		g.add(kube.PermissionOn(verb, r))
	}
}

// writes are the verbs that server-side apply needs, and the look before it.
func writes() []string { return []string{"get", "create", "patch"} }

// hostGrants is all that bootstrap does on the host as the user whose
// kubeconfig it has. Once the agent manages itself, that is little.
func (s *session) hostGrants(ctx context.Context, managed bool) (grants, error) {
	var g grants
	g.on(leaseRef, "get", "create", "update", "delete")
	for _, r := range []kube.Ref{recordRef, leaveRef} {
		g.on(r, "get")
	}
	for _, a := range s.Agents {
		for _, r := range []platform.Ref{a.Agent.SourceRef, a.Agent.RootRef, a.Agent.SelfRef} {
			g.on(ref(r), "get")
		}
	}
	chain := s.Agent.Chain
	if s.Agent.Revisions != nil {
		chain = slices.Concat(chain, s.Agent.Revisions.Chain)
	}
	for _, r := range append([]platform.Ref{s.Agent.ParentRef, s.Agent.UnitRef}, chain...) {
		g.on(ref(r), "get")
		if _, asked := s.Agent.Refresh[r.Kind]; asked {
			g.on(ref(r), "patch")
		}
	}
	root, err := s.rootObjects()
	if err != nil {
		return g, err
	}
	for _, o := range root {
		g.on(kube.RefOf(o), writes()...)
	}
	s.secretGrants(&g)
	if s.Agent.Remembers != nil && len(s.driven()) > 1 {
		kind := memories(s.Agent)
		g.on(kind, "list")
		status := kube.PermissionOn("patch", kind)
		status.Subresource = "status"
		g.add(status)
	}
	for _, o := range s.podBindings() {
		g.on(kube.RefOf(o), writes()...)
		g.add(bind("ClusterRole", "", textAt(o, "roleRef.name")), everything())
	}
	if managed {
		return g, nil
	}
	g.on(kube.Ref{APIVersion: "v1", Kind: "Namespace"}, writes()...)
	for _, r := range workloadKinds() {
		g.on(r, "list")
	}
	parts, err := s.agentParts(ctx, func(map[string]any) bool { return true })
	if err != nil {
		return g, err
	}
	for _, p := range parts {
		p.grants(&g)
	}
	return g, nil
}

// secretGrants are about what bootstrap fills and Git never holds.
func (s *session) secretGrants(g *grants) {
	secret := func(namespace string) {
		g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: cmp.Or(namespace, s.Agent.Namespace)}, writes()...)
	}
	a := s.Agent
	for _, t := range []platform.SecretTemplate{a.GitSecret, a.ChartSecret, a.OCISecret, a.ManifestsSecret, a.ClusterSecret, a.Tenants.Secret} {
		secret(t.Namespace)
	}
	if a.Decryption != nil {
		secret(a.Decryption.Secret.Namespace)
	}
	s.needGrants(g, s.host)
	s.accessGrants(g, s.host)
	if a.RegistersSelf != nil && !s.keptElsewhere(s.host) {
		serviceAccount{Namespace: a.Namespace, Name: a.RegistersSelf.Account, Binding: selfBinding(a), ClusterRole: a.RegistersSelf.ClusterRole}.grants(g)
	}
}

// needGrants are about secrets on a cluster: those of components, and those that
// bootstrap decrypts.
func (s *session) needGrants(g *grants, c *platform.Cluster) {
	for _, n := range secretNeeds(c, s.Agent) {
		g.on(kube.Ref{APIVersion: "v1", Kind: "Namespace"}, writes()...)
		g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: n.Namespace}, writes()...)
	}
	for _, placed := range c.Secrets {
		if s.Agent.Decryption == nil {
			g.on(kube.Ref{APIVersion: "v1", Kind: "Namespace"}, writes()...)
			g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: placed.Namespace}, writes()...)
		}
	}
}

// grants are what makes the account, and what lets it be bound.
func (a serviceAccount) grants(g *grants) {
	for _, o := range a.objects() {
		g.on(kube.RefOf(o), writes()...)
	}
	g.add(bind("ClusterRole", "", a.ClusterRole), everything())
}

// spokeGrants is all that bootstrap does on a cluster that runs no agent.
func (s *session) spokeGrants(c *platform.Cluster) grants {
	var g grants
	if !s.keptElsewhere(c) {
		spokeAccount(s.Platform).grants(&g)
		for _, a := range s.Agents {
			g.on(ref(a.Agent.SourceRef), "get")
			g.on(ref(a.Agent.RootRef), "get")
		}
		for _, r := range workloadKinds() {
			g.on(r, "list")
		}
	}
	s.needGrants(&g, c)
	s.accessGrants(&g, c)
	return g
}

// accessGrants are about image pulls on a cluster, and the authorities that an
// agent trusts.
func (s *session) accessGrants(g *grants, c *platform.Cluster) {
	for _, declared := range s.Platform.Credentials {
		switch {
		case declared.Kind == "pull":
			g.on(kube.Ref{APIVersion: "v1", Kind: "Namespace"}, writes()...)
			for _, namespace := range s.pullNamespaces(c, declared) {
				g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: namespace}, writes()...)
			}
		case declared.Kind == "ca" && c == s.host:
			for _, t := range s.Agent.CASecrets {
				g.on(kube.Ref{APIVersion: "v1", Kind: cmp.Or(t.Kind, "Secret"), Namespace: cmp.Or(t.Namespace, s.Agent.Namespace)}, writes()...)
			}
		}
	}
}

// grants are about the objects of a part, which come with their own kinds.
func (p agentPart) grants(g *grants) {
	wide := manifests.ClusterScoped()
	for _, o := range p.objects {
		if isCRD(o) && textAt(o, "spec.scope") == "Cluster" {
			wide[platform.GroupKind{Group: textAt(o, "spec.group"), Kind: textAt(o, "spec.names.kind")}] = true
		}
	}
	for _, o := range p.objects {
		r := kube.RefOf(o)
		r.Namespace = cmp.Or(r.Namespace, p.namespace)
		if wide[platform.GroupKind{Group: withoutVersion(r).APIVersion, Kind: r.Kind}] {
			r.Namespace = ""
		}
		g.on(r, writes()...)
		p.roleGrants(g, o, r)
	}
}

// sweeping is what it takes to find and remove whatever an agent made, which
// may be of any kind.
func sweeping() grants {
	var g grants
	for _, verb := range []string{"get", "list", "patch", "delete"} {
		g.add(kube.Permission{Verb: verb, Group: "*", Resource: "*"})
	}
	g.on(recordRef, "create") // the note of what is under way
	g.on(leaseRef, "create", "update")
	return g
}

// howToAllow is what mends that bootstrap may not do something.
const howToAllow = "\nnothing was written; slipway bootstrap --print-role user:NAME prints the roles that allow all of it"

// checkGrants names what the user lacks on a cluster, and how to mend that.
func checkGrants(ctx context.Context, client *kube.Client, cluster string, g grants, mend string) error {
	var wanted []kube.Permission
	for _, one := range g.list {
		wanted = append(wanted, one.Permission)
	}
	missing, err := client.Allowed(ctx, wanted)
	if err != nil {
		return err
	}
	var words []string
	for _, one := range g.list {
		if !slices.Contains(missing, one.Permission) {
			continue
		}
		if len(one.instead) > 0 {
			lacks, err := client.Allowed(ctx, one.instead)
			if err != nil {
				return err
			}
			if len(lacks) == 0 {
				continue
			}
		}
		words = append(words, one.String())
	}
	if len(words) == 0 {
		return nil
	}
	return fmt.Errorf("on cluster %s you may not %s%s", cluster, strings.Join(words, ", nor "), mend)
}
