package load

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
)

// decodePath decodes what is at path, which may be absent.
func decodePath(v cue.Value, path string, into any) error {
	at := v.LookupPath(cue.ParsePath(path))
	if !at.Exists() {
		return nil
	}
	return decodeConcrete(at, into)
}

// decodeConcrete decodes a value in which nothing is open.
func decodeConcrete(v cue.Value, into any) error {
	if err := v.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return err
	}
	return v.Decode(into)
}

// decodeObjects reads a struct of objects, in the order of their keys, and
// holds them to the rules of a catalog: a namespaced object names a namespace
// that the component may write to, any other is of a kind it declares.
func (c *compiled) decodeObjects(v cue.Value, field string, variant *platform.Variant) ([]map[string]any, error) {
	var byKey map[string]map[string]any
	if err := decodePath(v, field, &byKey); err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, key := range slices.Sorted(keysOf(byKey)) {
		if message, hint := objectFault(byKey[key], variant); message != "" {
			var path []any
			for name := range strings.SplitSeq(field, ".") {
				path = append(path, name)
			}
			return nil, c.fault(append(path, key), message, hint)
		}
		out = append(out, byKey[key])
	}
	return out, nil
}

func keysOf[V any](m map[string]V) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// objectFault says what is wrong with an object.
func objectFault(o map[string]any, v *platform.Variant) (message, hint string) {
	apiVersion, _ := o["apiVersion"].(string)
	kind, _ := o["kind"].(string)
	meta, _ := o["metadata"].(map[string]any)
	name, _ := meta["name"].(string)
	if apiVersion == "" || kind == "" || name == "" {
		return "an object needs apiVersion, kind and metadata.name", ""
	}
	namespace, _ := meta["namespace"].(string)
	group := groupOf(apiVersion)
	switch {
	case namespace != "" && !slices.Contains(v.Namespaces, namespace):
		return fmt.Sprintf("%s %s is in namespace %s, which permissions.namespaces does not list", kind, name, namespace), "list it there if the agent may make objects in it"
	case namespace == "" && !slices.Contains(v.ClusterKinds, platform.GroupKind{Group: group, Kind: kind}):
		return fmt.Sprintf("%s %s has no namespace, and permissions.clusterKinds does not list its kind", kind, name),
			fmt.Sprintf("give it one, or list {group: %q, kind: %q} there if the agent may make them", group, kind)
	}
	return "", ""
}

// objectID is what makes an object one: group, kind, namespace and name.
func objectID(o map[string]any) string {
	meta, _ := o["metadata"].(map[string]any)
	namespace, _ := meta["namespace"].(string)
	name, _ := meta["name"].(string)
	kind, _ := o["kind"].(string)
	apiVersion, _ := o["apiVersion"].(string)
	id := kind
	if group := groupOf(apiVersion); group != "" {
		id += "." + group
	}
	if namespace != "" {
		name = namespace + "/" + name
	}
	return id + " " + name
}

func groupOf(apiVersion string) string {
	for i, r := range apiVersion {
		if r == '/' {
			return apiVersion[:i]
		}
	}
	return ""
}
