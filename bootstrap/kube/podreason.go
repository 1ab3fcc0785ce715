package kube

import "fmt"

// podReason is why a pod does not run or is not ready, as far as its own status tells; "" when it does not.
func podReason(obj map[string]any) string {
	if c := condition(obj, "PodScheduled"); text(c, "status") == "False" {
		return "unschedulable: " + why(c)
	}
	if text(obj, "status", "phase") == "Failed" {
		if reason := text(obj, "status", "reason"); reason != "" { // Evicted, NodeLost, …
			return said(reason, text(obj, "status", "message"))
		}
	}
	for _, kind := range []string{"initContainerStatuses", "containerStatuses"} {
		for _, c := range list(obj, "status", kind) {
			if reason := containerReason(c); reason != "" {
				return fmt.Sprintf("container %s: %s", text(c, "name"), reason)
			}
		}
	}
	return ""
}

func containerReason(c map[string]any) string {
	waiting := text(c, "state", "waiting", "reason")
	switch waiting {
	case "", "ContainerCreating", "PodInitializing":
	case "CrashLoopBackOff": // its message only says that it waits; how it ended is the cause
		if ended := exit(c, "lastState"); ended != "" {
			return waiting + ": " + ended
		}
		return waiting
	default:
		return said(waiting, text(c, "state", "waiting", "message"))
	}
	return exit(c, "state")
}

// exit tells how a container ended, unless it ended well.
func exit(c map[string]any, state string) string {
	ended, ok := field(c, state, "terminated").(map[string]any)
	code := number(ended, "exitCode")
	if !ok || code == 0 {
		return ""
	}
	reason := text(ended, "reason")
	if reason == "" {
		reason = "Error"
	}
	return said(fmt.Sprintf("%s (exit code %d)", reason, code), text(ended, "message"))
}

func said(what, message string) string {
	if message == "" {
		return what
	}
	return what + ": " + oneLine(message)
}
