package kube

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// errNoKubeconfig stands for what the parser says, which may quote a token.
var errNoKubeconfig = errors.New("read kubeconfig: it is not YAML of that kind")

// Connect makes a client from the bytes of a kubeconfig. An empty context means its current one.
func Connect(kubeconfig []byte, context string) (*Client, error) {
	cfg, err := clientcmd.Load(kubeconfig)
	if err != nil {
		return nil, errNoKubeconfig
	}
	return connect(cfg, context)
}

// ConnectFile is Connect for a file. An empty path means what kubectl would use: $KUBECONFIG, else ~/.kube/config.
func ConnectFile(path, context string) (*Client, error) {
	cfg, err := load(path)
	if err != nil {
		return nil, err
	}
	return connect(cfg, context)
}

// File is what a kubeconfig file says, or those of a list together, as $KUBECONFIG holds them.
type File struct {
	path string
	cfg  *api.Config
}

// ReadFile reads one. An empty path means what it means for ConnectFile.
func ReadFile(path string) (*File, error) {
	cfg, err := load(path)
	if err != nil {
		return nil, err
	}
	return &File{path: path, cfg: cfg}, nil
}

// Contexts lists the contexts, sorted.
func (f *File) Contexts() []string { return slices.Sorted(maps.Keys(f.cfg.Contexts)) }

// Told are the contexts for people, who do not read a thousand.
func (f *File) Told() string { return first(f.Contexts()) }

// All is the whole of it, as one kubeconfig that may be read from anywhere.
func (f *File) All() ([]byte, error) { return write(f.cfg) }

// Only is a kubeconfig of one context alone, which may be read from anywhere: paths in it are no longer relative to
// where it stood. A fleet's file is large, and every cluster would be read with all the others.
func (f *File) Only(context string) ([]byte, error) {
	if len(f.cfg.Contexts) == 0 {
		return nil, fmt.Errorf("read kubeconfig: %s has no context", f.path)
	}
	chosen, ok := f.cfg.Contexts[context]
	if !ok {
		return nil, missingContext(f.cfg, context)
	}
	out := api.NewConfig()
	out.CurrentContext, out.Contexts[context] = context, chosen
	if cluster, ok := f.cfg.Clusters[chosen.Cluster]; ok {
		out.Clusters[chosen.Cluster] = cluster
	}
	if user, ok := f.cfg.AuthInfos[chosen.AuthInfo]; ok {
		out.AuthInfos[chosen.AuthInfo] = user
	}
	return write(out)
}

func write(cfg *api.Config) ([]byte, error) {
	data, err := clientcmd.Write(*cfg)
	if err != nil {
		return nil, fmt.Errorf("write kubeconfig: %w", err)
	}
	return data, nil
}

func load(path string) (*api.Config, error) {
	rules := clientcmd.NewDefaultClientConfigLoadingRules()
	rules.ExplicitPath = path
	if files := filepath.SplitList(path); len(files) > 1 {
		rules.ExplicitPath, rules.Precedence = "", files // of these, as with kubectl, some may be missing
	}
	rules.MigrationRules = nil // on Windows these would copy an old file to ~/.kube/config
	rules.WarnIfAllMissing = false
	cfg, err := rules.Load()
	var file *fs.PathError
	if errors.As(err, &file) {
		return nil, fmt.Errorf("read kubeconfig: %w", file)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, errNoKubeconfig)
	}
	return cfg, nil
}

// Endpoint is the address of a context's API server, and the certificate authority by which that is trusted, in PEM;
// empty where the machine's own are.
func Endpoint(kubeconfig []byte, context string) (server string, ca []byte, err error) {
	cfg, err := clientcmd.Load(kubeconfig)
	if err != nil {
		return "", nil, errNoKubeconfig
	}
	restCfg, _, err := restConfig(cfg, context)
	if err == nil {
		err = rest.LoadTLSFiles(restCfg)
	}
	if err != nil {
		return "", nil, err
	}
	return restCfg.Host, restCfg.CAData, nil
}

func connect(cfg *api.Config, context string) (*Client, error) {
	restCfg, context, err := restConfig(cfg, context)
	if err != nil {
		return nil, err
	}
	return newClient(restCfg, context)
}

func restConfig(cfg *api.Config, context string) (*rest.Config, string, error) {
	if context == "" {
		context = cfg.CurrentContext
	}
	if _, ok := cfg.Contexts[context]; !ok {
		return nil, "", missingContext(cfg, context)
	}
	restCfg, err := clientcmd.NewNonInteractiveClientConfig(*cfg, context, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, "", fmt.Errorf("read kubeconfig context %q: %w", context, err)
	}
	return restCfg, context, nil
}

// mostNamed is how many contexts people read.
const mostNamed = 20

func first(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostNamed], ", "), len(names)-mostNamed)
}

func missingContext(cfg *api.Config, context string) error {
	names := slices.Sorted(maps.Keys(cfg.Contexts))
	have := "it has none"
	if len(names) > 0 {
		have = "it has " + first(names)
	}
	if context == "" {
		return fmt.Errorf("kubeconfig names no current context: %s", have)
	}
	return fmt.Errorf("kubeconfig has no context %q: %s", context, have)
}
