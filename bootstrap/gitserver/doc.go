// Package gitserver serves bare Git repositories over HTTP, with push, so that
// agents can be tried without a Git account. The protocol is git's own
// http-backend; this package only stands in front of it.
package gitserver
