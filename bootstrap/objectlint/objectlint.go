// Package objectlint says what is wrong with the objects that a component comes to, as far as that shows without a
// cluster.
package objectlint

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Bounds are what the objects are held to.
type Bounds struct {
	*platform.Variant
	// Profile is the one that the objects are of.
	Profile string
	// Kinds are those that CRDs define.
	Kinds Kinds
}

// Check says what is wrong with objects, each as Kind namespace/name: problem.
func Check(objects []map[string]any, b Bounds) []string {
	c := &checker{Bounds: b, served: manifests.BuiltinAPIs(manifests.DefaultKubernetes)}
	for _, o := range objects {
		plain, err := asRead(o)
		if err != nil {
			c.wrong = append(c.wrong, fmt.Sprintf("%v: %v", o["kind"], err))
			continue
		}
		c.object(plain)
	}
	c.disruptions()
	c.footprint()
	slices.Sort(c.wrong)
	return slices.Compact(c.wrong)
}

// asRead is an object as an API server reads it, of which numbers have but two types.
func asRead(obj map[string]any) (map[string]any, error) {
	data, err := json.Marshal(obj)
	if err != nil {
		return nil, err
	}
	var plain map[string]any
	return plain, json.Unmarshal(data, &plain)
}

type checker struct {
	Bounds
	served    []string
	workloads []workload
	budgets   []budget
	wrong     []string
}

func (c *checker) say(o *unstructured.Unstructured, format string, args ...any) {
	name := strings.TrimPrefix(o.GetNamespace()+"/"+o.GetName(), "/")
	c.wrong = append(c.wrong, fmt.Sprintf("%s %s: %s", o.GetKind(), name, fmt.Sprintf(format, args...)))
}

func (c *checker) object(obj map[string]any) {
	o := &unstructured.Unstructured{Object: obj}
	c.placement(o)
	typed, err := kube.Typed(obj)
	switch {
	case errors.Is(err, kube.ErrNotBuiltin):
		for _, what := range c.Kinds.check(obj) {
			c.say(o, "%s", what)
		}
	case err != nil:
		c.say(o, "%v", err)
	case !slices.Contains(c.served, o.GetAPIVersion()+"/"+o.GetKind()):
		c.say(o, "Kubernetes %s does not serve %s", manifests.DefaultKubernetes, o.GetAPIVersion())
	default:
		c.typed(o, typed)
	}
}

// namespaceOf is where a namespaced object ends up: in the release's namespace where it names none.
func (c *checker) namespaceOf(o *unstructured.Unstructured) string {
	return cmp.Or(o.GetNamespace(), c.Component.Namespace)
}

// placement holds an object to what its component says it makes: else an agent that may make just that is refused.
func (c *checker) placement(o *unstructured.Unstructured) {
	kind := platform.GroupKind{Group: o.GroupVersionKind().Group, Kind: o.GetKind()}
	wide := manifests.ClusterScoped()[kind] || c.Kinds.wide(kind) || slices.Contains(c.ClusterKinds, kind) && o.GetNamespace() == ""
	switch namespace := c.namespaceOf(o); {
	case wide && !slices.Contains(c.ClusterKinds, kind):
		c.say(o, "permissions.clusterKinds does not list {group: %q, kind: %q}", kind.Group, kind.Kind)
	case !wide && !slices.Contains(c.Namespaces, namespace):
		c.say(o, "permissions.namespaces does not list %s", namespace)
	}
}
