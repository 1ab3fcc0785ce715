package kindnode

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

const architecture = runtime.GOARCH

// nodeFiles are what the image adds to Debian, by their paths.
//
//go:embed node
var nodeFiles embed.FS

// Programs are compiled for a node image; the first three stand on the node itself.
func Programs() []string {
	return []string{"kubelet", "kubeadm", "kubectl", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "etcd", "coredns"}
}

// builder makes one node image in a folder of its own.
type builder struct {
	engine   *Engine
	dir      string
	programs map[string]string
	report   func(string)
}

// Image makes the node image, unless the engine has it, and returns its name.
// What it is made from is in the name, so an image is never an older one's.
func (e *Engine) Image(ctx context.Context, cacheDir string, report func(string)) (string, error) {
	programs, err := local.Build(ctx, cacheDir, Programs(), func(p local.Progress) {
		if !p.Cached && !p.Done {
			report(fmt.Sprintf("compiling %s %s (%d of %d)", p.Program, p.Version, p.Index, p.Total))
		}
	})
	if err != nil {
		return "", err
	}
	at, err := nodeName(programs)
	if err != nil {
		return "", err
	}
	if e.command(ctx, "image", "inspect", at).Run() == nil {
		return at, nil
	}
	if err := install(ctx, "debootstrap"); err != nil {
		return "", err
	}
	b := &builder{engine: e, dir: filepath.Join(cacheDir, "kindnode"), programs: programs, report: report}
	if err := os.MkdirAll(b.dir, 0o755); err != nil {
		return "", fmt.Errorf("create the image's folder: %w", err)
	}
	return at, b.build(ctx, at)
}

// nodeName holds the version that kind reads from a tag and a digest of all parts.
func nodeName(programs map[string]string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, packages(), release, architecture)
	for _, name := range slices.Sorted(maps.Keys(programs)) {
		fmt.Fprintln(h, filepath.Base(filepath.Dir(programs[name]))) // the cache's key
	}
	err := fs.WalkDir(nodeFiles, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := nodeFiles.ReadFile(name)
		fmt.Fprintf(h, "%s %d\n%s", name, len(data), data)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the node's files: %w", err)
	}
	version, err := kubernetesVersion()
	return fmt.Sprintf("slipway.local/kind-node:%s-%s", version, hex.EncodeToString(h.Sum(nil))[:12]), err
}

func kubernetesVersion() (string, error) {
	for _, p := range local.Programs() {
		if p.Name == "kubelet" {
			return p.Version, nil
		}
	}
	return "", fmt.Errorf("find the version of Kubernetes: no kubelet is among the programs")
}

func (b *builder) build(ctx context.Context, at string) error {
	root := filepath.Join(b.dir, "debian", "node")
	b.report("making Debian's root file system")
	if err := rootFS(ctx, root, packages()); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(b.dir, "making-")
	if err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	b.report("making the control plane's images")
	if err := b.saveInside(ctx, root, scratch); err != nil {
		return err
	}
	b.report("making the node's image")
	debian, err := layerOfDir(ctx, root, filepath.Join(scratch, "debian.tar"))
	if err != nil {
		return err
	}
	own, err := b.ownLayer(ctx, scratch)
	if err != nil {
		return err
	}
	img, err := image(v1.Config{Entrypoint: []string{"/usr/local/bin/entrypoint"}, Env: []string{"container=docker"}, StopSignal: "SIGRTMIN+3"}, debian, own)
	if err != nil {
		return err
	}
	node := filepath.Join(scratch, "node.tar")
	if err := save(map[string]v1.Image{at: img}, node); err != nil {
		return err
	}
	b.report("loading the node's image")
	return run(b.engine.command(ctx, "load", "--quiet", "--input", node))
}

// ownLayer is what the node has besides Debian.
func (b *builder) ownLayer(ctx context.Context, scratch string) (v1.Layer, error) {
	files, err := fs.Sub(nodeFiles, "node")
	if err != nil {
		return nil, fmt.Errorf("read the node's files: %w", err)
	}
	entries, err := treeEntries(files)
	if err != nil {
		return nil, err
	}
	runc := filepath.Join(scratch, "runc")
	if err := compile(ctx, "runc", runc); err != nil {
		return nil, err
	}
	version, err := kubernetesVersion()
	if err != nil {
		return nil, err
	}
	pause, err := b.pauseName(ctx)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		entries[i].data = []byte(strings.ReplaceAll(string(e.data), "PAUSE_IMAGE", pause))
	}
	for _, program := range Programs()[:3] {
		entries = append(entries, entry{name: "usr/bin/" + program, mode: 0o755, from: b.programs[program]})
	}
	for _, service := range services() {
		entries = append(entries, entry{name: "etc/systemd/system/multi-user.target.wants/" + service + ".service", link: "/etc/systemd/system/" + service + ".service"})
	}
	for _, unit := range masked() {
		entries = append(entries, entry{name: "etc/systemd/system/" + unit, link: "/dev/null"})
	}
	return layerOf(append(entries,
		entry{name: "opt/cni/bin", link: "/usr/lib/cni"},
		entry{name: "etc/kubernetes/manifests", mode: 0o755, dir: true},
		entry{name: "usr/local/sbin/runc", mode: 0o755, from: runc},
		entry{name: "kind/version", mode: 0o644, data: []byte(version)},
		entry{name: "kind/images.tar", mode: 0o644, from: filepath.Join(scratch, "images.tar")},
		entry{name: "kind/control-plane.tar", mode: 0o644, from: filepath.Join(scratch, "control-plane.tar")},
	))
}

// services start with the node.
func services() []string {
	return []string{"kubelet", "containerd", "images", "control-plane-images", "dns-udp", "dns-tcp"}
}

// masked are units of Debian's that are for machines, not for containers.
func masked() []string {
	return []string{
		"apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service", "fstrim.timer",
		"getty.target", "remote-fs.target", "systemd-binfmt.service", "systemd-firstboot.service", "systemd-logind.service", "systemd-modules-load.service",
		"systemd-random-seed.service", "systemd-sysusers.service", "systemd-tmpfiles-clean.timer", "systemd-udevd.service", "systemd-udev-trigger.service",
		"systemd-update-utmp.service", "systemd-remount-fs.service", "kmod-static-nodes.service", "sys-kernel-config.mount", "sys-kernel-debug.mount",
		"sys-kernel-tracing.mount", "sys-fs-fuse-connections.mount", "dev-hugepages.mount", "dev-mqueue.mount", "proc-sys-fs-binfmt_misc.automount",
	}
}
