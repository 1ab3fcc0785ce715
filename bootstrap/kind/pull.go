package kind

import (
	"context"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"
	"sigs.k8s.io/kind/pkg/exec"

	"github.com/slipway-platform/slipway/generator/platform"
)

// NodeImage is what a cluster's nodes are made from.
func NodeImage(c *platform.Cluster) string {
	if c.Kind.Image != "" {
		return c.Kind.Image
	}
	return defaults.Image
}

// Has is whether the engine has an image already.
func (e *Engine) Has(ctx context.Context, image string) bool {
	return exec.CommandContext(ctx, e.name, "image", "inspect", image).Run() == nil
}

// Pull gets an image from its registry.
func (e *Engine) Pull(ctx context.Context, image string) error {
	if _, err := exec.CombinedOutputLines(exec.CommandContext(ctx, e.name, "pull", image)); err != nil {
		return told("pull image "+image, err)
	}
	return nil
}
