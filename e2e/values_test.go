//go:build e2e

package e2e

import (
	"encoding/json"
	"maps"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	helmchart "helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// arrivedValues is what the chart web was rendered with, as it says itself.
func arrivedValues(l *lab, c *kube.Client) map[string]any {
	l.t.Helper()
	var v map[string]any
	data, _ := l.get(c, webConfig)["data"].(map[string]any)
	text, _ := data["values"].(string)
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		l.t.Fatal(err)
	}
	return v
}

// sameAsExplained holds what arrived against explain's values, merged with the
// chart's own by Helm itself: the only rules for what falsy values and null do.
func sameAsExplained(l *lab, cluster string, arrived map[string]any) {
	l.t.Helper()
	var explained struct{ Values map[string]any }
	if err := json.Unmarshal([]byte(l.run("explain", "-o", "json", cluster, "web")), &explained); err != nil {
		l.t.Fatal(err)
	}
	defaults := map[string]any{}
	if err := yaml.Unmarshal([]byte(webTemplates["values.yaml"]), &defaults); err != nil {
		l.t.Fatal(err)
	}
	want, err := chartutil.CoalesceValues(&helmchart.Chart{Metadata: &helmchart.Metadata{Name: "web"}, Values: defaults}, explained.Values)
	if err != nil {
		l.t.Fatal(err)
	}
	arrived = maps.Clone(arrived)
	delete(arrived, "global") // the map that Helm gives every chart
	if diff := cmp.Diff(plain(l.t, want.AsMap()), plain(l.t, arrived)); diff != "" {
		l.t.Errorf("the chart on %s got other values than explain says (-explain +cluster):\n%s", cluster, diff)
	}
}

// agentObjects is everything that bootstrap may have written for the agent: what
// the agent itself counts up in its own objects is left out.
func agentObjects(l *lab, c *kube.Client, agent agentFacts) map[string]any {
	l.t.Helper()
	out := map[string]any{}
	for _, k := range append([]kube.Ref{{APIVersion: "v1", Kind: "ConfigMap"}, {APIVersion: "v1", Kind: "Secret"}}, agent.kinds...) {
		k.Namespace = agent.owner.Namespace
		objects, err := c.List(l.t.Context(), k, kube.ListOptions{})
		if err != nil {
			l.t.Fatal(err)
		}
		for _, o := range objects {
			if k.APIVersion != "v1" {
				m := o["metadata"].(map[string]any)
				spec, _ := o["spec"].(map[string]any)
				leaveOut(spec, agent.rewrites)
				o = map[string]any{"uid": m["uid"], "labels": m["labels"], "finalizers": m["finalizers"], "spec": spec}
				out[k.Kind+"/"+m["name"].(string)] = o
				continue
			}
			out[k.Kind+"/"+o["metadata"].(map[string]any)["name"].(string)] = meta(o, "resourceVersion")
		}
	}
	if len(out) < 8 {
		l.t.Fatalf("only %d objects of the agent were found", len(out))
	}
	return out
}

// leaveOut deletes what is at a path, which may be empty or lead nowhere.
func leaveOut(in map[string]any, path []string) {
	for len(path) > 1 && in != nil {
		in, _ = in[path[0]].(map[string]any)
		path = path[1:]
	}
	if len(path) == 1 {
		delete(in, path[0])
	}
}
