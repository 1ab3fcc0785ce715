package kube

import "fmt"

func deployment(obj map[string]any) string {
	if reason := unobserved(obj); reason != "" {
		return reason
	}
	want := replicas(obj)
	updated := number(obj, "status", "updatedReplicas")
	total := number(obj, "status", "replicas")
	available := number(obj, "status", "availableReplicas")
	progress := condition(obj, "Progressing")
	switch {
	case text(progress, "reason") == "ProgressDeadlineExceeded":
		return fmt.Sprintf("%d of %d replicas available, no progress any more", available, want)
	case updated < want && total > updated:
		return fmt.Sprintf("%d of %d replicas updated", updated, want)
	case total > updated:
		return fmt.Sprintf("%d old replicas still to go", total-updated)
	case available < want:
		return fmt.Sprintf("%d of %d replicas available", available, want)
	}
	return ""
}

func statefulSet(obj map[string]any) string {
	if reason := unobserved(obj); reason != "" {
		return reason
	}
	want := replicas(obj)
	if ready := number(obj, "status", "readyReplicas"); ready < want {
		return fmt.Sprintf("%d of %d replicas ready", ready, want)
	}
	if text(obj, "spec", "updateStrategy", "type") == "OnDelete" {
		return "" // who chose this replaces the pods by hand
	}
	due := want - number(obj, "spec", "updateStrategy", "rollingUpdate", "partition")
	if updated := number(obj, "status", "updatedReplicas"); updated < due {
		return fmt.Sprintf("%d of %d replicas updated", updated, due)
	}
	return ""
}

func daemonSet(obj map[string]any) string {
	if reason := unobserved(obj); reason != "" {
		return reason
	}
	want := number(obj, "status", "desiredNumberScheduled")
	updated := number(obj, "status", "updatedNumberScheduled")
	available := number(obj, "status", "numberAvailable")
	switch {
	case updated < want && text(obj, "spec", "updateStrategy", "type") != "OnDelete":
		return fmt.Sprintf("updated on %d of %d nodes", updated, want)
	case available < want:
		return fmt.Sprintf("available on %d of %d nodes", available, want)
	}
	return ""
}

func replicaSet(obj map[string]any) string {
	if reason := unobserved(obj); reason != "" {
		return reason
	}
	want := replicas(obj)
	if available := number(obj, "status", "availableReplicas"); available < want {
		return fmt.Sprintf("%d of %d replicas available", available, want)
	}
	return ""
}

func job(obj map[string]any) string {
	for _, kind := range []string{"Failed", "FailureTarget"} {
		if c := condition(obj, kind); text(c, "status") == "True" {
			return "failed: " + why(c)
		}
	}
	for _, kind := range []string{"Complete", "SuccessCriteriaMet"} {
		if text(condition(obj, kind), "status") == "True" {
			return ""
		}
	}
	if flag(obj, "spec", "suspend") {
		return "is suspended"
	}
	return fmt.Sprintf("%d of %d completions", number(obj, "status", "succeeded"), completions(obj))
}

func pod(obj map[string]any) string {
	if text(obj, "status", "phase") == "Succeeded" {
		return ""
	}
	if text(condition(obj, "Ready"), "status") == "True" {
		return ""
	}
	if reason := podReason(obj); reason != "" {
		return reason
	}
	return "is " + text(obj, "status", "phase")
}

func replicas(obj map[string]any) int64 { return orOne(obj, "spec", "replicas") }

func completions(obj map[string]any) int64 { return orOne(obj, "spec", "completions") }

func orOne(obj map[string]any, path ...string) int64 {
	if n, ok := lookupNumber(obj, path...); ok {
		return n
	}
	return 1
}
