package bootstrap

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/slipway-platform/slipway/bootstrap/kustomize"
	"github.com/slipway-platform/slipway/generator/platform"
)

// manifestObjects fetches published objects and changes them as Git says, in
// the way in which the agent will once it reads Git itself.
func (s *session) manifestObjects(ctx context.Context, m *platform.Manifests) ([]map[string]any, error) {
	path, err := s.pulled(ctx, m.Registry())
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the cache's own name
	if err != nil {
		return nil, fmt.Errorf("read manifests: %w", err)
	}
	files, err := kustomize.Files(data)
	if err != nil {
		return nil, err
	}
	changes, err := changesOf(s.Platform, m, s.host)
	if err != nil {
		return nil, err
	}
	return kustomize.Build(files, changes)
}

// changesOf are the patches and images of manifests on a cluster.
func changesOf(p *platform.Platform, m *platform.Manifests, c *platform.Cluster) (kustomize.Changes, error) {
	var out kustomize.Changes
	for _, patch := range m.Patches {
		body, err := platform.Substitute(p.Facts, patch.Body(), c)
		if err != nil {
			return out, fmt.Errorf("fill in facts: %w", err)
		}
		text, err := json.Marshal(body)
		if err != nil {
			return out, fmt.Errorf("write patch: %w", err)
		}
		out.Patches = append(out.Patches, kustomize.Patch{Target: patch.Target, Patch: string(text)})
	}
	for _, i := range m.Images {
		out.Images = append(out.Images, kustomize.Image{Name: i.Name, NewName: i.NewName})
	}
	return out, nil
}
