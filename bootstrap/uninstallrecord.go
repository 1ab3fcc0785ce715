package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// leaveRef says on a cluster that the platform is being removed: what is half
// gone must not be taken for half made.
var leaveRef = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "kube-system", Name: "slipway-uninstall"}

// noteLeaving also notes the agent's deploy key, whose Secret goes before the key does at the forge.
func (s *session) noteLeaving(ctx context.Context, deployKey string) error {
	data := map[string]any{"platform": s.Platform.Name, "repository": s.Platform.Repository.URL, "path": s.Platform.Repository.Path}
	if deployKey != "" {
		data["deployKey"] = deployKey
	}
	_, err := s.kube.Apply(ctx, manager, []map[string]any{{
		"apiVersion": leaveRef.APIVersion, "kind": leaveRef.Kind,
		"metadata": map[string]any{"name": leaveRef.Name, "namespace": leaveRef.Namespace},
		"data":     data,
	}}, kube.ApplyOptions{Force: true})
	return err
}

// isLeaving reports whether the platform is being removed from the host. One
// that another platform is being removed from is refused.
func (s *session) isLeaving(ctx context.Context) (bool, error) {
	live, err := s.kube.Get(ctx, leaveRef)
	if errors.Is(err, kube.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	name, url, path := textAt(live, "data.platform"), textAt(live, "data.repository"), textAt(live, "data.path")
	if name != s.Platform.Name || url != s.Platform.Repository.URL || path != s.Platform.Repository.Path {
		return false, fmt.Errorf("platform %s of %s is being removed from cluster %s, not %s; finish that first, from its own folder",
			name, strings.TrimSuffix(url+" "+path, " "), s.host.Name, s.Platform.Name)
	}
	return true, nil
}

// checkLeaving refuses a cluster that is being uninstalled.
func (s *session) checkLeaving(ctx context.Context) error {
	leaving, err := s.isLeaving(ctx)
	if err == nil && leaving {
		return fmt.Errorf("cluster %s is being uninstalled; finish that first: slipway uninstall", s.host.Name)
	}
	return err
}
