package load

import (
	"fmt"
	"slices"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
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
func decodeObjects(v cue.Value, path string, variant *platform.Variant) ([]map[string]any, error) {
	var byKey map[string]map[string]any
	if err := decodePath(v, path, &byKey); err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, key := range slices.Sorted(keysOf(byKey)) {
		if err := checkObject(byKey[key], variant); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", path, key, err)
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

func checkObject(o map[string]any, v *platform.Variant) error {
	apiVersion, _ := o["apiVersion"].(string)
	kind, _ := o["kind"].(string)
	meta, _ := o["metadata"].(map[string]any)
	name, _ := meta["name"].(string)
	if apiVersion == "" || kind == "" || name == "" {
		return fmt.Errorf("an object needs apiVersion, kind and metadata.name")
	}
	namespace, _ := meta["namespace"].(string)
	if namespace != "" {
		if !slices.Contains(v.Namespaces, namespace) {
			return fmt.Errorf("%s %s is in namespace %s, which permissions.namespaces does not list", kind, name, namespace)
		}
		return nil
	}
	if !slices.Contains(v.ClusterKinds, platform.GroupKind{Group: groupOf(apiVersion), Kind: kind}) {
		return fmt.Errorf("%s %s has no namespace, and permissions.clusterKinds does not list its kind", kind, name)
	}
	return nil
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

// catalogProblems turns an error in a catalog's CUE into problems: its author
// reads CUE, so the text stays CUE's own.
func catalogProblems(err error) problem.Problems {
	var out problem.Problems
	for _, e := range errors.Errors(err) {
		p := problem.Problem{Message: e.Error()}
		if pos := errors.Positions(e); len(pos) > 0 {
			p.Position = problem.Position{File: pos[0].Filename(), Line: pos[0].Line(), Col: pos[0].Column()}
		}
		out = append(out, p)
	}
	if len(out) == 0 && err != nil {
		out = problem.Problems{{Message: err.Error()}}
	}
	return out
}
