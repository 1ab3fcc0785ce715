// Package page puts the views of a graph into one file of HTML that needs no
// other: people open it from a disk, a mail or a wiki, and it asks no server for
// anything.
package page

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"strings"

	"github.com/slipway-platform/slipway/generator/graph"
	"github.com/slipway-platform/slipway/generator/graph/svg"
	"github.com/slipway-platform/slipway/generator/platform"
)

//go:embed page.html page.css script
var files embed.FS

// Of is a page of a graph that has every view, with what is said of components;
// first is the view that is shown when the page is opened.
func Of(g *graph.Graph, components []*platform.Component, first string) ([]byte, error) {
	skeleton, err := files.ReadFile("page.html")
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	css, err := files.ReadFile("page.css")
	if err != nil {
		return nil, fmt.Errorf("read the page's style: %w", err)
	}
	program, err := script()
	if err != nil {
		return nil, err
	}
	// Marshal escapes what would end a script or begin a comment in HTML.
	data, err := json.Marshal(dataOf(g, components, first))
	if err != nil {
		return nil, fmt.Errorf("write the page's data: %w", err)
	}
	style := string(css) + svg.Style
	// A replacer looks at nothing twice: no name is taken for a place.
	return []byte(strings.NewReplacer(
		"{{title}}", html.EscapeString(cmp.Or(g.Topology.Platform, "platform")),
		"{{policy}}", "default-src 'none'; script-src "+digest(program)+"; style-src "+digest(style)+"; base-uri 'none'; form-action 'none'",
		"{{style}}", style,
		"{{dependencies}}", string(svg.Inline(&graph.Graph{Dependencies: g.Dependencies})),
		"{{data}}", string(data),
		"{{script}}", program,
	).Replace(string(skeleton))), nil
}

// script is the page's program, in the order of its files' names.
func script() (string, error) {
	var b strings.Builder
	entries, err := fs.ReadDir(files, "script")
	if err != nil {
		return "", fmt.Errorf("read the page's script: %w", err)
	}
	for _, entry := range entries {
		text, err := files.ReadFile("script/" + entry.Name())
		if err != nil {
			return "", fmt.Errorf("read the page's script: %w", err)
		}
		b.Write(text)
	}
	return b.String(), nil
}

// digest is how a policy names the one text that it lets run.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
