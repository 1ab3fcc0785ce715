package kind

import (
	"context"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/exec"
)

// holdings are the images that each node has, by node and full name.
func holdings(ctx context.Context, all []nodes.Node) (map[string]map[string]bool, error) {
	lists := make([]map[string]bool, len(all))
	g, ctx := errgroup.WithContext(ctx)
	for i, node := range all {
		g.Go(func() error {
			out, err := exec.Output(node.CommandContext(ctx, "ctr", "--namespace", "k8s.io", "images", "list", "--quiet"))
			if err != nil {
				return told("list the images of "+node.String(), err)
			}
			lists[i] = map[string]bool{}
			for _, image := range strings.Fields(string(out)) {
				lists[i][image] = true
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := map[string]map[string]bool{}
	for i, node := range all {
		out[node.String()] = lists[i]
	}
	return out, nil
}

// fullName is what containerd calls an image: busybox:1 is docker.io/library/busybox:1.
func fullName(image string) string {
	ref, err := name.ParseReference(image)
	if err != nil {
		return image
	}
	return strings.Replace(ref.Name(), name.DefaultRegistry+"/", "docker.io/", 1)
}
