package kube

import "context"

// WorkloadCause says why the first workload in a namespace that carries the labels is not ready.
func WorkloadCause(ctx context.Context, from Reader, namespace, labels string) (Account, error) {
	for _, r := range []Ref{
		{APIVersion: "apps/v1", Kind: "Deployment"}, {APIVersion: "apps/v1", Kind: "StatefulSet"},
		{APIVersion: "apps/v1", Kind: "DaemonSet"}, {APIVersion: "batch/v1", Kind: "Job"},
	} {
		r.Namespace = namespace
		found, err := from.List(ctx, r, ListOptions{Labels: labels})
		if err != nil {
			return Account{}, err
		}
		for _, obj := range found {
			if ready, _ := Ready(obj); ready {
				continue
			}
			return Cause(ctx, from, RefOf(obj))
		}
	}
	return Account{}, nil
}
