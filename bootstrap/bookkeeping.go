package bootstrap

import (
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Bookkeeping tells whether an annotation says nothing of what an object is to be: the agent remembers by it or is asked
// to look, or kubectl and the cluster's own controllers write it each time.
func Bookkeeping(agent *platform.Agent, annotation string) bool {
	if slices.Contains([]string{urgedAnnotation, "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"}, annotation) {
		return true
	}
	for _, a := range agent.Refresh {
		if a.Key == annotation {
			return true
		}
	}
	for _, r := range slices.Concat(agent.Rereads, agent.Resyncs) {
		if r.Key == annotation {
			return true
		}
	}
	t := agent.Traces.Annotations
	return slices.Contains(t.Always, annotation) || strings.HasPrefix(annotation, "meta.helm.sh/") ||
		slices.ContainsFunc(t.Besides, func(m platform.Mark) bool { return m.Key == annotation && m.Value == "" })
}
