package chart

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// RenderOptions are what a chart can see.
type RenderOptions struct {
	ReleaseName string
	Namespace   string
	Values      map[string]any
	KubeVersion string   // such as v1.36.3; the one Helm was made for when empty
	APIVersions []string // besides those of Kubernetes itself
	IncludeCRDs bool     // the chart's crds folder
}

// Hook is an object that Helm would create at certain moments only.
type Hook struct {
	Object map[string]any
	Events []string // such as pre-install
	Weight int
}

// Render renders a chart archive or folder as helm template does: offline, CRDs first, then in Helm's order. Objects that
// name no namespace are left so.
func Render(ctx context.Context, chartPath string, opts RenderOptions) (objects []map[string]any, hooks []Hook, err error) {
	if err := ctx.Err(); err != nil { // templates cannot be interrupted
		return nil, nil, err
	}
	manifests, found, err := render(chartPath, opts)
	if err != nil {
		return nil, nil, fmt.Errorf("render chart for %s: %w", opts.ReleaseName, err)
	}
	for _, m := range manifests {
		parsed, err := parseObjects(m.text)
		if err == nil {
			err = named(parsed)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("render chart for %s: %s: %w", opts.ReleaseName, m.file, err)
		}
		objects = append(objects, parsed...)
	}
	slices.SortStableFunc(objects, func(a, b map[string]any) int { return notCRD(a) - notCRD(b) })
	for _, h := range found {
		parsed, err := parseObjects(h.Manifest)
		if err != nil {
			return nil, nil, fmt.Errorf("render chart for %s: hook %s: %w", opts.ReleaseName, h.Path, err)
		}
		var events []string
		for _, event := range h.Events {
			events = append(events, event.String())
		}
		for _, obj := range parsed {
			hooks = append(hooks, Hook{obj, events, h.Weight})
		}
	}
	return objects, hooks, ctx.Err()
}

func notCRD(obj map[string]any) int {
	if obj["kind"] == "CustomResourceDefinition" {
		return 0
	}
	return 1
}

// parseObjects also opens lists, which some charts emit; a document with nothing but comments is no object.
func parseObjects(text string) ([]map[string]any, error) {
	obj, err := parse(text)
	if err != nil || obj == nil {
		return nil, err
	}
	kind, _ := obj["kind"].(string)
	items, isList := obj["items"].([]any)
	if !isList || !strings.HasSuffix(kind, "List") {
		return []map[string]any{obj}, nil
	}
	var out []map[string]any
	for _, item := range items {
		one, ok := item.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("an item of a %s is no object", kind)
		}
		out = append(out, one)
	}
	return out, nil
}

func named(objects []map[string]any) error {
	for _, obj := range objects {
		meta, _ := obj["metadata"].(map[string]any)
		for _, value := range []any{obj["apiVersion"], obj["kind"], meta["name"]} {
			if s, ok := value.(string); !ok || s == "" {
				return errors.New("a document lacks apiVersion, kind or metadata.name")
			}
		}
	}
	return nil
}
