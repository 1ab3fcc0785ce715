package kube

import (
	"context"
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/restmapper"
)

// ErrNoKind is what errors.Is finds when the server does not serve a kind, usually because its CRD is not installed.
var ErrNoKind = errors.New("the server does not know this kind")

// mapping asks the server once more before it gives up on a kind: its CRD may just have been applied.
func (c *Client) mapping(ctx context.Context, r Ref) (*meta.RESTMapping, error) {
	gv, err := schema.ParseGroupVersion(r.APIVersion)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r, err)
	}
	for _, fresh := range []bool{false, true} {
		mapper, err := c.mapperFor(ctx, fresh)
		if err != nil {
			return nil, err
		}
		found, err := mapper.RESTMappingWithContext(ctx, gv.WithKind(r.Kind).GroupKind(), gv.Version)
		if err == nil {
			return found, nil
		}
		if !meta.IsNoMatchError(err) {
			return nil, fmt.Errorf("%s: %w", r, err)
		}
	}
	return nil, fmt.Errorf("%s (%s): %w", r, r.APIVersion, ErrNoKind)
}

func (c *Client) mapperFor(ctx context.Context, fresh bool) (meta.RESTMapperWithContext, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mapper != nil && !fresh {
		return c.mapper, nil
	}
	// Groups whose APIService is down are left out rather than failing everything else.
	groups, err := restmapper.GetAPIGroupResourcesWithContext(ctx, c.discovery)
	if err != nil {
		return nil, fmt.Errorf("discover what %s serves: %w", c.server, err)
	}
	c.mapper = restmapper.NewDiscoveryRESTMapperWithContext(groups)
	return c.mapper, nil
}

// resource is where a kind's objects live; namespaced tells whether r.Namespace counts.
func (c *Client) resource(ctx context.Context, r Ref) (where dynamic.ResourceInterface, namespaced bool, err error) {
	m, err := c.mapping(ctx, r)
	if err != nil {
		return nil, false, err
	}
	if m.Scope.Name() != meta.RESTScopeNameNamespace {
		return c.objects.Resource(m.Resource), false, nil
	}
	return c.objects.Resource(m.Resource).Namespace(r.Namespace), true, nil
}
