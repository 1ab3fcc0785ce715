package chart

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// RenderOptions are what a chart can see.
type RenderOptions struct {
	ReleaseName string
	Namespace   string
	Values      map[string]any
	KubeVersion string // such as v1.36.3; the one Helm was made for when empty
	// APIVersions are what the cluster serves besides AllAPIVersions; where those are nil, besides all that Helm knows of.
	APIVersions    []string
	AllAPIVersions []string
	IncludeCRDs    bool // the chart's crds folder
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
	e, err := expand(chartPath, opts, nil)
	if err == nil {
		objects, hooks, err = e.objects(opts.IncludeCRDs)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("render chart for %s: %w", opts.ReleaseName, err)
	}
	return objects, hooks, ctx.Err()
}

// objects reads what the templates wrote.
func (e *expanded) objects(crds bool) (objects []map[string]any, hooks []Hook, err error) {
	var documents []document
	if crds {
		documents = e.crds
	}
	fixed := len(documents)
	for _, f := range e.files {
		if strings.TrimSpace(f.text) != "" {
			documents = append(documents, split(f.file, f.text)...)
		}
	}
	parsed, errs := parseAll(documents)
	for i, d := range documents {
		if errs[i] != nil {
			return nil, nil, fmt.Errorf("%s: %w", d.file, errs[i])
		}
		for _, obj := range parsed[i] {
			if hook, ok := hookOf(obj); ok && i >= fixed {
				hooks = append(hooks, hook)
				continue
			}
			if err := named(obj); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", d.file, err)
			}
			objects = append(objects, obj)
		}
	}
	slices.SortStableFunc(objects, byInstallation)
	slices.SortStableFunc(hooks, func(a, b Hook) int { return byInstallation(a.Object, b.Object) })
	return objects, hooks, nil
}

// parseAll parses documents side by side: it is half of the work on a chart.
func parseAll(documents []document) (objects [][]map[string]any, errs []error) {
	objects, errs = make([][]map[string]any, len(documents)), make([]error, len(documents))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range documents {
		g.Go(func() error {
			objects[i], errs[i] = parseObjects(d.text)
			return nil
		})
	}
	_ = g.Wait() // errors are in errs
	return objects, errs
}

// hookOf says whether Helm would take an object for a hook.
func hookOf(obj map[string]any) (Hook, bool) {
	meta, _ := obj["metadata"].(map[string]any)
	annotations, _ := meta["annotations"].(map[string]any)
	text, ok := annotations[hookAnnotation].(string)
	if !ok {
		return Hook{}, false
	}
	h := Hook{Object: obj}
	for event := range strings.SplitSeq(text, ",") {
		h.Events = append(h.Events, strings.ToLower(strings.TrimSpace(event)))
	}
	if weight, ok := annotations[hookWeightAnnotation].(string); ok {
		h.Weight, _ = strconv.Atoi(weight) // to Helm too anything else is 0
	}
	return h, true
}

// byInstallation puts CRDs first, wherever in the chart they are from.
func byInstallation(a, b map[string]any) int {
	kindA, _ := a["kind"].(string)
	kindB, _ := b["kind"].(string)
	if kindA == kindB {
		return 0
	}
	return cmp.Or(notCRD(kindA)-notCRD(kindB), installRank(kindA)-installRank(kindB), strings.Compare(kindA, kindB))
}

func notCRD(kind string) int {
	if kind == "CustomResourceDefinition" {
		return 0
	}
	return 1
}

// parseObjects also opens lists, which some charts emit; a document with nothing but comments is no object.
func parseObjects(text string) ([]map[string]any, error) {
	obj, err := parseObject(text)
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

func named(obj map[string]any) error {
	meta, _ := obj["metadata"].(map[string]any)
	for _, value := range []any{obj["apiVersion"], obj["kind"], meta["name"]} {
		if s, ok := value.(string); !ok || s == "" {
			return errors.New("a document lacks apiVersion, kind or metadata.name")
		}
	}
	return nil
}
