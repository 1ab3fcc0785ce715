package manifests

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Renderer renders a release from what has been fetched, without a network.
type Renderer func(platform.Release) (*platform.Rendering, error)

// DefaultKubernetes is the minor version that charts are rendered for where a
// cluster names none: the oldest that Kubernetes still mends.
const DefaultKubernetes = "1.35"

// Render returns the platform with objects in the place of charts. Everything
// that stands in the way is told at once.
func Render(p *platform.Platform, agent *platform.Agent, render Renderer) (*platform.Platform, error) {
	out := copyPlatform(p)
	jobs := jobsOf(out)
	if err := unlocked(jobs); err != nil {
		return nil, err
	}
	// A first pass finds the APIs that charts bring; those that ask for APIs see them in the second. What goes wrong in the
	// first may be that one is missing.
	each(jobs, func(j *job) { j.rendering, j.err = render(j.release) })
	if err := unfetched(jobs); err != nil {
		return nil, err
	}
	apis := newAPIs(out, jobs)
	each(jobs, func(j *job) {
		more := apis.seenBy(j.variant)
		if (j.err == nil && !j.rendering.SeesAPIs) || len(more) == 0 {
			return
		}
		j.release.APIs = append(slices.Clip(j.release.APIs), more...)
		j.rendering, j.err = render(j.release)
	})
	var errs []error
	for _, j := range jobs {
		errs = append(errs, j.deliver(agent, apis))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return out, nil
}

// job is one unit whose chart is to be rendered.
type job struct {
	unit      *platform.Unit
	variant   *platform.Variant
	release   platform.Release
	rendering *platform.Rendering
	err       error
}

// jobsOf lists what has to be rendered, each with the cluster that it is for or
// the first of those that share it.
func jobsOf(p *platform.Platform) []*job {
	cluster := map[*platform.Variant]*platform.Cluster{}
	for _, c := range p.Clusters {
		for _, pl := range c.Placements {
			if cluster[pl.Unit.Variant] == nil {
				cluster[pl.Unit.Variant] = c
			}
		}
	}
	var jobs []*job
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil {
					jobs = append(jobs, newJob(p, u, cluster[v]))
				}
			}
		}
	}
	return jobs
}

func newJob(p *platform.Platform, u *platform.Unit, c *platform.Cluster) *job {
	kubernetes := cmp.Or(c.Kubernetes, DefaultKubernetes)
	values, err := platform.Substitute(p.Facts, u.Values, c)
	if err != nil {
		return &job{unit: u, variant: u.Variant, err: err}
	}
	filled, _ := values.(map[string]any)
	return &job{unit: u, variant: u.Variant, release: platform.Release{Chart: *u.Chart, Digest: p.Digests[*u.Chart], Name: u.Name,
		Namespace: u.Variant.Component.Namespace, Values: filled, Kubernetes: kubernetes, APIs: BuiltinAPIs(kubernetes)}}
}

func each(jobs []*job, do func(*job)) {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, j := range jobs {
		g.Go(func() error {
			do(j)
			return nil
		})
	}
	_ = g.Wait() // errors are in the jobs
}

// unlocked and unfetched name every chart that is missing, once.
func unlocked(jobs []*job) error {
	return missing(jobs, "no digest in slipway.lock", func(j *job) bool { return j.err == nil && j.release.Digest == "" })
}

func unfetched(jobs []*job) error {
	return missing(jobs, "not in the cache of this machine", func(j *job) bool { return errors.Is(j.err, platform.ErrNotFetched) })
}

func missing(jobs []*job, what string, is func(*job) bool) error {
	names := map[string]bool{}
	for _, j := range jobs {
		if is(j) {
			names[fmt.Sprintf("chart %s %s of %s: %s", j.release.Chart.Name, j.release.Chart.Version, j.release.Chart.Repository, what)] = true
		}
	}
	if len(names) == 0 {
		return nil
	}
	return fmt.Errorf("delivery manifests needs the charts that it renders\n  %s\nrun: slipway lock", strings.Join(slices.Sorted(maps.Keys(names)), "\n  "))
}

