//go:build e2e

package kube_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// neverServed names its kind as another CRD does.
const neverServed = `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: others.example.com},
 spec: {group: example.com, scope: Namespaced, names: {kind: Thing, plural: others}, versions: [{name: v1, served: true, storage: true,
 schema: {openAPIV3Schema: {type: object}}}]}}`

// served: what is applied is served at once, and the wait for what never is
// says why.
func served(ctx context.Context, t *testing.T, c *kube.Client) {
	again := docs(t, strings.NewReplacer("others.example.com", "more.example.com", "Thing", "More", "others", "more").Replace(neverServed)+`
---
{apiVersion: example.com/v1, kind: More, metadata: {name: one, namespace: slipway-e2e}}`)
	wantActions(t, apply(ctx, t, c, "slipway", kube.ApplyOptions{}, again...), kube.Created)
	_, err := c.Apply(ctx, "slipway", docs(t, neverServed), kube.ApplyOptions{Established: 10 * time.Second})
	var timeout *kube.TimeoutError
	if !errors.As(err, &timeout) || !strings.Contains(err.Error(), "not NamesAccepted") {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"others.example.com", "more.example.com"} {
		if err := c.Delete(ctx, kube.Ref{APIVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition", Name: name}, kube.Background); err != nil {
			t.Error(err)
		}
	}
}
