package kube

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	utiljson "k8s.io/apimachinery/pkg/util/json"
)

const kindCRD = "CustomResourceDefinition"

// rank orders kinds so that what others need comes first; kinds that are not named come between Services' users and
// the webhooks, which come last because they would refuse everything until their workload runs.
func rank(kind string) int {
	first := []string{
		"Namespace", kindCRD,
		"PriorityClass", "StorageClass", "IngressClass", "GatewayClass",
		"ClusterRole", "ClusterRoleBinding", "ServiceAccount", "Role", "RoleBinding",
		"ResourceQuota", "LimitRange", "NetworkPolicy", "PodDisruptionBudget",
		"Secret", "ConfigMap", "PersistentVolume", "PersistentVolumeClaim", "Service", "Endpoints", "EndpointSlice",
		"DaemonSet", "StatefulSet", "Deployment", "ReplicaSet", "Pod", "HorizontalPodAutoscaler", "Job", "CronJob",
		"Ingress", "APIService",
	}
	last := []string{"ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
		"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"}
	if i := slices.Index(first, kind); i >= 0 {
		return i
	}
	if i := slices.Index(last, kind); i >= 0 {
		return len(first) + 1 + i
	}
	return len(first)
}

// stages sorts the objects and cuts the list after the namespaces and after the CRDs.
func stages(objs []map[string]any) [][]map[string]any {
	slices.SortStableFunc(objs, func(a, b map[string]any) int {
		x, y := RefOf(a), RefOf(b)
		return cmp.Or(cmp.Compare(rank(x.Kind), rank(y.Kind)), strings.Compare(x.Kind, y.Kind),
			strings.Compare(x.Namespace, y.Namespace), strings.Compare(x.Name, y.Name))
	})
	stage := func(obj map[string]any) int { return min(rank(text(obj, "kind")), 2) }
	var out [][]map[string]any
	for i, obj := range objs {
		if i == 0 || stage(objs[i-1]) != stage(obj) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], obj)
	}
	return out
}

// prepare copies the objects into the number types that client-go insists on, opens Lists, and drops what only the
// server may set.
func prepare(objs []map[string]any) ([]map[string]any, error) {
	var out []map[string]any
	for i, obj := range objs {
		r := RefOf(obj)
		if strings.HasSuffix(r.Kind, "List") && obj["items"] != nil {
			items, err := prepare(list(obj, "items"))
			if err != nil {
				return nil, err
			}
			out = append(out, items...)
			continue
		}
		if r.APIVersion == "" || r.Kind == "" || r.Name == "" {
			return nil, fmt.Errorf("object %d (%s) needs apiVersion, kind and metadata.name", i+1, r)
		}
		fresh, err := clone(obj)
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", r, err)
		}
		meta, _ := fresh["metadata"].(map[string]any)
		for _, key := range []string{"managedFields", "resourceVersion", "uid", "generation", "creationTimestamp", "selfLink"} {
			delete(meta, key)
		}
		if r.Kind == kindCRD {
			delete(fresh, "status") // generators leave an empty one that does not validate
		}
		out = append(out, fresh)
	}
	return out, nil
}

func clone(obj map[string]any) (map[string]any, error) {
	data, err := json.Marshal(obj)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, utiljson.Unmarshal(data, &out)
}
