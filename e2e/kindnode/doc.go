// Package kindnode makes what a kind cluster needs where no container registry
// can be reached: a node image from Debian's packages and from Kubernetes as
// compiled from its Go module, images of single programs, and an engine where
// none answers: Docker, Podman, or containerd with nerdctl. It works on Debian, as root.
//
// The network of pods is the image's own, between the nodes of a cluster too: write
// network: none under the cluster's kind. What balances several control planes
// is another image, so there is one.
package kindnode
