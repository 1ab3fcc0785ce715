package bootstrap

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// DropStrays takes away the clusters of a lab that the platform does not have
// any more, and names them: a lab that is taken back has as many as it had. Where they are
// known to those that drive clusters, which run then, these forget them first.
func DropStrays(ctx context.Context, opts Options, known bool) (dropped []string, err error) {
	folders, err := os.ReadDir(filepath.Join(opts.StateDir, clustersFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the lab's clusters: %w", err)
	}
	for _, f := range folders {
		if !f.IsDir() || opts.Platform.Cluster(f.Name()) != nil {
			continue
		}
		// The folder goes last: by it the next run finds what is left to do.
		var err error
		if known {
			err = forgetCluster(ctx, opts, f.Name())
		}
		if err == nil {
			err = dropCluster(ctx, opts.StateDir, f.Name())
		}
		if err != nil {
			return dropped, fmt.Errorf("remove cluster %s from the lab: %w", f.Name(), err)
		}
		dropped = append(dropped, f.Name())
	}
	return dropped, nil
}

func dropCluster(ctx context.Context, stateDir, name string) error {
	dir := filepath.Join(stateDir, clustersFolder, name)
	record, err := kind.ReadRecord(dir)
	if err != nil {
		return err
	}
	if record != nil {
		engine, err := kind.Find(ctx, record.Engine)
		if err != nil {
			return err
		}
		if err := engine.Delete(record.Name); err != nil {
			return err
		}
	}
	if err := killAll(ctx, stateDir, name+"/"); err != nil {
		return err
	}
	return errors.Join(local.RemoveAgent(filepath.Join(stateDir, agentsFolder, name)), os.RemoveAll(dir))
}

// forgetCluster deletes the credentials by which agents reach a cluster.
func forgetCluster(ctx context.Context, opts Options, name string) error {
	if opts.Agent.ClusterSecret.Name == "" {
		return nil // it drives no other cluster
	}
	secret := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: cmp.Or(opts.Agent.ClusterSecret.Namespace, opts.Agent.Namespace),
		Name: opts.Agent.ClusterSecret.NameOf(name)}
	return onAgentClusters(ctx, opts, func(s *session) error { return s.kube.Delete(ctx, secret, kube.Background) })
}

// killAll ends what a lab's keeper keeps under names with a prefix.
func killAll(ctx context.Context, stateDir, prefix string) error {
	keeper, err := local.Dial(ctx, stateDir)
	if errors.Is(err, local.ErrNoKeeper) {
		return nil
	}
	if err != nil {
		return err
	}
	return local.KillAll(ctx, keeper, prefix)
}
