package chart

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
	"sigs.k8s.io/yaml"
)

// This is the only file that knows Helm. It does what action.Install does for helm template, without that package's
// clients, storage drivers and commands.

// The annotations that make an object a hook.
const (
	hookAnnotation       = release.HookAnnotation
	hookWeightAnnotation = release.HookWeightAnnotation
)

// engineVersion is that of the library: another one may render the same chart to something else.
func engineVersion() string { return chartutil.DefaultCapabilities.HelmVersion.Version }

// document is a text and the file of the chart it is from.
type document struct{ file, text string }

// expanded is what a chart's templates came to.
type expanded struct {
	files     []document // what each template wrote, sorted by name
	crds      []document // of its crds folder, one object each
	templates []document // the templates themselves, those of its own charts too
	values    map[string]any
}

// expand loads a chart and runs its templates; edit, when given, changes each before it runs.
func expand(chartPath string, opts RenderOptions, edit func(text string) string) (*expanded, error) {
	loaded, err := loader.Load(chartPath)
	if err != nil {
		return nil, err
	}
	if err := installable(loaded); err != nil {
		return nil, err
	}
	caps, err := capabilities(opts)
	if err != nil {
		return nil, err
	}
	if want := loaded.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, caps.KubeVersion.String()) {
		return nil, fmt.Errorf("it wants Kubernetes %s, this is %s", want, caps.KubeVersion.String())
	}
	e := &expanded{}
	each(loaded, func(t *helmchart.File) {
		e.templates = append(e.templates, document{t.Name, string(t.Data)})
		if edit != nil {
			t.Data = []byte(edit(string(t.Data)))
		}
	})
	for _, crd := range loaded.CRDObjects() {
		e.crds = append(e.crds, split(crd.Filename, string(crd.File.Data))...)
	}
	return e, e.run(loaded, opts, caps)
}

// each visits the templates of a chart and of the charts that it holds.
func each(c *helmchart.Chart, visit func(t *helmchart.File)) {
	for _, t := range c.Templates {
		visit(t)
	}
	for _, d := range c.Dependencies() {
		each(d, visit)
	}
}

// ErrIncomplete is what errors.Is finds when a chart lacks one that it depends on.
var ErrIncomplete = errors.New("its archive lacks a chart that it depends on")

func installable(c *helmchart.Chart) error {
	if c.Metadata.Type != "" && c.Metadata.Type != "application" {
		return fmt.Errorf("it is a %s chart", c.Metadata.Type)
	}
	for _, want := range c.Metadata.Dependencies {
		if !slices.ContainsFunc(c.Dependencies(), func(d *helmchart.Chart) bool { return d.Name() == want.Name }) {
			return fmt.Errorf("%w: %s", ErrIncomplete, want.Name)
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
	if opts.AllAPIVersions != nil {
		caps.APIVersions = opts.AllAPIVersions
	}
	caps.APIVersions = append(slices.Clip(caps.APIVersions), opts.APIVersions...)
	return caps, nil
}

// run executes the templates. The engine has no client, so lookup finds nothing, as in helm template.
func (e *expanded) run(c *helmchart.Chart, opts RenderOptions, caps *chartutil.Capabilities) error {
	// Values go through YAML because they do for the agents: numbers print the same only then.
	text, err := yaml.Marshal(opts.Values)
	if err != nil {
		return fmt.Errorf("values: %w", err)
	}
	values, err := chartutil.ReadValues(text)
	if err != nil {
		return fmt.Errorf("values: %w", err)
	}
	if err := chartutil.ProcessDependenciesWithMerge(c, values); err != nil {
		return err
	}
	release := chartutil.ReleaseOptions{Name: opts.ReleaseName, Namespace: opts.Namespace, Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(c, values, release, caps)
	if err != nil {
		return err
	}
	files, err := engine.Engine{}.Render(c, all)
	if err != nil {
		return err
	}
	if v, ok := all["Values"].(chartutil.Values); ok {
		e.values = v
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Base(name) != "NOTES.txt" {
			e.files = append(e.files, document{name, files[name]})
		}
	}
	return nil
}

// installRank is a kind's place in Helm's order of installation; kinds that it does not know come last.
func installRank(kind string) int {
	if i := slices.Index(releaseutil.InstallOrder, kind); i >= 0 {
		return i
	}
	return len(releaseutil.InstallOrder)
}
