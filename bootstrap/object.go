package bootstrap

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// ref is an agent's reference as package kube takes it.
func ref(r platform.Ref, replace ...string) kube.Ref {
	return kube.Ref{APIVersion: r.APIVersion, Kind: r.Kind, Namespace: r.Namespace, Name: strings.NewReplacer(replace...).Replace(r.Name)}
}

// at returns what stands at a dotted path, nil when nothing does. list[x] is
// the element of a list whose type is x; list[*] is what stands at the rest of
// the path in each of them, as a list.
func at(obj map[string]any, path string) any {
	var v any = obj
	for path != "" {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		var key string
		key, path, _ = strings.Cut(path, ".")
		name, element, isElement := strings.Cut(strings.TrimSuffix(key, "]"), "[")
		v = m[name]
		switch {
		case element == "*":
			return inEach(v, path)
		case isElement:
			v = ofType(v, element)
		}
	}
	return v
}

func inEach(v any, path string) any {
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([]any, 0, len(list))
	for _, e := range list {
		m, _ := e.(map[string]any)
		if found := at(m, path); found != nil {
			out = append(out, found)
		}
	}
	return out
}

func ofType(v any, name string) any {
	list, _ := v.([]any)
	for _, e := range list {
		if m, ok := e.(map[string]any); ok && m["type"] == name {
			return m
		}
	}
	return nil
}

func textAt(obj map[string]any, path string) string {
	s, _ := at(obj, path).(string)
	return s
}

// contains reports whether everything in want is in have.
func contains(have, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		m, ok := have.(map[string]any)
		if !ok {
			return false
		}
		for k, v := range want {
			if !contains(m[k], v) {
				return false
			}
		}
		return true
	case []any:
		l, ok := have.([]any)
		if !ok || len(l) != len(want) {
			return false
		}
		for i := range want {
			if !contains(l[i], want[i]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(number(have), number(want))
}

// covers is contains for what an agent wrote down: agents leave out what is
// empty, so there absent and empty are the same.
func covers(have, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		m, _ := have.(map[string]any)
		for k, v := range want {
			if !covers(m[k], v) {
				return false
			}
		}
		return true
	case []any:
		l, _ := have.([]any)
		if len(l) != len(want) {
			return false
		}
		for i := range want {
			if !covers(l[i], want[i]) {
				return false
			}
		}
		return true
	}
	return have == nil && (want == nil || want == "" || want == false) || reflect.DeepEqual(number(have), number(want))
}

// number makes numbers comparable: YAML reads int, the API server int64.
func number(v any) any {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	}
	return v
}

// parse reads the objects of a YAML file.
func parse(text []byte) ([]map[string]any, error) {
	var out []map[string]any
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc map[string]any
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read objects: %w", err)
		}
		if doc != nil {
			out = append(out, doc)
		}
	}
}
