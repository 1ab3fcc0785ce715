package manifests

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/kubernetes"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestBuiltinKinds holds the table against Kubernetes' own client: for each of
// its stable APIs the same kinds, with and without a namespace.
func TestBuiltinKinds(t *testing.T) {
	client := reflect.TypeFor[kubernetes.Interface]()
	groups := map[string]api{}
	for _, a := range builtin() {
		if a.group == "apiextensions.k8s.io" || a.group == "apiregistration.k8s.io" {
			continue // in clients of their own
		}
		name := strings.Split(a.group, ".")[0]
		if name == "" {
			name = "core"
		}
		groups[name+strings.ToLower(a.version)] = a
	}
	for i := range client.NumMethod() {
		method := client.Method(i)
		a, stable := groups[strings.ToLower(method.Name)]
		if !stable {
			continue
		}
		delete(groups, strings.ToLower(method.Name))
		var kinds, wide []string
		for kind := range eachKind(a.kinds) {
			kinds = append(kinds, kind)
		}
		for kind := range eachKind(a.wide) {
			wide = append(wide, kind)
		}
		gotKinds, gotWide := clientKinds(method.Type.Out(0))
		// Not every kind that can be asked for by name is in the client: these are made through others.
		kinds = slices.DeleteFunc(kinds, func(k string) bool { return k == "Binding" })
		gotWide = slices.DeleteFunc(gotWide, func(k string) bool { return k == "Eviction" })
		gotKinds = slices.DeleteFunc(gotKinds, func(k string) bool { return k == "Eviction" })
		slices.Sort(kinds)
		slices.Sort(wide)
		if !slices.Equal(kinds, gotKinds) || !slices.Equal(wide, gotWide) {
			t.Errorf("%s/%s: namespaced %v and not %v; the client has %v and %v", a.group, a.version, kinds, wide, gotKinds, gotWide)
		}
	}
	for name := range groups {
		t.Errorf("the client has no API %s", name)
	}
}

// clientKinds lists the kinds of an API's client: a method with a namespace, or without, returns the client of each.
func clientKinds(t reflect.Type) (kinds, wide []string) {
	for i := range t.NumMethod() {
		m := t.Method(i)
		if m.Type.NumOut() != 1 || m.Name == "RESTClient" {
			continue
		}
		kind := strings.TrimSuffix(m.Type.Out(0).Name(), "Interface")
		if m.Type.NumIn() == 1 {
			kinds = append(kinds, kind)
		} else {
			wide = append(wide, kind)
		}
	}
	slices.Sort(kinds)
	slices.Sort(wide)
	return kinds, wide
}

func TestBuiltinAPIsDependOnTheVersion(t *testing.T) {
	old, current := BuiltinAPIs("1.29"), BuiltinAPIs("1.36")
	for _, api := range []string{"v1", "apps/v1", "apps/v1/Deployment", "v1/ConfigMap", "policy/v1/PodDisruptionBudget"} {
		if !slices.Contains(old, api) {
			t.Errorf("1.29 lacks %s", api)
		}
	}
	for _, api := range []string{"resource.k8s.io/v1", "resource.k8s.io/v1/DeviceClass", "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy"} {
		if slices.Contains(old, api) || !slices.Contains(current, api) {
			t.Errorf("%s: 1.29 has it or 1.36 lacks it", api)
		}
	}
	for _, api := range []string{"policy/v1beta1", "extensions/v1beta1", "batch/v1beta1/CronJob"} {
		if slices.Contains(current, api) {
			t.Errorf("1.36 has %s", api)
		}
	}
	if !ClusterScoped()[platform.GroupKind{Kind: "Namespace"}] || ClusterScoped()[platform.GroupKind{Kind: "Secret"}] {
		t.Error("scopes are wrong")
	}
}
