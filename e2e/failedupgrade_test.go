//go:build e2e && linux

package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestAFailedUpgrade: what a cluster refuses for a while is brought when it refuses
// no longer, and what runs there is not made anew for it.
func TestAFailedUpgrade(t *testing.T) {
	withAgents(t, failedUpgrade, "sveltos")
}

func failedUpgrade(t *testing.T, agent string) {
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", "hub").Replace(othersPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")
	before := meta(l.get(hub, webDeployment), "uid")

	t.Log("the cluster refuses a Deployment's change")
	lift := l.refusesDeployments(hub, "CREATE", "UPDATE")
	l.edit("platform.yaml", "{message: first, ", "{message: second, replicas: 2, ")
	l.run("generate", "-q", "--commit")
	r := start(l, "bootstrap", "--timeout", "4m")
	l.saysDenied(hub, agent)
	lift()
	if said, err := r.end(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	l.run("status", "--wait", "1m")
	if message := arrivedValues(l, hub)["message"]; message != "second" {
		t.Errorf("the chart says %v", message)
	}
	if now := meta(l.get(hub, webDeployment), "uid"); now != before {
		t.Errorf("the workload was made anew: %s, then %s", before, now)
	}
}

// TestAFailedInstall: what a cluster refused comes when it refuses no longer, also
// when somebody deleted the namespace meanwhile, and with it what Helm knew of its try.
func TestAFailedInstall(t *testing.T) {
	withAgents(t, failedInstall, "flux")
}

func failedInstall(t *testing.T, agent string) {
	const web = ", web: {config: {message: first, layers: {}}}"
	l := newLab(t, strings.NewReplacer("GIT", freeAddress(t), "AGENT", agent, "TOPOLOGY", "hub", web, "").Replace(othersPlatform))
	registry := serveCharts(t, "1.0.0")
	l.write("catalog/web/component.cue", strings.Replace(webComponent, "REPOSITORY", registry.repository, 1))
	l.run("generate", "-q")
	l.run("lab", "up", "--timeout", "4m")
	hub := l.client("hub")

	lift := l.refusesDeployments(hub, "CREATE")
	l.edit("platform.yaml", "{owner: git}}}", "{owner: git}}}"+web)
	l.run("generate", "-q", "--commit")
	r := start(l, "bootstrap", "--timeout", "4m")
	l.saysDenied(hub, agent)
	namespace := kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: webDeployment.Namespace}
	uid := meta(l.get(hub, namespace), "uid")
	if err := hub.Delete(t.Context(), namespace, kube.Background); err != nil {
		t.Fatal(err)
	}
	l.eventually(hub, namespace, "another one", func(obj map[string]any) bool { return obj != nil && meta(obj, "uid") != uid })
	lift()
	if said, err := r.end(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	l.eventually(hub, webDeployment, "there", there)
}

// saysDenied waits until the agent says of the chart that the cluster refuses it.
func (l *lab) saysDenied(hub *kube.Client, agent string) {
	l.t.Helper()
	l.eventually(hub, agents[agent].owner, "refused", func(obj map[string]any) bool {
		said := fmt.Sprint(obj)
		for _, r := range agents[agent].others {
			if o, err := hub.Get(l.t.Context(), r); err == nil {
				said += fmt.Sprint(o)
			}
		}
		return strings.Contains(said, "denied request")
	})
}

// refusesDeployments has the API server do so, of which it learns a moment later. Among
// what it refuses must be to create one.
func (l *lab) refusesDeployments(hub *kube.Client, operations ...any) (lift func()) {
	l.t.Helper()
	lift = l.puts(refusal([]any{object{"apiGroups": []any{"apps"}, "apiVersions": []any{"*"}, "resources": []any{"deployments"}, "operations": operations}})...)
	pod := object{"metadata": object{"labels": object{"a": "b"}}, "spec": object{"containers": []any{object{"name": "a", "image": "a"}}}}
	tries := 0
	if err := kube.Wait(l.t.Context(), "the policy to be in force", time.Second, time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		tries++
		probe := objectOf("apps/v1", "Deployment", "default", fmt.Sprintf("probe-%d", tries), object{"spec": object{"replicas": 0, "selector": object{"matchLabels": object{"a": "b"}}, "template": pod}})
		_, err := hub.Apply(ctx, "somebody", []map[string]any{probe}, kube.ApplyOptions{})
		if err != nil {
			return strings.Contains(err.Error(), "denied request"), err.Error(), nil
		}
		return false, "it lets one in", hub.Delete(ctx, kube.RefOf(probe), kube.Background)
	}); err != nil {
		l.t.Fatal(err)
	}
	return lift
}
