package kube

import "context"

// WorkloadCause says why the first workload in a namespace that carries the labels is not ready; "" when all are.
func (c *Client) WorkloadCause(ctx context.Context, namespace, labels string) (string, error) {
	for _, r := range []Ref{
		{APIVersion: "apps/v1", Kind: "Deployment"}, {APIVersion: "apps/v1", Kind: "StatefulSet"},
		{APIVersion: "apps/v1", Kind: "DaemonSet"}, {APIVersion: "batch/v1", Kind: "Job"},
	} {
		r.Namespace = namespace
		found, err := c.List(ctx, r, ListOptions{Labels: labels})
		if err != nil {
			return "", err
		}
		for _, obj := range found {
			if ready, _ := Ready(obj); ready {
				continue
			}
			return c.Cause(ctx, RefOf(obj))
		}
	}
	return "", nil
}
