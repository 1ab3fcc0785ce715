package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// leaveRef says on a cluster that the platform is being removed: what is half
// gone must not be taken for half made.
var leaveRef = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "kube-system", Name: "slipway-uninstall"}

func noteLeaving(ctx context.Context, client *kube.Client, platform string) error {
	_, err := client.Apply(ctx, manager, []map[string]any{{
		"apiVersion": leaveRef.APIVersion, "kind": leaveRef.Kind,
		"metadata": map[string]any{"name": leaveRef.Name, "namespace": leaveRef.Namespace},
		"data":     map[string]any{"platform": platform},
	}}, kube.ApplyOptions{Force: true})
	return err
}

// checkLeaving refuses a cluster that is being uninstalled.
func (s *session) checkLeaving(ctx context.Context) error {
	leaving, err := s.kube.Exists(ctx, leaveRef)
	if err == nil && leaving {
		return fmt.Errorf("cluster %s is being uninstalled; finish that first: slipway uninstall", s.host.Name)
	}
	return err
}
