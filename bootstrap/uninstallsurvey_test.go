package bootstrap

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestSurvey tells what goes with a unit, what stays and why, and what keeps a
// namespace.
func TestSurvey(t *testing.T) {
	type m = map[string]string
	ref := func(apiVersion, kind, namespace, name string) kube.Ref {
		return kube.Ref{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name}
	}
	of := func(unit string) m { return m{"argocd.argoproj.io/tracking-id": "hub." + unit + ":/ConfigMap:web/web"} }
	const goes, namespace, definition, nothing, holds = "goes with web", "a namespace to go", "a kind to go", "passed over", "keeps its namespace"
	for name, c := range map[string]struct {
		object     kube.Meta
		want, data string // with and without --delete-data; the same where data is empty
	}{
		"a unit's":                  {kube.Meta{Ref: ref("v1", "ConfigMap", "web", "web"), Annotations: of("web")}, goes, ""},
		"another cluster's unit":    {kube.Meta{Ref: ref("v1", "Service", "web", "web"), Annotations: m{"argocd.argoproj.io/tracking-id": "eu.web:/Service:web/web"}}, "nothing on it names a unit", ""},
		"a claim":                   {kube.Meta{Ref: ref("v1", "PersistentVolumeClaim", "web", "data"), Annotations: of("web")}, "it is data", goes},
		"of an orphaning unit":      {kube.Meta{Ref: ref("v1", "Service", "store", "store"), Annotations: of("store")}, "unit store has deletion policy orphan", "goes with store"},
		"of a unit that is gone":    {kube.Meta{Ref: ref("v1", "Service", "old", "old"), Annotations: of("old")}, "the platform has no unit old here", ""},
		"owned by a unit's":         {kube.Meta{Ref: ref("apps/v1", "ReplicaSet", "web", "web-1"), Annotations: of("web"), Owners: []kube.Owner{{Group: "apps", Kind: "Deployment"}}}, nothing, ""},
		"the agent's":               {kube.Meta{Ref: ref("v1", "ConfigMap", "argocd", "x")}, nothing, ""},
		"the agent's component":     {kube.Meta{Ref: ref("rbac.authorization.k8s.io/v1", "ClusterRole", "", "argocd"), Annotations: of("argo-cd")}, nothing, ""},
		"a kind beside the agent's": {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "rollouts.argoproj.io"), Annotations: of("web")}, definition, ""},
		"a unit's kind":             {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "widgets.example.com"), Annotations: of("web")}, definition, ""},
		"a kind without a mark":     {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "gadgets.example.com"), Managers: []string{"argocd-controller"}}, definition, ""},
		"a kind that an orphaning unit brings": {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "stores.example.com"), Managers: []string{"argocd-controller"}},
			"unit store has deletion policy orphan", definition},
		"a user's kind": {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "x.example.com")}, nothing, ""},
		"a namespace":   {kube.Meta{Ref: ref("v1", "Namespace", "", "web"), Annotations: of("web"), Managers: []string{"argocd-controller", "kube-controller-manager"}}, namespace, ""},
		"a namespace that others made": {kube.Meta{Ref: ref("v1", "Namespace", "", "web"), Annotations: of("web"), Managers: []string{"kubectl-create", "argocd-controller"}},
			"others had a hand in it", ""},
		"a user's workload":          {kube.Meta{Ref: ref("apps/v1", "Deployment", "web", "mine")}, holds, ""},
		"a user's secret":            {kube.Meta{Ref: ref("v1", "Secret", "web", "mine")}, holds, ""},
		"a claim that nobody marked": {kube.Meta{Ref: ref("v1", "PersistentVolumeClaim", "web", "data-0")}, holds, nothing},
		"another team's kind": {kube.Meta{Ref: ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", "postgresqls.example.com"), Managers: []string{"argocd-controller"}},
			"nothing on it names a unit", ""},
		"another team's object": {kube.Meta{Ref: ref("apps/v1", "Deployment", "db", "db"), Annotations: of("team-db")}, "the platform has no unit team-db here", ""},
		"bootstrap's own":       {kube.Meta{Ref: ref("v1", "Secret", "web", "made"), Labels: m{"app.kubernetes.io/managed-by": "slipway"}}, nothing, ""},
		"the server's":          {kube.Meta{Ref: ref("v1", "ConfigMap", "web", "kube-root-ca.crt")}, nothing, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.data == "" {
				c.data = c.want
			}
			for data, want := range map[bool]string{false: c.want, true: c.data} {
				s := newSurveyor(t, data)
				s.add(c.object)
				got := nothing
				switch {
				case len(s.goes) > 0:
					for unit := range s.goes {
						got = "goes with " + unit
					}
				case len(s.left) > 0:
					got = s.left[0].Why
				case len(s.namespaces) > 0:
					got = namespace
				case len(s.definitions) > 0:
					got = definition
				case len(s.others) > 0:
					got = holds
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("with data %v: %s", data, diff)
				}
			}
		})
	}
}

