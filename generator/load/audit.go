package load

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Audit says what is wrong with how a component is written, of that which only
// its text shows.
func (t *Trials) Audit(component string) problem.Problems {
	c := t.catalog[component]
	return slices.Concat(c.undocumented(), t.unpinned(c))
}

// unpinned reports a version that renovate would not find, or would look for
// somewhere else than where it comes from.
func (t *Trials) unpinned(c *compiled) problem.Problems {
	want, source := wantedPin(c.Source)
	if source == "" {
		return nil
	}
	var near string
	for _, file := range c.layers[len(c.layers)-1].files {
		for _, pin := range FindPins(file.data) {
			said := strings.TrimSpace("datasource=" + pin.Datasource + " depName=" + pin.DepName + " " + prefixed("registryUrl=", pin.RegistryURL))
			if pin.Version == c.Source.Version() {
				if said == want || want == "" {
					return nil
				}
				near = said
			}
		}
	}
	p := problem.Problem{Position: t.Place(c.Name, "source", source, "version"), Path: "source." + source + ".version",
		Message: "no comment tells renovate where newer versions are", Hint: "write behind it: // renovate: " + cmp.Or(want, "datasource=… depName=…")}
	if near != "" {
		p.Message = "renovate is told to look elsewhere: " + near
	}
	return problem.Problems{p}
}

// pinnedImages are the images whose versions a component pins besides that of its source.
func (c *compiled) pinnedImages() []string {
	source, _ := wantedPin(c.Source)
	var out []string
	for _, layer := range c.layers {
		for _, file := range layer.files {
			for _, pin := range FindPins(file.data) {
				if pin.Datasource == "docker" && source != "datasource=docker depName="+pin.DepName {
					out = append(out, pin.DepName)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// wantedPin is what the comment must say of a source, and the source's field: none
// for files. Of a file on a web server it may say anything.
func wantedPin(s platform.Source) (want, field string) {
	chart, manifests := s.Chart, s.Manifests
	switch {
	case chart != nil && chart.OCI():
		return "datasource=docker depName=" + strings.TrimPrefix(chart.Repository, "oci://") + "/" + chart.Name, "chart"
	case chart != nil:
		return "datasource=helm depName=" + chart.Name + " registryUrl=" + chart.Repository, "chart"
	case manifests != nil && strings.HasPrefix(manifests.URL, "oci://"):
		return "datasource=docker depName=" + strings.TrimPrefix(manifests.URL, "oci://"), "manifests"
	case manifests != nil:
		return "", "manifests"
	}
	return "", ""
}

// Unfit reports settings of profiles and of the example that a component's config
// does not have.
func (t *Trials) Unfit(component string) problem.Problems {
	c := t.catalog[component]
	given := map[string]map[string]any{"example": c.Example}
	for name, config := range c.Profiles {
		given["profiles."+name] = config
	}
	var problems problem.Problems
	for _, name := range slices.Sorted(maps.Keys(given)) {
		problems = append(problems, c.unfit(t.ctx, name, given[name])...)
	}
	return problems
}

// unfit reports settings in a field of the component that its config does not have.
func (c *compiled) unfit(ctx *cue.Context, field string, settings map[string]any) problem.Problems {
	value := ctx.Encode(settings)
	err := c.config.Unify(value).Validate()
	if err == nil {
		return nil
	}
	var prefix []any
	for name := range strings.SplitSeq(field, ".") {
		prefix = append(prefix, name)
	}
	return cueCheck{schema: c.config, value: value, strip: 1, prefix: prefix, partial: true, at: c.place}.problems(err)
}
