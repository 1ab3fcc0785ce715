package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// serviceAccount is a user of a cluster that bootstrap makes for the agent; its
// token ends with it. Owner is the platform that it is for, in a word for people;
// empty where its namespace is the platform's own.
type serviceAccount struct{ Namespace, Name, Binding, ClusterRole, Owner string }

// ownerMark is the annotation with an account's owner.
const ownerMark = "slipway.dev/platform"

// spokeAccount is the one by which the agent of another cluster drives a
// cluster: the platform may bring it anything.
func spokeAccount(p *platform.Platform) serviceAccount {
	return serviceAccount{Namespace: "kube-system", Name: "slipway-agent", Binding: "slipway-agent", ClusterRole: "cluster-admin",
		Owner: driverOf(p).String()}
}

// find reports whether the account is there. One that is for another platform
// is an error: two agents would each undo what the other does.
func (a serviceAccount) find(ctx context.Context, client *kube.Client) (bool, error) {
	live, err := client.Get(ctx, kube.RefOf(a.objects()[0]))
	if errors.Is(err, kube.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if owner := a.ownerOf(live); owner != a.Owner {
		return true, fmt.Errorf("%s drives it already, not %s; uninstall that platform first, from its own folder, or take the cluster out of one of them", owner, a.Owner)
	}
	return true, nil
}

// ownerOf is who a live account is for; one that does not say so is ours.
func (a serviceAccount) ownerOf(live map[string]any) string {
	annotations, _ := at(live, "metadata.annotations").(map[string]any)
	owner, _ := annotations[ownerMark].(string)
	return cmp.Or(owner, a.Owner)
}

// objects are what makes it, its token last.
func (a serviceAccount) objects() []map[string]any {
	object := func(apiVersion, kind, namespace, name string, rest map[string]any) map[string]any {
		meta := map[string]any{"name": name, "labels": map[string]any{"app.kubernetes.io/managed-by": "slipway"}}
		if namespace != "" {
			meta["namespace"] = namespace
		}
		rest["apiVersion"], rest["kind"], rest["metadata"] = apiVersion, kind, meta
		return rest
	}
	binding := object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", a.Binding, map[string]any{
		"roleRef":  map[string]any{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": a.ClusterRole},
		"subjects": []any{map[string]any{"kind": "ServiceAccount", "name": a.Name, "namespace": a.Namespace}},
	})
	token := object("v1", "Secret", a.Namespace, a.Name+"-token", map[string]any{"type": "kubernetes.io/service-account-token"})
	token["metadata"].(map[string]any)["annotations"] = map[string]any{"kubernetes.io/service-account.name": a.Name}
	account := object("v1", "ServiceAccount", a.Namespace, a.Name, map[string]any{})
	if a.Owner != "" {
		account["metadata"].(map[string]any)["annotations"] = map[string]any{ownerMark: a.Owner}
	}
	return []map[string]any{account, binding, token}
}

// ensure makes what is missing of it and returns the cluster's certificate
// authority, in base64, and the token.
func (a serviceAccount) ensure(ctx context.Context, client *kube.Client, timeout time.Duration, waiting func(string)) (ca, token string, err error) {
	objects := a.objects()
	for _, o := range objects {
		live, err := client.Get(ctx, kube.RefOf(o))
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return "", "", err
		}
		if err == nil && contains(live, o) {
			continue
		}
		if _, err := client.Apply(ctx, manager, []map[string]any{o}, kube.ApplyOptions{Force: true}); err != nil {
			return "", "", err
		}
	}
	where := kube.RefOf(objects[len(objects)-1])
	err = kube.Wait(ctx, "the token in "+where.String(), poll, timeout, waiting, func(ctx context.Context) (bool, string, error) {
		live, err := client.Get(ctx, where)
		if err != nil {
			return false, "", err
		}
		data, _ := live["data"].(map[string]any)
		ca, _ = data["ca.crt"].(string)
		encoded, _ := data["token"].(string)
		text, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return false, "", fmt.Errorf("read %s: its token is not base64", where)
		}
		token = string(text)
		return ca != "" && token != "", "kube-controller-manager has not made it", nil
	})
	return ca, token, err
}

// remove removes what ensure made for this platform.
func (a serviceAccount) remove(ctx context.Context, client *kube.Client) error {
	if live, err := client.Get(ctx, kube.RefOf(a.objects()[0])); err == nil && a.ownerOf(live) != a.Owner {
		return nil
	}
	for _, o := range a.objects() {
		live, err := client.Get(ctx, kube.RefOf(o))
		if errors.Is(err, kube.ErrNotFound) {
			continue
		}
		if err == nil && madeByBootstrap(live) {
			err = client.Delete(ctx, kube.RefOf(o), kube.Background)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
