package kind

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"

	"github.com/slipway-platform/slipway/generator/platform"
)

// MadeFrom labels every node with the digest of what its cluster was made from,
// so that the live cluster says it itself.
const MadeFrom = "slipway.dev/made-from"

// longestName leaves room for kind's suffixes in the nodes' host names.
const longestName = 40

// Name is what kind calls a cluster of a platform.
func Name(platformName, cluster string) string {
	name := platformName + "-" + cluster
	if len(name) <= longestName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:longestName-9], "-") + "-" + hex.EncodeToString(sum[:4])
}

// ContextName is the context in a kubeconfig that kind writes.
func ContextName(name string) string { return "kind-" + name }

// Configuration is kind's own description of a cluster, as YAML. The same
// cluster gives the same bytes.
func Configuration(name string, c *platform.Cluster) ([]byte, error) {
	image, err := nodeImage(c)
	if err != nil {
		return nil, err
	}
	digest, err := Digest(*c.Kind)
	if err != nil {
		return nil, err
	}
	out := v1alpha4.Cluster{
		TypeMeta: v1alpha4.TypeMeta{Kind: "Cluster", APIVersion: "kind.x-k8s.io/v1alpha4"},
		Name:     name,
		Nodes: slices.Concat(slices.Repeat([]v1alpha4.Node{{Role: v1alpha4.ControlPlaneRole}}, c.Kind.Nodes.ControlPlanes),
			slices.Repeat([]v1alpha4.Node{{Role: v1alpha4.WorkerRole}}, c.Kind.Nodes.Workers)),
		Networking: v1alpha4.Networking{DisableDefaultCNI: c.Kind.Network == "none"},
	}
	for i := range out.Nodes {
		out.Nodes[i].Image = image
		out.Nodes[i].Labels = map[string]string{MadeFrom: digest}
		out.Nodes[i].ExtraMounts = mounts(c.Kind.Mounts)
	}
	out.Nodes[0].ExtraPortMappings = ports(c.Kind.Ports)
	data, err := yaml.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write the configuration of %s: %w", name, err)
	}
	return data, nil
}

func ports(all []platform.KindPort) []v1alpha4.PortMapping {
	var out []v1alpha4.PortMapping
	for _, p := range all {
		out = append(out, v1alpha4.PortMapping{
			ContainerPort: int32(p.Node), HostPort: int32(p.Host), ListenAddress: p.Address, Protocol: v1alpha4.PortMappingProtocol(p.Protocol),
		})
	}
	return out
}

func mounts(all []platform.KindMount) []v1alpha4.Mount {
	var out []v1alpha4.Mount
	for _, m := range all {
		out = append(out, v1alpha4.Mount{ContainerPath: m.Node, HostPath: m.Host, Readonly: m.ReadOnly})
	}
	return out
}

// Digest identifies what a cluster is made from.
func Digest(from platform.Kind) (string, error) {
	data, err := yaml.Marshal(from)
	if err != nil {
		return "", fmt.Errorf("digest the description of a cluster: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8]), nil
}
