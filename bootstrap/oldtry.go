package bootstrap

import (
	"context"
	"fmt"
	"reflect"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// oldTryReason stands for what no agent says in words: that it tries again what
// it began with something else than the object asks for now.
const oldTryReason = "OldTry"

// isOldTry is whether an object's agent is at a try that it began with something
// else than it would begin with now.
func isOldTry(retries *platform.Retries, obj map[string]any) bool {
	if retries == nil {
		return false
	}
	began := at(obj, retries.Began)
	return began != nil && !reflect.DeepEqual(began, at(obj, retries.Now))
}

// oldTry is the fact that an object's verdict is about such a try.
func oldTry(agent *platform.Agent, obj map[string]any, v Verdict) []cause.Fact {
	if !isOldTry(agent.Retries, obj) {
		return nil
	}
	r := kube.RefOf(obj)
	return []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Reason: oldTryReason, Message: v.Message}}
}

// goingTry finds among the objects that one keeps a unit of no commit any more,
// which is being deleted and is not gone before its agent's try of it ends.
func (e *engine) goingTry(ctx context.Context, obj map[string]any) kube.Account {
	if e.agent.Retries == nil {
		return kube.Account{}
	}
	for _, res := range unhealthy(e.agent, obj) {
		if res.kind != e.agent.UnitRef.Kind {
			continue
		}
		unit, err := e.host.Get(ctx, res.ref())
		if err != nil || kube.Deleting(unit) == "" || at(unit, e.agent.Retries.Trying) == nil {
			continue
		}
		v := verdictOf(e.agent, unit)
		return kube.Account{
			Text:  fmt.Sprintf("%s: %s", res.ref(), v.brief()),
			Facts: []cause.Fact{{Kind: res.kind, Namespace: res.namespace, Name: res.name, Reason: oldTryReason, Message: v.Message}},
		}
	}
	return kube.Account{}
}
