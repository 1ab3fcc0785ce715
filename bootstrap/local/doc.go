// Package local makes a cluster out of plain processes: a real control plane,
// a simulated node and an agent's controllers, compiled from pinned Go modules.
// It is what the `local` provider and the lab stand on where there is no Docker.
package local
