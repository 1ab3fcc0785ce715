//go:build e2e

package e2e

import "github.com/slipway-platform/slipway/bootstrap/kube"

// agentFacts are what a test of every agent must know of one.
type agentFacts struct {
	programs []string
	// component is the agent's own, with a config that makes the object self differ.
	component string
	// owner owns the unit web on the cluster hub; others go when the unit goes.
	owner  kube.Ref
	others []kube.Ref
	// tenant applies the repository of TENANT to CLUSTER.
	tenant kube.Ref
	// order is the spec of such an object, as a tenant could write one.
	order string
	// tellsAll is whether it tries every object of a commit, whatever becomes of the others.
	tellsAll bool
	// kinds are the agent's own that the repository holds.
	kinds []kube.Ref
	// rewrites is the path of what the agent itself writes to and fro in their specs.
	rewrites []string
	// self is one of the agent's own objects. Where from is replaced by to in the
	// platform, it must come to be as changed says.
	self     kube.Ref
	from, to string
	changed  func(obj map[string]any) bool
	title    string
	// well is what status calls its root when that is in order.
	well string
	// rendered is the file that holds the ConfigMap of the chart web once that is rendered.
	rendered string
	// noHealing is why nobody brings back on provider local what somebody deleted.
	noHealing string
}

var agents = map[string]agentFacts{
	"argocd": {
		title:     "Argo CD",
		well:      "Synced",
		rendered:  "configmap-web.yaml",
		programs:  []string{"argocd", "helm"},
		component: `argo-cd: {config: {settings: {kept: "1", extra: "1"}}}`,
		owner:     kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Namespace: "argocd", Name: "hub.web"},
		tenant:    kube.Ref{APIVersion: "argoproj.io/v1alpha1", Kind: "Application", Namespace: "argocd", Name: "CLUSTER.TENANT.tenant"},
		order:     `{project: platform, destination: {server: "https://kubernetes.default.svc", namespace: argocd}, source: {repoURL: "https://git.example.com/shop.git", path: .}}`,
		tellsAll:  true,
		others:    []kube.Ref{{APIVersion: "argoproj.io/v1alpha1", Kind: "AppProject", Namespace: "argocd", Name: "web"}},
		kinds: []kube.Ref{
			{APIVersion: "argoproj.io/v1alpha1", Kind: "Application"}, {APIVersion: "argoproj.io/v1alpha1", Kind: "ApplicationSet"},
			{APIVersion: "argoproj.io/v1alpha1", Kind: "AppProject"},
		},
		self: kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "argocd", Name: "argocd-cm"},
		from: `, extra: "1"`,
		changed: func(obj map[string]any) bool {
			data := obj["data"].(map[string]any)
			return data["extra"] == nil && data["kept"] == "1"
		},
	},
	"flux": {
		title:     "Flux",
		well:      "Ready",
		rendered:  "configmap-web.yaml",
		programs:  []string{"source-controller", "kustomize-controller", "helm-controller"},
		component: `flux: {config: {networkPolicy: true}}`,
		owner:     kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "web.hub"},
		tenant:    kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "flux-system", Name: "TENANT.tenant.CLUSTER"},
		order:     "{interval: 1m, prune: false, sourceRef: {kind: GitRepository, name: shop.tenant, namespace: flux-system}}",
		others:    []kube.Ref{{APIVersion: "helm.toolkit.fluxcd.io/v2", Kind: "HelmRelease", Namespace: "flux-system", Name: "web.hub"}},
		kinds: []kube.Ref{
			{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization"}, {APIVersion: "helm.toolkit.fluxcd.io/v2", Kind: "HelmRelease"},
			{APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "GitRepository"}, {APIVersion: "source.toolkit.fluxcd.io/v1", Kind: "OCIRepository"},
		},
		self:    kube.Ref{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy", Namespace: "flux-system", Name: "allow-egress"},
		from:    `networkPolicy: true`,
		to:      `networkPolicy: false`,
		changed: func(obj map[string]any) bool { return obj == nil },
	},
	"sveltos": {
		title:     "Sveltos",
		well:      "Ready",
		programs:  []string{"source-controller", "kustomize-controller", "addon-controller"},
		component: `sveltos: {config: {driftDetectionPatches: {kept: "a", extra: "b"}}}`,
		owner:     kube.Ref{APIVersion: "config.projectsveltos.io/v1beta1", Kind: "ClusterSummary", Namespace: "projectsveltos", Name: "web-sveltos-hub"},
		tenant:    kube.Ref{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization", Namespace: "projectsveltos", Name: "TENANT.tenant.CLUSTER"},
		order:     "{interval: 1m, prune: false, sourceRef: {kind: GitRepository, name: shop.tenant, namespace: flux-system}}",
		others:    []kube.Ref{{APIVersion: "config.projectsveltos.io/v1beta1", Kind: "ClusterProfile", Name: "web"}},
		kinds: []kube.Ref{
			{APIVersion: "config.projectsveltos.io/v1beta1", Kind: "ClusterSummary"}, {APIVersion: "lib.projectsveltos.io/v1beta1", Kind: "SveltosCluster"},
		},
		// One controller puts names in the place of templates here, and another the templates back.
		rewrites: []string{"clusterProfileSpec", "templateResourceRefs"},
		self:     kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "projectsveltos", Name: "drift-detection-config"},
		from:     `, extra: "b"`,
		changed: func(obj map[string]any) bool {
			data := obj["data"].(map[string]any)
			return data["extra"] == nil && data["kept"] == "a"
		},
		rendered:  "objects.yaml",
		noHealing: "Sveltos' drift-detection-manager does not run there",
	},
}
