package kind

import (
	"fmt"
	"regexp"

	"sigs.k8s.io/kind/pkg/apis/config/defaults"

	"github.com/slipway-platform/slipway/generator/platform"
)

// nodeImage is the image to name to kind, empty for kind's own. An image is
// never guessed: its digest is what makes a cluster the same tomorrow.
func nodeImage(c *platform.Cluster) (string, error) {
	image, whose := c.Kind.Image, "its node image "+c.Kind.Image
	if image == "" {
		image, whose = defaults.Image, "kind's own node image"
	}
	has := Minor(image)
	if c.Kubernetes != "" && has != "" && has != c.Kubernetes {
		return "", fmt.Errorf("cluster %s is to run Kubernetes %s, and %s runs %s: set kind.image to a node image of %s, with its digest (kind's releases list them)",
			c.Name, c.Kubernetes, whose, has, c.Kubernetes)
	}
	return c.Kind.Image, nil
}

// Minor is the Kubernetes minor version in an image's tag or in a version such
// as v1.36.3; empty where it says none.
func Minor(text string) string {
	if m := regexp.MustCompile(`(?:^|:)v(\d+\.\d+)\.\d+`).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
