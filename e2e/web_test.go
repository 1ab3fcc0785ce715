//go:build e2e

package e2e

import "github.com/slipway-platform/slipway/bootstrap/kube"

// webComponent is the chart web with a fact in its values.
const webComponent = `package component

name:     "web"
title:    "Web"
summary:  "A small chart."
category: "workload"
source: chart: {repository: "REPOSITORY", name: "web", version: "1.0.0"}
namespace: "web"

#Config: {
	// What it says.
	message: *"hello" | string
	// How many run.
	replicas: *1 | int & >=1
	// Whatever every level of settings says.
	layers: {...}
}

values: {
	message:  config.message
	replicas: config.replicas
	from:     "\(cluster.name).\(cluster.labels.colour)"
	layers:   config.layers
}
`

var (
	webConfig     = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "web", Name: "web"}
	webDeployment = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "web", Name: "web"}
	platformInfo  = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "platform-system", Name: "platform-info"}
)
