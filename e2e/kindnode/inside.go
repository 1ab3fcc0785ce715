package kindnode

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// insideNames are the images that kubeadm will ask for.
func (b *builder) insideNames(ctx context.Context) ([]string, error) {
	version, err := kubernetesVersion()
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, b.programs["kubeadm"], "config", "images", "list", "--kubernetes-version", version).Output()
	if err != nil {
		return nil, fmt.Errorf("ask kubeadm for its images: %w", err)
	}
	return strings.Fields(string(out)), nil
}

func program(image string) string {
	name, _, _ := strings.Cut(path.Base(image), ":")
	return name
}

func (b *builder) pauseName(ctx context.Context) (string, error) {
	names, err := b.insideNames(ctx)
	if err != nil {
		return "", err
	}
	for _, name := range names {
		if program(name) == "pause" {
			return name, nil
		}
	}
	return "", fmt.Errorf("kubeadm names no pause image among %v", names)
}

// everywhere are those of kubeadm's images that every node runs; the others are
// the control plane's.
func everywhere(image string) bool {
	return slices.Contains([]string{"pause", "kube-proxy", "coredns"}, program(image))
}

// saveInside writes the images that a node must have before it has a network, as
// images.tar and, for nodes of the control plane, control-plane.tar.
func (b *builder) saveInside(ctx context.Context, root, dir string) error {
	names, err := b.insideNames(ctx)
	if err != nil {
		return err
	}
	pause := filepath.Join(dir, "pause")
	if err := compile(ctx, "pause", pause); err != nil {
		return err
	}
	certificates, err := os.ReadFile(filepath.Join(root, "etc/ssl/certs/ca-certificates.crt"))
	if err != nil {
		return fmt.Errorf("read certificates: %w", err)
	}
	images, controlPlane := map[string]v1.Image{}, map[string]v1.Image{}
	for _, at := range names {
		binary, ok := b.programs[program(at)]
		if !ok {
			binary = pause
		}
		if !ok && program(at) != "pause" {
			return fmt.Errorf("kubeadm asks for %s, and nothing compiles it", at)
		}
		layer, err := programLayer(binary, certificates)
		if err != nil {
			return err
		}
		layers := []v1.Layer{layer}
		config := v1.Config{}
		switch program(at) {
		case "pause", "coredns": // the others are started by name
			config.Entrypoint = []string{"/usr/local/bin/" + program(at)}
		case "kube-proxy":
			tools, err := netTools(ctx, root)
			if err != nil {
				return err
			}
			layers = append([]v1.Layer{tools}, layers...)
		}
		img, err := image(config, layers...)
		if err != nil {
			return err
		}
		if everywhere(at) {
			images[at] = img
		} else {
			controlPlane[at] = img
		}
	}
	return errors.Join(save(images, filepath.Join(dir, "images.tar")), save(controlPlane, filepath.Join(dir, "control-plane.tar")))
}

// netTools are what kube-proxy calls: iptables and conntrack, and what they load.
func netTools(ctx context.Context, root string) (v1.Layer, error) {
	names, err := filesOf(ctx, root, "iptables", "conntrack", "kmod", "libc6", "libxtables12", "libip4tc2", "libip6tc2", "libmnl0", "libnftnl11", "libnfnetlink0",
		"libnetfilter-conntrack3", "libkmod2", "libzstd1", "liblzma5", "libssl3")
	if err != nil {
		return nil, err
	}
	entries, err := picked(root, names)
	if err != nil {
		return nil, err
	}
	// Debian's alternatives are links that no package has, and so are its merged folders.
	for _, tool := range []string{"iptables", "iptables-save", "iptables-restore", "ip6tables", "ip6tables-save", "ip6tables-restore"} {
		entries = append(entries, entry{name: "usr/local/sbin/" + tool, link: "/usr/sbin/xtables-nft-multi"})
	}
	return layerOf(entries)
}
