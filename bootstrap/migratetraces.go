package bootstrap

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// traces tells what an agent has left on objects.
type traces struct {
	platform.Traces
	own markPatterns
}

// tracesOf are the traces of an agent that runs on a cluster.
func tracesOf(agent *platform.Agent, host string) (traces, error) {
	own, err := compileMarks(agent.Traces.Own, host)
	if err != nil {
		return traces{}, fmt.Errorf("read the traces of %s: %w", agent.Title, err)
	}
	return traces{agent.Traces, own}, nil
}

// applied reports whether the agent applied an object, or owns it by the kinds
// that are its own on that cluster.
func (t traces) applied(m kube.Meta, own platform.Kinds) bool {
	return t.marked(m) || overlap(m.Managers, t.Managers) ||
		slices.ContainsFunc(m.Owners, func(o kube.Owner) bool { return own.Has(o.Group, o.Kind) })
}

// marked reports whether an object has the marks of what the agent read in Git.
func (t traces) marked(m kube.Meta) bool {
	has := func(have map[string]string, keys []string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { _, ok := have[key]; return ok })
	}
	return has(m.Labels, t.Labels.Always) || has(m.Annotations, t.Annotations.Always)
}

// isOwn reports whether an object belongs to the agent's own component.
func (t traces) isOwn(m kube.Meta) bool { return t.own.find(m) != nil }

// isRecord reports whether an object is one that the agent made for itself.
func (t traces) isRecord(m kube.Meta) bool {
	return overlap(m.Managers, t.Managers) && slices.ContainsFunc(t.Records, func(r platform.Record) bool {
		return m.APIVersion == r.APIVersion && m.Kind == r.Kind && strings.HasPrefix(m.Name, r.Prefix)
	})
}

// helmRelease is the name of a Secret in which Helm remembers a release.
var helmRelease = regexp.MustCompile(`^sh\.helm\.release\.v1\.(.+)\.v[0-9]+$`)

// isRecordOf is isRecord for what the agent made for units of a cluster: a release of somebody else's, which the same
// agent may have installed, is theirs with all that Helm remembers of it.
func (t traces) isRecordOf(c *platform.Cluster, m kube.Meta) bool {
	if !t.isRecord(m) {
		return false
	}
	release := helmRelease.FindStringSubmatch(m.Name)
	if release == nil {
		return true
	}
	_, placed := c.Unit(release[1])
	return placed
}

// cut is what to take off an object that the agent applied.
func (t traces) cut(m kube.Meta, own platform.Kinds) kube.Cut {
	return kube.Cut{
		Labels: keysOf(t.Labels, m.Labels), Annotations: keysOf(t.Annotations, m.Annotations),
		Managers: t.Managers, Owners: own.Has,
	}
}

func keysOf(marks platform.Marks, have map[string]string) []string {
	keys := slices.Clone(marks.Always)
	for _, b := range marks.Besides {
		if b.Value == "" || have[b.Key] == b.Value {
			keys = append(keys, b.Key)
		}
	}
	return keys
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
