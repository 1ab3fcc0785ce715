// Package kindnode makes what a kind cluster needs where no container registry
// can be reached: a node image from Debian's packages and from Kubernetes as
// compiled from its Go module, images of single programs, and a Docker engine
// where none answers. It works on Debian, as root.
//
// A cluster of that image has one node, and its pods' network is the image's own:
// write network: none and no second node under the cluster's kind.
package kindnode
