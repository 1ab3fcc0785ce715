package chart

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// indexEntry is one version of a chart in a repository's index.yaml.
type indexEntry struct {
	Version string
	Digest  string
	URLs    []string
}

// findInIndex keeps the other charts unparsed: an index may describe thousands of versions.
func findInIndex(data []byte, c Chart) (indexEntry, error) {
	var index struct {
		Entries map[string]yaml.Node
	}
	if err := yaml.Unmarshal(data, &index); err != nil {
		return indexEntry{}, fmt.Errorf("read its index.yaml: %w", err)
	}
	node, ok := index.Entries[c.Name]
	if !ok {
		return indexEntry{}, errors.New("there is no chart of that name")
	}
	var versions []indexEntry
	if err := node.Decode(&versions); err != nil {
		return indexEntry{}, fmt.Errorf("read its index.yaml: %w", err)
	}
	for _, v := range versions {
		if v.Version != c.Version && strings.TrimPrefix(v.Version, "v") != strings.TrimPrefix(c.Version, "v") {
			continue
		}
		if len(v.URLs) == 0 {
			return indexEntry{}, errors.New("its index has no address for this version")
		}
		v.Digest = strings.TrimPrefix(v.Digest, "sha256:")
		return v, nil
	}
	return indexEntry{}, errors.New("there is no such version")
}
