package main

import (
	"context"
	"io"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// This file knows the Model Context Protocol's SDK; the tools are in mcptools.go.

// serveTools answers an assistant on stdin and stdout until it hangs up.
func (a *app) serveTools(ctx context.Context, allowWrite bool) error {
	s := mcp.NewServer(&mcp.Implementation{Name: "slipway", Title: "Slipway", Version: version()}, &mcp.ServerOptions{Instructions: toolInstructions})
	serve[noInput](a, s, validateTool)
	serve[explainInput](a, s, explainTool)
	serve[diffInput](a, s, diffTool)
	serve[noInput](a, s, catalogListTool)
	serve[catalogShowInput](a, s, catalogShowTool)
	serve[clusterInput](a, s, statusTool)
	serve[clusterInput](a, s, doctorTool)
	if allowWrite {
		serve[generateInput](a, s, generateTool)
	}
	return s.Run(ctx, &mcp.IOTransport{Reader: io.NopCloser(a.in), Writer: nopCloser{a.out}})
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
