package kube

import (
	"fmt"
	"strings"
)

// Ready tells whether an object has become what its spec asks for, and if not, in one sentence why not. Kinds it has no
// rule for are judged by their conditions, and are ready when they have none.
func Ready(obj map[string]any) (bool, string) {
	r := RefOf(obj)
	reason := deleting(obj)
	if reason == "" {
		reason = ruleFor(r)(obj)
	}
	if reason == "" {
		return true, ""
	}
	return false, fmt.Sprintf("%s: %s", r, reason)
}

// A rule says why an object is not ready, or nothing.
type rule func(obj map[string]any) string

func ruleFor(r Ref) rule {
	rules := map[string]rule{
		"apps/Deployment":        deployment,
		"apps/StatefulSet":       statefulSet,
		"apps/DaemonSet":         daemonSet,
		"apps/ReplicaSet":        replicaSet,
		"batch/Job":              job,
		"/Pod":                   pod,
		"/Namespace":             phase("Active"),
		"/PersistentVolumeClaim": phase("Bound"),
		"apiextensions.k8s.io/CustomResourceDefinition": conditions("NamesAccepted", "Established"),
		"apiregistration.k8s.io/APIService":             conditions("Available"),
	}
	if found, ok := rules[r.group()+"/"+r.Kind]; ok {
		return found
	}
	return generic
}

func deleting(obj map[string]any) string {
	if text(obj, "metadata", "deletionTimestamp") == "" {
		return ""
	}
	for _, kind := range []string{"NamespaceFinalizersRemaining", "NamespaceContentRemaining"} { // what a namespace is held by is in it
		if c := condition(obj, kind); text(c, "status") == "True" {
			return "is being deleted: " + text(c, "message")
		}
	}
	if left := texts(obj, "metadata", "finalizers"); len(left) > 0 {
		return "is being deleted, held by finalizer " + strings.Join(left, ", ")
	}
	return "is being deleted"
}

// Deleting says why an object that is being deleted is still there; nothing when it is not being deleted.
func Deleting(obj map[string]any) string {
	if why := deleting(obj); why != "" {
		return RefOf(obj).String() + " " + why
	}
	return ""
}

// unobserved compares generations: until the controller has seen the spec, its status speaks of an older one.
func unobserved(obj map[string]any) string {
	seen, _ := lookupNumber(obj, "status", "observedGeneration")
	if want := number(obj, "metadata", "generation"); seen < want {
		return fmt.Sprintf("its controller has not seen generation %d yet", want)
	}
	return ""
}

func phase(want string) rule {
	return func(obj map[string]any) string {
		switch got := text(obj, "status", "phase"); got {
		case want:
			return ""
		case "":
			return "has no phase yet"
		default:
			return "is " + got
		}
	}
}

// conditions wants every one of them to be True.
func conditions(kinds ...string) rule {
	return func(obj map[string]any) string {
		for _, kind := range kinds {
			c := condition(obj, kind)
			if c == nil {
				return "not yet " + kind
			}
			if text(c, "status") != "True" {
				return "not " + kind + ": " + why(c)
			}
		}
		return ""
	}
}

// generic follows kstatus: an old observedGeneration, Stalled, Reconciling, then Ready or Available.
func generic(obj map[string]any) string {
	if _, counted := lookupNumber(obj, "status", "observedGeneration"); counted {
		if reason := unobserved(obj); reason != "" {
			return reason
		}
	}
	if c := condition(obj, "Stalled"); text(c, "status") == "True" {
		return "stalled: " + why(c)
	}
	for _, kind := range []string{"Ready", "Available"} {
		if c := condition(obj, kind); c != nil {
			if text(c, "status") == "True" {
				return ""
			}
			return "not " + kind + ": " + why(c)
		}
	}
	if c := condition(obj, "Reconciling"); text(c, "status") == "True" {
		return "reconciling: " + why(c)
	}
	return ""
}
