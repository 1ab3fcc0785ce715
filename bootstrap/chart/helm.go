package chart

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"sort"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// This is the only file that knows Helm. It does what action.Install does for helm template, without that package's
// clients, storage drivers and commands.

// document is one rendered manifest and the file of the chart it is from.
type document struct{ file, text string }

// render returns the manifests of a chart, its crds folder first and then in Helm's order of installation, and its hooks.
func render(chartPath string, opts RenderOptions) (manifests []document, hooks []*release.Hook, err error) {
	loaded, err := loader.Load(chartPath)
	if err != nil {
		return nil, nil, err
	}
	if err := installable(loaded); err != nil {
		return nil, nil, err
	}
	caps, err := capabilities(opts)
	if err != nil {
		return nil, nil, err
	}
	if want := loaded.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, caps.KubeVersion.String()) {
		return nil, nil, fmt.Errorf("it wants Kubernetes %s, this is %s", want, caps.KubeVersion.String())
	}
	files, err := execute(loaded, opts, caps)
	if err != nil {
		return nil, nil, err
	}
	hooks, sorted, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, nil, err
	}
	if opts.IncludeCRDs {
		for _, crd := range loaded.CRDObjects() {
			manifests = append(manifests, split(crd.Filename, string(crd.File.Data))...)
		}
	}
	for _, m := range sorted {
		manifests = append(manifests, document{m.Name, m.Content})
	}
	return manifests, hooks, nil
}

func installable(c *helmchart.Chart) error {
	if c.Metadata.Type != "" && c.Metadata.Type != "application" {
		return fmt.Errorf("it is a %s chart", c.Metadata.Type)
	}
	for _, want := range c.Metadata.Dependencies {
		if !slices.ContainsFunc(c.Dependencies(), func(d *helmchart.Chart) bool { return d.Name() == want.Name }) {
			return fmt.Errorf("its archive lacks the chart %s that it depends on", want.Name)
		}
	}
	return nil
}

func capabilities(opts RenderOptions) (*chartutil.Capabilities, error) {
	caps := chartutil.DefaultCapabilities.Copy()
	if opts.KubeVersion != "" {
		version, err := chartutil.ParseKubeVersion(opts.KubeVersion)
		if err != nil {
			return nil, fmt.Errorf("kubernetes version %q: %w", opts.KubeVersion, err)
		}
		caps.KubeVersion = *version
	}
	caps.APIVersions = append(caps.APIVersions, opts.APIVersions...)
	return caps, nil
}

// execute runs the templates. The engine has no client, so lookup finds nothing, as in helm template.
func execute(c *helmchart.Chart, opts RenderOptions, caps *chartutil.Capabilities) (map[string]string, error) {
	// Values go through YAML because they do for the agents: numbers print the same only then.
	text, err := yaml.Marshal(opts.Values)
	if err != nil {
		return nil, fmt.Errorf("values: %w", err)
	}
	values, err := chartutil.ReadValues(text)
	if err != nil {
		return nil, fmt.Errorf("values: %w", err)
	}
	if err := chartutil.ProcessDependenciesWithMerge(c, values); err != nil {
		return nil, err
	}
	release := chartutil.ReleaseOptions{Name: opts.ReleaseName, Namespace: opts.Namespace, Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(c, values, release, caps)
	if err != nil {
		return nil, err
	}
	files, err := engine.Engine{}.Render(c, all)
	if err != nil {
		return nil, err
	}
	for name := range files {
		if path.Base(name) == "NOTES.txt" {
			delete(files, name)
		}
	}
	return files, nil
}

func split(file, text string) []document {
	parts := releaseutil.SplitManifests(text)
	keys := slices.Collect(maps.Keys(parts))
	sort.Sort(releaseutil.BySplitManifestsOrder(keys))
	var out []document
	for _, key := range keys {
		out = append(out, document{file, parts[key]})
	}
	return out
}

// parse reads one document; one with nothing but comments is no object. Whole numbers become int64.
func parse(text string) (map[string]any, error) {
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return nil, err
	}
	var obj map[string]any
	return obj, json.Unmarshal(data, &obj)
}
