package kube

import "github.com/slipway-platform/slipway/bootstrap/cause"

func factOf(r Ref, reason, message string) cause.Fact {
	return cause.Fact{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Reason: reason, Message: message}
}

// Facts is what an object's conditions say, and a pod's containers. What a container wrote when it ended is left out:
// it is about the program and not about the cluster.
func Facts(obj map[string]any) []cause.Fact {
	r := RefOf(obj)
	var out []cause.Fact
	for _, c := range list(obj, "status", "conditions") {
		if message := text(c, "message"); message != "" {
			out = append(out, factOf(r, text(c, "reason"), message))
		}
	}
	for _, kind := range []string{"initContainerStatuses", "containerStatuses"} {
		for _, c := range list(obj, "status", kind) {
			out = append(out, containerFacts(r, c)...)
		}
	}
	return out
}

func containerFacts(r Ref, c map[string]any) []cause.Fact {
	if ready := flag(c, "ready"); ready {
		return nil
	}
	var out []cause.Fact
	if waiting := text(c, "state", "waiting", "reason"); waiting != "" {
		out = append(out, factOf(r, waiting, text(c, "state", "waiting", "message")))
	}
	for _, state := range []string{"lastState", "state"} {
		if reason := text(c, state, "terminated", "reason"); reason != "" && number(c, state, "terminated", "exitCode") != 0 {
			out = append(out, factOf(r, reason, ""))
		}
	}
	return out
}