// deliver puts the objects in the place of the chart.
func (j *job) deliver(agent *platform.Agent, apis *apis) error {
	v := j.variant
	fail := func(format string, args ...any) error {
		return fmt.Errorf("component %s, variant %s: chart %s %s: %w", v.Component.Name, v.Name, j.release.Chart.Name, j.release.Chart.Version, fmt.Errorf(format, args...))
	}
	if j.err != nil {
		return fail("%w", j.err)
	}
	if len(j.rendering.Generated) > 0 {
		return fail("it makes these up each time it is rendered, and what is made up, be it a password, must not enter Git:\n  %s\n%s",
			strings.Join(j.rendering.Generated, "\n  "), "give it a fixed one: a value that names an existing Secret (which an ExternalSecret or cert-manager fills), in the component's config or in overrides/"+j.unit.Name+".yaml; or use delivery: charts")
	}
	hooks, err := hooksFor(agent, j.rendering.Hooks)
	if err != nil {
		return fail("%w", err)
	}
	u := j.unit
	for _, o := range slices.Concat(j.rendering.Objects, hooks) {
		u.Objects = append(u.Objects, apis.placed(o, v.Component.Namespace))
	}
	if u.Objects, err = ordered(u.Objects); err != nil {
		return fail("%w", err)
	}
	u.Rendered, u.Chart = u.Chart, nil
	apis.permit(v, u.Objects)
	return nil
}

// ordered sorts by name of the object, behind what others cannot be without, and refuses one that is there twice: Git
// can hold one of them only.
func ordered(objects []map[string]any) ([]map[string]any, error) {
	slices.SortStableFunc(objects, func(a, b map[string]any) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), slices.Compare(identity(a), identity(b)))
	})
	for i := 1; i < len(objects); i++ {
		if id := identity(objects[i]); slices.Equal(id, identity(objects[i-1])) {
			return nil, fmt.Errorf("it holds %s %s twice", id[1], strings.TrimPrefix(id[3]+"/"+id[2], "/"))
		}
	}
	return objects, nil
}

// rank is which objects come first for an agent that applies them in their
// order: namespaces, then definitions of kinds. What admits objects comes last.
func rank(o map[string]any) int {
	switch identity(o)[1] {
	case "Namespace":
		return 0
	case "CustomResourceDefinition":
		return 1
	case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService":
		return 3
	}
	return 2
}

// identity is group, kind, name and namespace.
func identity(o map[string]any) []string {
	meta, _ := o["metadata"].(map[string]any)
	apiVersion, _ := o["apiVersion"].(string)
	kind, _ := o["kind"].(string)
	name, _ := meta["name"].(string)
	namespace, _ := meta["namespace"].(string)
	return []string{groupOf(apiVersion), kind, name, namespace}
}

func groupOf(apiVersion string) string {
	group, _, found := strings.Cut(apiVersion, "/")
	if !found {
		return ""
	}
	return group
}

// copyPlatform copies what rendering changes: variants and their units.
func copyPlatform(p *platform.Platform) *platform.Platform {
	out := *p
	out.Components, out.Clusters = nil, nil
	units := map[*platform.Unit]*platform.Unit{}
	for _, c := range p.Components {
		component := *c
		component.Variants = nil
		for _, v := range c.Variants {
			variant := copyVariant(v, &component)
			for i, u := range v.Units {
				units[u] = variant.Units[i]
			}
			component.Variants = append(component.Variants, variant)
		}
		out.Components = append(out.Components, &component)
	}
	for _, c := range p.Clusters {
		cluster := *c
		cluster.Placements = slices.Clone(c.Placements)
		for i := range cluster.Placements {
			cluster.Placements[i].Unit = units[cluster.Placements[i].Unit]
		}
		out.Clusters = append(out.Clusters, &cluster)
	}
	return &out
}
