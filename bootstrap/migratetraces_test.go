package bootstrap

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// agentTraces reads what the agents' folders say, for agents on the cluster hub.
func agentTraces(t *testing.T) map[string]traces {
	t.Helper()
	folders, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	agents, err := generator.Agents(generator.Sources{Schemas: schemas.FS, Agents: folders}, "hub")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]traces{}
	for _, a := range agents {
		if out[a.Name], err = tracesOf(a, "hub"); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// TestTraces tells what each agent applied, what is its own, and what comes off.
func TestTraces(t *testing.T) {
	type m = map[string]string
	all := agentTraces(t)
	for name, c := range map[string]struct {
		agent                string
		object               kube.Meta
		applied, own, record bool
		labels               []string // that come off besides
	}{
		"Argo CD's object":        {agent: "argocd", object: kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub.web:v1/ConfigMap:web/web"}}, applied: true},
		"Argo CD's own":           {agent: "argocd", object: kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub.argo-cd:v1/ConfigMap:argocd/argocd-cm"}}, applied: true, own: true},
		"another cluster's":       {agent: "argocd", object: kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub2.argo-cd:v1/ConfigMap:argocd/argocd-cm"}}, applied: true},
		"a name that is like it":  {agent: "argocd", object: kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub-argo-cd:v1/ConfigMap:argocd/x"}}, applied: true},
		"by manager alone":        {agent: "argocd", object: kube.Meta{Managers: []string{"x", "argocd-controller"}}, applied: true},
		"owned by an Application": {agent: "argocd", object: kube.Meta{Owners: []kube.Owner{{Group: "argoproj.io", Kind: "Application"}}}, applied: true},
		"owned by a Rollout":      {agent: "argocd", object: kube.Meta{Owners: []kube.Owner{{Group: "argoproj.io", Kind: "Rollout"}}}},
		"somebody else's":         {agent: "argocd", object: kube.Meta{Managers: []string{"kubectl"}, Labels: m{"app.kubernetes.io/instance": "web"}, Owners: []kube.Owner{{Group: "apps", Kind: "Deployment"}}}},
		"Flux's object":           {agent: "flux", object: kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "web.hub"}}, applied: true},
		"Flux's own":              {agent: "flux", object: kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "flux.hub"}}, applied: true, own: true},
		"Flux's distribution":     {agent: "flux", object: kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "flux.manifests.hub"}}, applied: true, own: true},
		"a unit on another":       {agent: "flux", object: kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "flux.hub2"}}, applied: true},
		"of a release": {agent: "flux", object: kube.Meta{
			Labels:      m{"helm.toolkit.fluxcd.io/name": "web.hub", "app.kubernetes.io/managed-by": "Helm"},
			Annotations: m{"meta.helm.sh/release-name": "web"},
		}, applied: true, labels: []string{"app.kubernetes.io/managed-by"}},
		"of a release that says who": {agent: "flux", object: kube.Meta{
			Labels: m{"helm.toolkit.fluxcd.io/name": "web.hub", "app.kubernetes.io/managed-by": "web-operator"},
		}, applied: true},
		"Sveltos' object":        {agent: "sveltos", object: kube.Meta{Annotations: m{"projectsveltos.io/owner-name": "web"}}, applied: true, labels: []string{"projectsveltos.io/reason", "slipway.dev/unit"}},
		"Sveltos' own":           {agent: "sveltos", object: kube.Meta{Annotations: m{"projectsveltos.io/owner-name": "sveltos"}}, applied: true, own: true, labels: []string{"projectsveltos.io/reason", "slipway.dev/unit"}},
		"its companions":         {agent: "sveltos", object: kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "flux-sync"}}, applied: true, own: true, labels: []string{"projectsveltos.io/reason", "slipway.dev/unit"}},
		"what it carries":        {agent: "sveltos", object: kube.Meta{Managers: []string{"kustomize-controller"}}, applied: true, labels: []string{"projectsveltos.io/reason", "slipway.dev/unit"}},
		"the user's own release": {agent: "flux", object: kube.Meta{Managers: []string{"helm"}, Annotations: m{"meta.helm.sh/release-name": "web"}}},
		"its record": {agent: "flux", object: kube.Meta{
			Ref: kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "web", Name: "sh.helm.release.v1.web.v1"}, Managers: []string{"helm-controller"},
		}, applied: true, record: true},
		"the user's record": {agent: "flux", object: kube.Meta{
			Ref: kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "web", Name: "sh.helm.release.v1.web.v1"}, Managers: []string{"helm"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			tr := all[c.agent]
			got := []bool{tr.applied(c.object, tr.Kinds), tr.isOwn(c.object), tr.isRecord(c.object)}
			if diff := cmp.Diff([]bool{c.applied, c.own, c.record}, got); diff != "" {
				t.Errorf("applied, own, record: %s", diff)
			}
			if besides := tr.cut(c.object, tr.Kinds).Labels[len(tr.Labels.Always):]; !slices.Equal(besides, c.labels) {
				t.Errorf("of the labels %v come off, not %v", besides, c.labels)
			}
		})
	}
}

// TestFootings: what the agent that comes needs too is not taken away.
func TestFootings(t *testing.T) {
	all := agentTraces(t)
	flux, argocd := all["flux"].On(true), all["argocd"].On(true)
	if goes := flux.Without(argocd); !cmp.Equal(goes, flux) {
		t.Errorf("Flux goes but for %s", cmp.Diff(goes, flux))
	}
	want := platform.Footing{Kinds: platform.Kinds{"helm.toolkit.fluxcd.io", "notification.toolkit.fluxcd.io", "image.toolkit.fluxcd.io"}, Namespaces: []string{}}
	if goes := flux.Without(all["sveltos"].On(true)); !cmp.Equal(goes, want) {
		t.Errorf("from Flux to Sveltos goes but for %s", cmp.Diff(want, goes))
	}
	if driven := all["flux"].On(false); len(driven.Kinds)+len(driven.Namespaces) > 0 {
		t.Errorf("on clusters that it drives, Flux has %v", driven)
	}
}
