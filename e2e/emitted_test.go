package e2e

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// emitted is every object that stands in a generated repository or that the
// agent makes of it with a template.
func emitted(t *testing.T, dir string, p *platform.Platform) (objects []map[string]any) {
	t.Helper()
	root := filepath.Join(dir, "gitops")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".yaml" || isTemplate(root, name) {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, o := range documents(t, data) {
			objects = append(append(objects, o), carried(t, p, o)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Clusters {
		if fill := filled[p.Agent]; fill != nil {
			objects = append(objects, fill(t, dir, c.Name)...)
		}
	}
	return objects
}

// isTemplate says of a file that it is nothing before the agent fills it in.
func isTemplate(root, name string) bool {
	folder, _ := filepath.Rel(root, filepath.Dir(name))
	return filepath.Base(folder) == "templates" || filepath.ToSlash(folder) == "flux/credential"
}

// filled is what an agent makes of such files for a cluster.
var filled = map[string]func(t *testing.T, dir, cluster string) []map[string]any{
	"argocd": chartOfUnits,
	"flux":   fluxCredential,
}

// fluxCredential is what brings a cluster's credential, where its Kustomization
// asks for that.
func fluxCredential(t *testing.T, dir, cluster string) (objects []map[string]any) {
	t.Helper()
	own := documentsIn(t, filepath.Join(dir, "gitops", "clusters", cluster, "cluster.yaml"))
	if !slices.Contains(fieldOf[[]any](t, own[len(own)-1], "spec", "components"), any("../credential")) {
		return nil
	}
	facts := fieldOf[map[string]any](t, own[0], "data")
	for _, o := range readFolder(t, filepath.Join(dir, "gitops", "flux", "credential")) {
		objects = append(objects, substituted(t, o, facts))
	}
	return objects
}

// carried is what Sveltos deploys the content of.
func carried(t *testing.T, p *platform.Platform, o map[string]any) (objects []map[string]any) {
	t.Helper()
	data, _ := o["data"].(map[string]any)
	if text, ok := data["objects.yaml"].(string); ok && p.Agent == "sveltos" && o["kind"] == "ConfigMap" {
		objects = documents(t, []byte(text))
	}
	return objects
}

func documents(t *testing.T, data []byte) (out []map[string]any) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var o map[string]any
		err := decoder.Decode(&o)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if o["kind"] != nil && o["metadata"] != nil {
			out = append(out, o)
		}
	}
}
