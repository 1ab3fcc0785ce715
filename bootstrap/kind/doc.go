// Package kind makes clusters whose nodes are containers on this machine, by
// the kind library. It is the only package that imports that library, it never
// touches a kubeconfig but the one it is told to write, and what a cluster was
// made from is kept beside that.
package kind
