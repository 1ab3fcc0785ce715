package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/dora"
	"github.com/slipway-platform/slipway/generator/platform"
)

// records asks the agents on the clusters what they remember.
func (a *app) records(ctx context.Context, src generator.Sources, p *platform.Platform) (*dora.Records, error) {
	opts, err := a.lookOptions(src, p, time.Minute, false)
	if err != nil {
		return nil, err
	}
	opts.UI = quietUI{}
	return bootstrap.Records(ctx, opts)
}

// silent names the clusters of which nothing is known, those with the same reason together.
func silent(records *dora.Records) (out []string) {
	var reasons []string
	clusters := map[string][]string{}
	for _, c := range records.Clusters {
		if c.Error == "" {
			continue
		}
		if !slices.Contains(reasons, c.Error) {
			reasons = append(reasons, c.Error)
		}
		clusters[c.Error] = append(clusters[c.Error], c.Cluster)
	}
	for _, reason := range reasons {
		out = append(out, fmt.Sprintf("nobody says when anything was applied on %s, where what Git says counts: %s", some(clusters[reason], few), reason))
	}
	return out
}
