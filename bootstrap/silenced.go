package bootstrap

import (
	"context"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// dryRunner asks what a change would come to, and changes nothing.
type dryRunner interface {
	Differences(ctx context.Context, fieldManager string, obj map[string]any, opts kube.ApplyOptions) ([]string, error)
}

// tries is of how many objects silenced asks.
const tries = 5

// silenced says that changes are refused of an object that is not in order and of
// which its controller says nothing that failed: who may not write cannot say
// why. It is asked last, for it tries a change of nothing.
func (e *engine) silenced(ctx context.Context, c *platform.Cluster) finding {
	host, ok := e.host.(dryRunner)
	if !ok {
		return finding{}
	}
	ctx = kube.Impatient(ctx)
	asked := 0
	for _, r := range e.own(c) {
		obj, err := e.host.Get(ctx, r)
		if err != nil || verdictOf(e.agent, obj).good() {
			continue
		}
		if asked++; asked > tries {
			break
		}
		nothing := map[string]any{"apiVersion": r.APIVersion, "kind": r.Kind, "metadata": map[string]any{"namespace": r.Namespace, "name": r.Name}}
		_, err = host.Differences(ctx, manager, nothing, kube.ApplyOptions{})
		if err == nil {
			continue
		}
		f := finding{where: "cluster " + c.Name, account: kube.Account{
			Text:  fmt.Sprintf("%s takes no change, so nothing can say how it fares: %v", r, err),
			Facts: []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Message: err.Error()}},
		}}
		// That this user may not do it says nothing of the controller.
		if named := f.named(); named.Name != "" && named.Name != "not-allowed" {
			return f
		}
	}
	return finding{}
}

// own are the agent's objects that a cluster hangs on, and its units'.
func (e *engine) own(c *platform.Cluster) (out []kube.Ref) {
	out = chainOf(e.agent, c)
	for _, p := range c.Placements {
		out = append(out, ref(e.agent.UnitRef, "$cluster", c.Name, "$unit", p.Unit.Name))
	}
	return append(out, secretRefs(e.agent, c)...)
}
