package kube

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// LogOptions say which of a container's lines to read.
type LogOptions struct {
	Container string
	Previous  bool // of the one that ran before it
	Lines     int  // the last so many
}

// Log reads what a container wrote. Where nothing executes there is no log, and that is an error.
func (c *Client) Log(ctx context.Context, namespace, pod string, opts LogOptions) (string, error) {
	text, err := c.discovery.RESTClient().Get().AbsPath("/api/v1/namespaces", namespace, "pods", pod, "log").
		Param("container", opts.Container).Param("previous", strconv.FormatBool(opts.Previous)).
		Param("tailLines", strconv.Itoa(opts.Lines)).DoRaw(ctx)
	if err != nil {
		return "", fmt.Errorf("read the log of pod %s/%s: %w", namespace, pod, err)
	}
	return string(text), nil
}

// lastWords is the last line of a container that ended badly, where somebody kept it: what it said is the cause, and how
// it ended is not.
func lastWords(ctx context.Context, from Reader, pod map[string]any) string {
	for _, kind := range []string{"initContainerStatuses", "containerStatuses"} {
		for _, c := range list(pod, "status", kind) {
			before := exit(c, "lastState") != ""
			if !before && exit(c, "state") == "" || text(c, "lastState", "terminated", "message") != "" {
				continue
			}
			// The one that waits to run again wrote nothing; the one that ended is the one to ask.
			before = before && text(c, "state", "waiting", "reason") == ""
			log, err := from.Log(ctx, text(pod, "metadata", "namespace"), text(pod, "metadata", "name"),
				LogOptions{Container: text(c, "name"), Previous: before, Lines: 1})
			if line := strings.TrimSpace(log); err == nil && line != "" {
				return "; its last line: " + oneLine(line)
			}
		}
	}
	return ""
}
