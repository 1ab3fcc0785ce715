// Package kustomize changes published objects by patches and image names, in
// process and with the library that Flux's own kustomize-controller uses. It is
// the only package that imports it.
package kustomize

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"

	k8sjson "k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
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
	disk := filesys.MakeFsInMemory()
	config := struct {
		Resources []string `json:"resources"`
		Changes
	}{Changes: changes}
	for i, name := range slices.Sorted(maps.Keys(files)) {
		// Numbered, so that no published name can mean anything to kustomize.
		file := "objects-" + strconv.Itoa(i) + ".yaml"
		config.Resources = append(config.Resources, file)
		if err := disk.WriteFile(path.Join("/", file), files[name]); err != nil {
			return nil, fmt.Errorf("build objects: %w", err)
		}
	}
	text, err := json.Marshal(config)
	if err != nil {
		return nil, fmt.Errorf("build objects: %w", err)
	}
	if err := disk.WriteFile("/kustomization.yaml", text); err != nil {
		return nil, fmt.Errorf("build objects: %w", err)
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(disk, "/")
	if err != nil {
		return nil, fmt.Errorf("build objects: %w", err)
	}
	var out []map[string]any
	for _, r := range built.Resources() {
		text, err := r.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("build objects: %w", err)
		}
		var o map[string]any
		if err := k8sjson.Unmarshal(text, &o); err != nil {
			return nil, fmt.Errorf("build objects: %w", err)
		}
		out = append(out, o)
	}
	return out, nil
}
