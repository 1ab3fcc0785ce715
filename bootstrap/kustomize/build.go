// Package kustomize changes published objects by patches and image names, in
// process and with the library that Flux's own kustomize-controller uses. It is
// the only package that imports it, and only its transformers: the whole, which
// also runs plugins and fetches, keeps the linker from leaving anything out.
package kustomize

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	k8sjson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/kustomize/api/builtins"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
)

// Changes are what is different from the objects as they are published.
type Changes struct {
	Patches []Patch `json:"patches,omitempty"`
	Images  []Image `json:"images,omitempty"`
}

// Patch is kustomize's: Patch is YAML, operations or an object to merge with.
type Patch struct {
	Target map[string]string `json:"target"`
	Patch  string            `json:"patch"`
}

// Image gives an image another name, both without tag and digest.
type Image struct {
	Name    string `json:"name"`
	NewName string `json:"newName"`
}

// Build returns the objects of the files, in the files' order by name, with the
// changes made. Whole numbers are int64.
func Build(files map[string][]byte, changes Changes) ([]map[string]any, error) {
	parts := provider.NewDefaultDepProvider()
	factory := resmap.NewFactory(parts.GetResourceFactory())
	objects := resmap.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		read, err := factory.NewResMapFromBytes(files[name])
		if err == nil {
			err = objects.AppendAll(read)
		}
		if err != nil {
			return nil, fmt.Errorf("read objects of %s: %w", name, err)
		}
	}
	helpers := resmap.NewPluginHelpers(nil, parts.GetFieldValidator(), factory, types.DisabledPluginConfig())
	for _, t := range changes.transformers() {
		config, err := json.Marshal(t.config)
		if err == nil {
			err = t.plugin.Config(helpers, config)
		}
		if err == nil {
			err = t.plugin.Transform(objects)
		}
		if err != nil {
			return nil, fmt.Errorf("change objects: %w", err)
		}
	}
	objects.RemoveBuildAnnotations()
	return plain(objects)
}

type transformer struct {
	plugin resmap.TransformerPlugin
	config any
}

// transformers are in the order in which a kustomization has them.
func (c Changes) transformers() []transformer {
	var out []transformer
	for _, p := range c.Patches {
		out = append(out, transformer{builtins.NewPatchTransformerPlugin(), p})
	}
	for _, i := range c.Images {
		out = append(out, transformer{builtins.NewImageTagTransformerPlugin(), map[string]any{"imageTag": i}})
	}
	return out
}

func plain(objects resmap.ResMap) ([]map[string]any, error) {
	var out []map[string]any
	for _, r := range objects.Resources() {
		text, err := r.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", r.CurId(), err)
		}
		var o map[string]any
		if err := k8sjson.Unmarshal(text, &o); err != nil {
			return nil, fmt.Errorf("write %s: %w", r.CurId(), err)
		}
		out = append(out, o)
	}
	return out, nil
}
