package platform

import (
	"fmt"
	"regexp"
	"strings"
)

// VariantReader reads which variants an agent's generated files of clusters name.
type VariantReader struct{ line *regexp.Regexp }

// VariantReader is the agent's.
func (a *Agent) VariantReader() (*VariantReader, error) {
	line, err := regexp.Compile("(?m)" + a.VariantLines)
	if err != nil {
		return nil, fmt.Errorf("read how %s names variants: %w", a.Title, err)
	}
	return &VariantReader{line}, nil
}

// UnitLine finds the name of a unit in an agent's generated file of a cluster: its group.
func (a *Agent) UnitLine() (*regexp.Regexp, error) {
	line, err := regexp.Compile("(?m)" + a.Placed)
	if err != nil {
		return nil, fmt.Errorf("read how %s names units: %w", a.Title, err)
	}
	return line, nil
}

// Variants are those that a cluster's file names, dotted, by component.
func (r *VariantReader) Variants(text []byte) map[string]string {
	out := map[string]string{}
	for _, found := range r.line.FindAllSubmatch(text, -1) {
		out[strings.ReplaceAll(string(found[1]), "_", "-")] = Dotted(string(found[2]))
	}
	return out
}

// Dotted is a variant's name as all agents can write it: annotations hold no plus.
func Dotted(variant string) string { return strings.ReplaceAll(variant, "+", ".") }