func newSurveyor(t *testing.T, data bool) *surveyor {
	t.Helper()
	leaves := agentTraces(t)["argocd"]
	marks, err := compileMarks(leaves.Units, "hub")
	if err != nil {
		t.Fatal(err)
	}
	return &surveyor{
		survey:  &survey{goes: map[string][]kube.Meta{}, others: map[string]holding{}, objects: map[string]int{}, custom: map[string]bool{}},
		leaving: &leaving{moving: &moving{leaves: leaves}}, target: &target{Cluster: &platform.Cluster{Name: "hub", Placements: []platform.Placement{{Unit: &platform.Unit{Name: "web"}}}}, units: marks, brings: map[string]string{"gadgets.example.com": "web", "stores.example.com": "store"}},
		deletion: map[string]string{"web": "delete", "store": "orphan"}, own: leaves.On(true), data: data,
		owned: ownership{stays: map[string]bool{}, owned: map[string]kube.Meta{}},
	}
}

// TestUnitMarks reads a unit's name off what each agent marks.
func TestUnitMarks(t *testing.T) {
	type m = map[string]string
	all := agentTraces(t)
	for name, c := range map[string]struct {
		agent  string
		object kube.Meta
		want   string
	}{
		"Argo CD":                     {"argocd", kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub.web-config:apps/Deployment:web/web"}}, "web-config"},
		"Argo CD, another cluster":    {"argocd", kube.Meta{Annotations: m{"argocd.argoproj.io/tracking-id": "hub-2.web:apps/Deployment:web/web"}}, ""},
		"Flux, objects":               {"flux", kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "web.hub"}}, "web"},
		"Flux, a release":             {"flux", kube.Meta{Labels: m{"helm.toolkit.fluxcd.io/name": "web.hub", "kustomize.toolkit.fluxcd.io/name": "other.hub"}}, "web"},
		"Flux, published":             {"flux", kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "web.manifests.hub"}}, "web"},
		"Flux, another cluster":       {"flux", kube.Meta{Labels: m{"kustomize.toolkit.fluxcd.io/name": "web.hub2"}}, ""},
		"Sveltos, objects":            {"sveltos", kube.Meta{Labels: m{"slipway.dev/unit": "web"}, Annotations: m{"projectsveltos.io/owner-name": "web"}}, "web"},
		"Sveltos, a release":          {"sveltos", kube.Meta{Annotations: m{"meta.helm.sh/release-name": "web"}}, "web"},
		"Sveltos, nothing to tell by": {"sveltos", kube.Meta{Managers: []string{"addon-controller"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			marks, err := compileMarks(all[c.agent].Units, "hub")
			if err != nil {
				t.Fatal(err)
			}
			if got := marks.find(c.object)["unit"]; got != c.want {
				t.Errorf("unit %q, not %q", got, c.want)
			}
		})
	}
}
