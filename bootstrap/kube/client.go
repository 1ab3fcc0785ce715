// Package kube talks to one Kubernetes API server: it connects, applies objects server-side, reads them, and says
// whether they are ready and, if not, why. Objects are map[string]any throughout, so no agent's API types are needed.
//
// It is the only package that imports client-go. It never writes a kubeconfig.
package kube

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

// Client reaches one cluster. It is safe for concurrent use.
type Client struct {
	context   string
	server    string
	config    *rest.Config
	objects   dynamic.Interface
	metadata  metadata.Interface
	discovery discovery.DiscoveryInterfaceWithContext
	patient   *patient

	beforeWrite func(context.Context) error // nil where nobody is to be asked

	mu     sync.Mutex
	mapper meta.RESTMapperWithContext // nil until the first look-up and after forget
}

// newClient contacts nobody: the first request does.
func newClient(cfg *rest.Config, context string) (*Client, error) {
	cfg = rest.CopyConfig(cfg)
	cfg.QPS, cfg.Burst = 100, 200
	cfg.UserAgent = "slipway"
	patient := &patient{}
	cfg.Wrap(func(next http.RoundTripper) http.RoundTripper {
		patient.next = next
		return patient
	})
	cfg.WarningHandlerWithContext = rest.NoWarnings{} // deprecation notes about charts would drown the progress
	transport, err := rest.HTTPClientFor(cfg)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", cfg.Host, err)
	}
	objects, err := dynamic.NewForConfigAndClient(cfg, transport)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", cfg.Host, err)
	}
	meta, err := metadata.NewForConfigAndClient(metadata.ConfigFor(cfg), transport)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", cfg.Host, err)
	}
	disco, err := discovery.NewDiscoveryClientForConfigAndClient(cfg, transport)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", cfg.Host, err)
	}
	return &Client{context: context, server: cfg.Host, config: cfg, objects: objects, metadata: meta, discovery: disco, patient: patient}, nil
}

// BeforeWrite makes the client ask before it changes anything; an error keeps the change from happening. What only asks
// the server, such as a dry run, is not asked about. It is set before the client is used.
func (c *Client) BeforeWrite(ask func(context.Context) error) { c.beforeWrite = ask }

func (c *Client) mayWrite(ctx context.Context) error {
	if c.beforeWrite == nil {
		return nil
	}
	return c.beforeWrite(ctx)
}

// Context is the name of the kubeconfig context in use, so that a command can say what it is about to change.
func (c *Client) Context() string { return c.context }

// Server is the address of the API server.
func (c *Client) Server() string { return c.server }

// Groups are the API groups that the server serves.
func (c *Client) Groups(ctx context.Context) ([]string, error) {
	served, err := c.discovery.ServerGroupsWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("discover what %s serves: %w", c.server, err)
	}
	var out []string
	for _, g := range served.Groups {
		out = append(out, g.Name)
	}
	return out, nil
}

// Version is the API server's version, such as v1.36.3. It needs no permission, so it also proves reachability.
func (c *Client) Version(ctx context.Context) (string, error) {
	info, err := c.discovery.ServerVersionWithContext(ctx)
	if err != nil {
		return "", fmt.Errorf("reach %s: %w", c.server, c.whyUnreached(err))
	}
	return info.GitVersion, nil
}
