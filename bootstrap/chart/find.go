package chart

import (
	"context"
	"fmt"
)

// Find asks whether a chart is where it is said to be, without fetching it.
func Find(ctx context.Context, c Chart, creds Credentials) error {
	from, err := open(c, creds)
	return find(ctx, c, from, err)
}

// FindManifests is Find for published objects; a web server's file is read for it.
func FindManifests(ctx context.Context, m Manifests, creds Credentials) error {
	c, err := m.asChart()
	if err != nil {
		return fmt.Errorf("find manifests: %w", err)
	}
	from, err := openManifests(c, creds)
	return find(ctx, c, from, err)
}

func find(ctx context.Context, c Chart, from source, err error) error {
	if err == nil {
		_, _, err = from.fetch(ctx, c, func(string) bool { return true })
	}
	if err != nil {
		return fmt.Errorf("find %s: %w", c, err)
	}
	return nil
}
