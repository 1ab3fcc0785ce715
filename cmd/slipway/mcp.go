package main

import (
	"context"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// This file knows the Model Context Protocol's SDK; the tools are in mcptools.go.

// serveTools answers an assistant on stdin and stdout until it hangs up.
func (a *app) serveTools(ctx context.Context, allowWrite bool) error {
	s := mcp.NewServer(&mcp.Implementation{Name: "slipway", Title: "Slipway", Version: version()}, &mcp.ServerOptions{Instructions: toolInstructions})
	serve[noInput](a, s, validateTool)
	serve[explainInput](a, s, explainTool)
	serve[diffInput](a, s, diffTool)
	serve[graphInput](a, s, graphTool)
	serve[noInput](a, s, catalogListTool)
	serve[catalogShowInput](a, s, catalogShowTool)
	serve[noInput](a, s, catalogCapabilitiesTool)
	serve[noInput](a, s, catalogSecretsTool)
	serve[noInput](a, s, catalogImagesTool)
	serve[clusterInput](a, s, statusTool)
	serve[clusterInput](a, s, doctorTool)
	if allowWrite {
		serve[generateInput](a, s, generateTool)
	}
	return s.Run(ctx, patient{&mcp.IOTransport{Reader: io.NopCloser(a.in), Writer: nopCloser{a.out}}, ctx.Done()})
}

// serve offers a tool whose input schema is that of its type: the SDK refuses
// what does not fit, and unknown arguments, before anything runs.
func serve[in toolInput](a *app, s *mcp.Server, t tool) {
	def := &mcp.Tool{Name: t.name, Title: t.title, Description: t.description, Annotations: &mcp.ToolAnnotations{
		Title: t.title, ReadOnlyHint: !t.writes, DestructiveHint: &t.writes, IdempotentHint: true, OpenWorldHint: &t.network,
	}}
	mcp.AddTool(s, def, func(ctx context.Context, _ *mcp.CallToolRequest, input in) (*mcp.CallToolResult, any, error) {
		text, err := a.runTool(ctx, t, input.command())
		if err != nil {
			return nil, nil, err
		}
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}}, nil, nil
	})
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// patient is a transport on which what was asked is answered although nothing more
// is asked: the SDK drops what it is at when it can read no more.
type patient struct {
	mcp.Transport
	stopped <-chan struct{} // when the program is to end all the same
}

// Connect implements mcp.Transport.
func (p patient) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := p.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &patientConnection{Connection: c, stopped: p.stopped, closed: make(chan struct{}),
		pending: map[jsonrpc.ID]bool{}, answered: make(chan struct{}, 1)}, nil
}

type patientConnection struct {
	mcp.Connection
	stopped <-chan struct{}
	closed  chan struct{}
	close   sync.Once

	mutex    sync.Mutex
	pending  map[jsonrpc.ID]bool
	answered chan struct{}
}

// Read tells of the end when everything before it is answered.
func (c *patientConnection) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if r, is := m.(*jsonrpc.Request); is && r.IsCall() {
		c.mutex.Lock()
		c.pending[r.ID] = true
		c.mutex.Unlock()
	}
	for err != nil && c.waits() {
		select {
		case <-c.answered:
		case <-c.stopped:
			return m, err
		case <-c.closed:
			return m, err
		}
	}
	return m, err
}

func (c *patientConnection) waits() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return len(c.pending) > 0
}

func (c *patientConnection) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if r, is := m.(*jsonrpc.Response); is {
		c.mutex.Lock()
		delete(c.pending, r.ID)
		c.mutex.Unlock()
		select {
		case c.answered <- struct{}{}:
		default: // it is told already
		}
	}
	return err
}

// Close may be called several times.
func (c *patientConnection) Close() error {
	c.close.Do(func() { close(c.closed) })
	return c.Connection.Close()
}
