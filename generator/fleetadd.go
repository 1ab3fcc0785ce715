package generator

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Add puts clusters into platform.yaml, written as those that are there, or each
// into a file of its own.
func (f *Fleet) Add(clusters []platform.ClusterInput, inFiles bool) error {
	var items []edit.Map
	for _, c := range clusters {
		if there := f.Cluster(c.Name); there != nil {
			return said(fmt.Sprintf("there is a cluster %q already, at %s", c.Name, placeOf(there.At)), "change it there, or choose another name")
		}
		items = append(items, clusterFields(c))
	}
	return f.addItems(items, inFiles)
}

// addItems writes new clusters.
func (f *Fleet) addItems(items []edit.Map, inFiles bool) error {
	if len(items) == 0 {
		return nil
	}
	if inFiles {
		for _, item := range items {
			name, err := clusterFile(item.Plain()["name"].(string))
			if err != nil {
				return err
			}
			f.texts[name] = edit.Block(item)
		}
		return nil
	}
	if f.isProgram() {
		return fmt.Errorf("platform.cue is a program, and its clusters are yours to change: add to spec.clusters there\n%s\nor have each in a file of its own, with --file", cueLines(items))
	}
	text, err := f.read(platformFile)
	if err != nil {
		return err
	}
	if f.texts[platformFile], err = edit.AddItems(text, items, "spec", "clusters"); err != nil {
		return inClusters(err)
	}
	return nil
}

func inClusters(err error) error {
	return fmt.Errorf("change spec.clusters in %s:%w", platformFile, err)
}

// clusterFile is where a cluster of the name has its own file. A name that is no
// name of a cluster must not lead elsewhere.
func clusterFile(name string) (string, error) {
	if !componentName.MatchString(name) { // the same letters, and as many
		return "", said(fmt.Sprintf("%q is no name of a cluster", name), "lower-case letters, digits and dashes, 40 at most")
	}
	return path.Join(clusterFolder, name+".yaml"), nil
}

// clusterFields are a new cluster's fields, without the provider that it has anyway.
func clusterFields(c platform.ClusterInput) edit.Map {
	if c.Provider == "existing" {
		c.Provider = ""
	}
	return saidFields(c)
}

// saidFields are a cluster's fields that were said, in the order in which people write them.
func saidFields(c platform.ClusterInput) edit.Map {
	var m edit.Map
	add := func(key string, value any, isSaid bool) {
		if isSaid {
			m = append(m, edit.Field{Key: key, Value: value})
		}
	}
	add("name", c.Name, true)
	add("role", c.Role, c.Role != "")
	add("labels", labelFields(c.Labels), len(c.Labels) > 0)
	add("domain", c.Domain, c.Domain != "")
	add("server", c.Server, c.Server != "")
	add("context", c.Context, c.Context != "")
	add("provider", c.Provider, c.Provider != "")
	add("kubernetes", c.Kubernetes, c.Kubernetes != "")
	if c.Credentials != nil {
		add("credentials", credentialFields(*c.Credentials), true)
	}
	if c.Shard != nil {
		add("shard", *c.Shard, true)
	}
	return m
}

func labelFields(labels map[string]string) (m edit.Map) {
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		m = append(m, edit.Field{Key: key, Value: labels[key]})
	}
	return m
}

func credentialFields(c platform.ClusterCredentials) (m edit.Map) {
	if s := c.SecretRef; s != nil {
		m = append(m, edit.Field{Key: "secretRef", Value: edit.Map{{Key: "name", Value: s.Name}}})
	}
	if e := c.ExternalSecret; e != nil {
		m = append(m, edit.Field{Key: "externalSecret", Value: edit.Map{{Key: "store", Value: e.Store}, {Key: "key", Value: e.Key}}})
	}
	return m
}

// cueLines writes items as somebody types them into a list of CUE.
func cueLines(items []edit.Map) string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = "    " + cueOf(item) + ","
	}
	return strings.Join(lines, "\n")
}

func cueOf(v any) string {
	m, ok := v.(edit.Map)
	if !ok {
		text, _ := json.Marshal(v) // texts and numbers
		return string(text)
	}
	parts := make([]string, len(m))
	for i, f := range m {
		key := f.Key
		if strings.ContainsFunc(key, func(r rune) bool { return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z') }) {
			key = cueOf(key)
		}
		parts[i] = key + ": " + cueOf(f.Value)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
