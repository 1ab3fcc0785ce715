package kube

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// awaitCRDs returns when every CRD among the objects is served, in all its versions.
func (c *Client) awaitCRDs(ctx context.Context, objs []map[string]any, timeout time.Duration) error {
	if timeout == 0 {
		timeout = time.Minute
	}
	seen := served{client: c, creatable: map[string][]string{}}
	for _, obj := range objs {
		r := RefOf(obj)
		if r.Kind != kindCRD {
			continue
		}
		err := Wait(ctx, r.String()+" to be established", 100*time.Millisecond, timeout, func(string) {},
			func(ctx context.Context) (bool, string, error) {
				missing, err := seen.missing(ctx, obj)
				return missing == "", missing, err
			})
		if err != nil {
			return c.whyNotServed(ctx, r, err)
		}
	}
	return nil
}

// served is what the server says it serves. A CRD says so too, and more, but may be a megabyte long, and many are of
// one group.
type served struct {
	client    *Client
	creatable map[string][]string // the resources of a group's version that can be created
}

// missing says which version of a CRD's kind is not served, and asks once more before it does.
func (s *served) missing(ctx context.Context, crd map[string]any) (string, error) {
	plural := text(crd, "spec", "names", "plural")
	for _, v := range list(crd, "spec", "versions") {
		version := text(crd, "spec", "group") + "/" + text(v, "name")
		if !flag(v, "served") || slices.Contains(s.creatable[version], plural) {
			continue
		}
		if err := s.look(ctx, version); err != nil {
			return "", err
		}
		if !slices.Contains(s.creatable[version], plural) {
			return fmt.Sprintf("%s of %s is not served", plural, version), nil
		}
	}
	return "", nil
}

func (s *served) look(ctx context.Context, version string) error {
	resources, err := s.client.discovery.ServerResourcesForGroupVersionWithContext(ctx, version)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("discover %s: %w", version, err)
	}
	s.creatable[version] = nil
	for _, r := range resources.APIResources {
		if slices.Contains(r.Verbs, "create") { // not while the CRD is being deleted
			s.creatable[version] = append(s.creatable[version], r.Name)
		}
	}
	return nil
}

// whyNotServed adds what the CRD says of itself to a wait that ran out of time.
func (c *Client) whyNotServed(ctx context.Context, r Ref, err error) error {
	var timeout *TimeoutError
	if !errors.As(err, &timeout) {
		return err
	}
	live, getErr := c.Get(ctx, r)
	if getErr != nil {
		return err
	}
	if ready, reason := Ready(live); !ready {
		timeout.Last = reason
	}
	return timeout
}
