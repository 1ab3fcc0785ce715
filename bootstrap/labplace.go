package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/generator/platform"
)

// LabPlace is what is known of a lab only once its clusters are there, and goes
// into its platform.yaml.
type LabPlace struct {
	Host    string   // what its clusters call this machine
	Servers []string // the address of each cluster but the first

	hosts []gitHost
}

// PlaceLab makes the clusters of a lab whose platform.yaml is still to be written.
func PlaceLab(ctx context.Context, opts Options) (LabPlace, error) {
	hosts, err := labClusters(ctx, opts)
	if err != nil {
		return LabPlace{}, err
	}
	place := LabPlace{Host: hosts[0].in(), hosts: hosts}
	if hosts[0].address.IsUnspecified() {
		place.Host = "127.0.0.1"
	}
	for _, c := range opts.Platform.Clusters[1:] {
		server, err := labServer(ctx, opts, c)
		if err != nil {
			return LabPlace{}, err
		}
		place.Servers = append(place.Servers, server)
	}
	return place, nil
}

// ServeLab serves Git for a lab that was placed.
func ServeLab(ctx context.Context, opts Options, place LabPlace) error {
	return labGit(ctx, opts, place.hosts)
}

func labServer(ctx context.Context, opts Options, c *platform.Cluster) (string, error) {
	p, err := newProvider(c.Provider, opts)
	if err != nil {
		return "", err
	}
	lab, ok := p.(labProvider)
	if !ok {
		return c.Server, nil
	}
	return lab.serverAddress(ctx, c)
}
