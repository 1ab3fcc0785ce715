package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// kindState is what there is of a kind cluster before it is ensured.
type kindState struct {
	exists   bool         // it has nodes, in whatever state
	record   *kind.Record // what this lab remembers of it
	complete bool         // its making was not broken off
}

// kindTodo is what brings a kind cluster about.
type kindTodo struct{ delete, create bool }

// todo decides. kind cannot change a cluster, so one that was made otherwise is
// refused, and so is one that this lab knows nothing of.
func (s kindState) todo(name string, c *platform.Cluster) (kindTodo, error) {
	switch {
	case !s.exists:
		return kindTodo{create: true}, nil
	case s.record == nil:
		return kindTodo{}, fmt.Errorf("there is a kind cluster %s already, which this platform's lab did not make; delete it with: kind delete cluster --name %s", name, name)
	case !s.complete:
		return kindTodo{delete: true, create: true}, nil
	}
	differences, err := kind.Differences(s.record.From, *c.Kind)
	if err != nil {
		return kindTodo{}, err
	}
	if len(differences) > 0 {
		return kindTodo{}, fmt.Errorf("cluster %s was made otherwise than platform.yaml says:\n  %s\n%s", c.Name, strings.Join(differences, "\n  "), remake)
	}
	return kindTodo{}, nil
}

const remake = "kind cannot change a cluster: undo the change, or make everything in the lab anew with: slipway lab down, and then slipway lab up"

// errSilent is a cluster whose API server says nothing, or nothing of use.
var errSilent = errors.New("does not answer now")

// checkLive makes sure that the cluster that runs is the one that the record is
// about: somebody may have made another of the same name.
func (k *kindProvider) checkLive(ctx context.Context, c *platform.Cluster) error {
	access, err := k.reach(ctx, c)
	if err != nil {
		return err
	}
	client, err := kube.Connect(access.Kubeconfig, access.Context)
	if err != nil {
		return err
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	node, err := client.Get(within, kube.Ref{APIVersion: "v1", Kind: "Node", Name: k.name(c) + "-control-plane"})
	if err != nil {
		return fmt.Errorf("cluster %s was made and %w; start its containers, or take it down with slipway lab down: %w", c.Name, errSilent, err)
	}
	digest, err := kind.Digest(*c.Kind)
	if err != nil {
		return err
	}
	return checkNode(node, digest, c)
}

// checkNode holds the first node against what is asked for.
func checkNode(node map[string]any, digest string, c *platform.Cluster) error {
	labels, _ := at(node, "metadata.labels").(map[string]any)
	if labels[kind.MadeFrom] != digest {
		return fmt.Errorf("the kind cluster that runs as %s is not the one that this platform's lab made; delete it with: kind delete cluster, or name the platform differently", c.Name)
	}
	if runs := kind.Minor(textAt(node, "status.nodeInfo.kubeletVersion")); c.Kubernetes != "" && runs != c.Kubernetes {
		return fmt.Errorf("cluster %s runs Kubernetes %s, not %s; %s", c.Name, runs, c.Kubernetes, remake)
	}
	return nil
}
