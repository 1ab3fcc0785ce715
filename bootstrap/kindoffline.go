package bootstrap

import (
	"context"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/generator/platform"
)

// lacks are images that the engine does not have. Clusters that were made have theirs.
func (k *kindProvider) lacks(ctx context.Context, clusters []*platform.Cluster) ([]Lack, error) {
	engine, err := k.engine(ctx, nil)
	if err != nil {
		return nil, err
	}
	var out []Lack
	for _, c := range clusters {
		if isThere(kind.KubeconfigFile(k.dir(c))) {
			continue
		}
		if len(componentImages(c)) > 0 && !c.Kind.Preload.Components {
			out = append(out, Lack{"the images of components on cluster " + c.Name + ", which its nodes would pull", "say kind: {preload: {components: true}} for the cluster in platform.yaml"})
		}
	}
	for _, image := range k.missingImages(ctx, engine, clusters) {
		out = append(out, Lack{What: "image " + image})
	}
	return out, nil
}

func (k *kindProvider) prefetch(ctx context.Context, clusters []*platform.Cluster, waiting func(string)) (int, error) {
	engine, err := k.engine(ctx, nil)
	if err != nil {
		return 0, err
	}
	missing := k.missingImages(ctx, engine, clusters)
	for _, image := range missing {
		waiting("pulling " + image)
		if err := engine.Pull(ctx, image); err != nil {
			return 0, err
		}
	}
	return len(missing), nil
}

// missingImages are those that clusters still to be made, and their components, need.
func (k *kindProvider) missingImages(ctx context.Context, engine *kind.Engine, clusters []*platform.Cluster) []string {
	var images []string
	for _, c := range clusters {
		if !isThere(kind.KubeconfigFile(k.dir(c))) {
			images = append(images, kind.NodeImage(c))
			images = append(images, c.Kind.Preload.Images...)
			images = append(images, componentImages(c)...)
		}
	}
	slices.Sort(images)
	return slices.DeleteFunc(slices.Compact(images), func(image string) bool { return engine.Has(ctx, image) })
}
