package bootstrap

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// keptElsewhere reports whether the platform refers to a credential of a
// cluster that somebody else keeps. Standalone has no use for one.
func (s *session) keptElsewhere(c *platform.Cluster) bool {
	return s.Platform.Topology == "hub" && c.Credentials != nil
}

// selfSecret is the credential by which the agent reaches the cluster that it
// runs on: the token of a service account made for that, which ends with the
// account.
func (s *session) selfSecret(ctx context.Context, ui StepUI) (map[string]any, error) {
	objects := selfAccess(s.Agent)
	for _, o := range objects {
		live, err := s.kube.Get(ctx, kube.RefOf(o))
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return nil, err
		}
		if err == nil && contains(live, o) {
			continue
		}
		if _, err := s.kube.Apply(ctx, manager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
			return nil, err
		}
	}
	token := kube.RefOf(objects[len(objects)-1])
	var ca, bearer string
	err := kube.Wait(ctx, "the token in "+token.String(), poll, s.Timeout, ui.Waiting, func(ctx context.Context) (bool, string, error) {
		live, err := s.kube.Get(ctx, token)
		if err != nil {
			return false, "", err
		}
		data, _ := live["data"].(map[string]any)
		ca, _ = data["ca.crt"].(string)
		encoded, _ := data["token"].(string)
		text, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return false, "", fmt.Errorf("read %s: its token is not base64", token)
		}
		bearer = string(text)
		return ca != "" && bearer != "", "kube-controller-manager has not made it", nil
	})
	if err != nil {
		return nil, err
	}
	return s.clusterSecret(s.host.Name, s.Agent.RegistersSelf.Server, ca, bearer), nil
}

// selfAccess is what makes such a credential, its token last.
func selfAccess(a *platform.Agent) []map[string]any {
	account := a.RegistersSelf.Account
	object := func(apiVersion, kind, namespace, name string, rest map[string]any) map[string]any {
		meta := map[string]any{"name": name, "labels": map[string]any{"app.kubernetes.io/managed-by": "slipway"}}
		if namespace != "" {
			meta["namespace"] = namespace
		}
		rest["apiVersion"], rest["kind"], rest["metadata"] = apiVersion, kind, meta
		return rest
	}
	binding := object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", selfBinding(a), map[string]any{
		"roleRef":  map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": a.RegistersSelf.ClusterRole},
		"subjects": []any{map[string]any{"kind": "ServiceAccount", "name": account, "namespace": a.Namespace}},
	})
	token := object("v1", "Secret", a.Namespace, account+"-token", map[string]any{"type": "kubernetes.io/service-account-token"})
	token["metadata"].(map[string]any)["annotations"] = map[string]any{"kubernetes.io/service-account.name": account}
	return []map[string]any{object("v1", "ServiceAccount", a.Namespace, account, map[string]any{}), binding, token}
}

// selfBinding names what allows the account its work.
func selfBinding(a *platform.Agent) string { return a.Namespace + "-" + a.RegistersSelf.Account }
