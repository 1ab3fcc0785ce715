package local

import (
	"fmt"
	"slices"
	"strings"
)

// Program is one thing the local provider compiles.
type Program struct {
	Name       string
	Package    string   // what `go build` is given
	Module     string   // names programs/<Module>.mod and .sum
	ModulePath string   // the module that holds Package; its version is the program's
	Version    string   // read from the embedded module file, so a pin lives in one place
	Stamps     []string // variables set when linking; VERSION is v1.2.3, NUMBER is 1.2.3
	// Files are globs inside the module to keep beside the binary; MODULE//GLOB
	// means another module of the same build.
	Files []string
	// Without are files of the module that the program does without, since what they import is not to be had.
	Without []string
}

// Programs lists everything that can be built, cheapest to share first.
func Programs() []Program {
	kubernetes := []string{
		"k8s.io/component-base/version.gitVersion=VERSION",
		"k8s.io/component-base/version.gitMajor=1",
		"k8s.io/component-base/version.gitMinor=36",
		"k8s.io/component-base/version.buildDate=2026-01-01T00:00:00Z",
	}
	crds := []string{"config/crd/bases/*.yaml"}
	return withVersions([]Program{
		{Name: "etcd", Package: "go.etcd.io/etcd/server/v3", Module: "etcd", ModulePath: "go.etcd.io/etcd/server/v3"},
		{Name: "kube-apiserver", Package: "k8s.io/kubernetes/cmd/kube-apiserver", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "kube-controller-manager", Package: "k8s.io/kubernetes/cmd/kube-controller-manager", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "kube-scheduler", Package: "k8s.io/kubernetes/cmd/kube-scheduler", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		// What a node of a kind cluster runs besides these, for images where no registry is.
		{Name: "kubelet", Package: "k8s.io/kubernetes/cmd/kubelet", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "kubeadm", Package: "k8s.io/kubernetes/cmd/kubeadm", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "kubectl", Package: "k8s.io/kubernetes/cmd/kubectl", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "kube-proxy", Package: "k8s.io/kubernetes/cmd/kube-proxy", Module: "kubernetes", ModulePath: "k8s.io/kubernetes", Stamps: kubernetes},
		{Name: "coredns", Package: "github.com/coredns/coredns", Module: "coredns", ModulePath: "github.com/coredns/coredns"},
		// kwok brings no stages of its own when run outside kwokctl.
		{Name: "kwok", Package: "sigs.k8s.io/kwok/cmd/kwok", Module: "kwok", ModulePath: "sigs.k8s.io/kwok", Files: []string{
			"kustomize/stage/node/fast/node-*.yaml", "kustomize/stage/pod/fast/pod-*.yaml",
		}},
		{Name: "argocd", Package: "github.com/argoproj/argo-cd/v3/cmd", Module: "argocd", ModulePath: "github.com/argoproj/argo-cd/v3",
			Stamps: []string{"github.com/argoproj/argo-cd/v3/common.version=NUMBER"}, Files: []string{"manifests/crds/*-crd.yaml"}},
		{Name: "helm", Package: "helm.sh/helm/v3/cmd/helm", Module: "helm", ModulePath: "helm.sh/helm/v3",
			Stamps: []string{"helm.sh/helm/v3/internal/version.version=VERSION"}},
		{Name: "source-controller", Package: "github.com/fluxcd/source-controller", Module: "flux", ModulePath: "github.com/fluxcd/source-controller", Files: crds},
		{Name: "kustomize-controller", Package: "github.com/fluxcd/kustomize-controller", Module: "flux", ModulePath: "github.com/fluxcd/kustomize-controller", Files: crds},
		{Name: "helm-controller", Package: "github.com/fluxcd/helm-controller", Module: "flux", ModulePath: "github.com/fluxcd/helm-controller", Files: crds},
		{Name: "addon-controller", Package: "github.com/projectsveltos/addon-controller/cmd", Module: "addon-controller", ModulePath: "github.com/projectsveltos/addon-controller", Files: []string{
			"config/crd/bases/*.yaml", "github.com/projectsveltos/libsveltos//config/crd/bases/*.yaml",
		}},
		// A forge for tests, without what people see: that would have to be built by other tools.
		{Name: "gitea", Package: "gitea.dev", Module: "gitea", ModulePath: "gitea.dev", Stamps: []string{"main.Version=NUMBER"}, Files: []string{
			"templates/*.*", "templates/*/*.*", "templates/*/*/*.*", "templates/*/*/*/*.*", "options/*/*",
		}, Without: []string{"services/migrations/gitea_downloader.go"}},
		// An engine for kind's nodes in tests: no package has one that is new enough.
		{Name: "containerd", Package: "github.com/containerd/containerd/v2/cmd/containerd", Module: "containerd", ModulePath: "github.com/containerd/containerd/v2"},
		{Name: "containerd-shim-runc-v2", Package: "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2", Module: "containerd", ModulePath: "github.com/containerd/containerd/v2"},
		{Name: "nerdctl", Package: "github.com/containerd/nerdctl/v2/cmd/nerdctl", Module: "nerdctl", ModulePath: "github.com/containerd/nerdctl/v2"},
		// What gives Services their addresses on nodes, also for tests.
		{Name: "metallb-controller", Package: "go.universe.tf/metallb/controller", Module: "metallb", ModulePath: "go.universe.tf/metallb"},
		{Name: "metallb-speaker", Package: "go.universe.tf/metallb/speaker", Module: "metallb", ModulePath: "go.universe.tf/metallb"},
	})
}

// ControlPlanePrograms names what a ControlPlane needs.
func ControlPlanePrograms() []string {
	return []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"}
}

func withVersions(programs []Program) []Program {
	for i := range programs {
		programs[i].Version = pinned(programs[i])
	}
	return programs
}

// pinned finds the version in the embedded module file; the program table test
// proves that every program has one.
func pinned(p Program) string {
	data, err := moduleFiles.ReadFile("programs/" + p.Module + ".mod")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == "require" && fields[1] == p.ModulePath {
			return fields[2]
		}
	}
	return ""
}

func program(name string) (Program, error) {
	programs := Programs()
	i := slices.IndexFunc(programs, func(p Program) bool { return p.Name == name })
	if i >= 0 {
		return programs[i], nil
	}
	known := make([]string, len(programs))
	for i, p := range programs {
		known[i] = p.Name
	}
	return Program{}, fmt.Errorf("find program %q: known are %s", name, strings.Join(known, ", "))
}

func (p Program) ldflags() string {
	flags := []string{"-s", "-w"}
	versions := strings.NewReplacer("VERSION", p.Version, "NUMBER", strings.TrimPrefix(p.Version, "v"))
	for _, stamp := range p.Stamps {
		flags = append(flags, "-X", versions.Replace(stamp))
	}
	return strings.Join(flags, " ")
}
