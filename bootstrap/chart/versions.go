package chart

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	oci "github.com/slipway-platform/slipway/bootstrap/registry"
)

// Versions asks a repository which versions it has of some of its charts, by
// name. One that it does not have has none.
func Versions(ctx context.Context, repository string, names []string, creds Credentials) (map[string][]string, error) {
	from, err := open(Chart{Repository: repository}, creds)
	var out map[string][]string
	if err == nil {
		out, err = from.versions(ctx, names)
	}
	if err != nil {
		return nil, fmt.Errorf("ask %s for versions: %w", repository, err)
	}
	return out, nil
}

func (r *registry) versions(ctx context.Context, names []string) (map[string][]string, error) {
	out := map[string][]string{}
	for _, name := range names {
		repo, err := r.repository(name)
		if err != nil {
			return nil, err
		}
		tags, err := repo.Tags(ctx)
		if err != nil && !errors.Is(err, oci.ErrNotFound) {
			return nil, fmt.Errorf("%s: %w", name, explained(err))
		}
		for _, tag := range tags {
			out[name] = append(out[name], strings.ReplaceAll(tag, "_", "+"))
		}
	}
	return out, nil
}

func (r *repository) versions(ctx context.Context, names []string) (map[string][]string, error) {
	data, err := r.index(ctx)
	if err != nil {
		return nil, err
	}
	var index struct{ Entries map[string]yaml.Node }
	if err := yaml.Unmarshal(data, &index); err != nil {
		return nil, fmt.Errorf("read its index.yaml: %w", err)
	}
	out := map[string][]string{}
	for _, name := range names {
		node, ok := index.Entries[name]
		if !ok {
			continue
		}
		var entries []indexEntry
		if err := node.Decode(&entries); err != nil {
			return nil, fmt.Errorf("read its index.yaml: %w", err)
		}
		for _, e := range entries {
			out[name] = append(out[name], e.Version)
		}
	}
	return out, nil
}
