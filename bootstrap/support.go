package bootstrap

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/bundle"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/bootstrap/redact"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Support gathers what somebody who helps needs to see, writes it to a file that
// only its owner may read, and returns the names of what is in it. What cannot be
// had is said in the bundle itself: it is made for when things do not work.
func Support(ctx context.Context, opts Options, file string, versions map[string]string) ([]string, error) {
	g := &gatherer{Options: opts, kubeconfigs: map[string]Access{}}
	known := g.secrets(ctx)
	g.bundle = bundle.New(opts.Platform.Name+"-support", known, map[string]string{
		opts.Dir: "(platform)", opts.StateDir: "(state)", opts.CacheDir: "(cache)", os.TempDir() + string(filepath.Separator): "(temporary)/",
	})
	if err := g.folder(); err != nil {
		return nil, err
	}
	if err := g.json("versions.json", versions); err != nil {
		return nil, err
	}
	if err := g.status(ctx); err != nil {
		return nil, err
	}
	for _, c := range opts.Platform.Clusters {
		g.cluster(ctx, c)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := g.bundle.Write(&out); err != nil {
		return nil, err
	}
	return g.bundle.Names(), local.WritePrivate(file, out.Bytes())
}

// gatherer fills a bundle.
type gatherer struct {
	Options
	bundle      *bundle.Bundle
	kubeconfigs map[string]Access // by cluster
}

// secrets are those that this program is given, so that it knows them wherever
// they turn up: declared credentials, and what kubeconfigs log in with.
func (g *gatherer) secrets(ctx context.Context) redact.Values {
	var values []string
	silent := &credential.Reader{Dir: g.Dir, Getenv: g.Getenv} // nobody is asked for what is to be left out
	for _, declared := range g.Platform.Credentials {
		if c, err := silent.Read(ctx, declared); err == nil {
			values = append(values, c.Password, c.SSHKey, c.GitHubAppKey)
			values = append(values, encryptedValues(g.Platform, c.Identity)...)
		}
	}
	g.kubeconfig = kubeconfigOnce(g.Getenv)
	if file, err := g.kubeconfig(); err == nil {
		if all, err := file.All(); err == nil { // a pod may say a login for a cluster that no context names
			values = append(values, loginsIn(all)...)
		}
	}
	for _, c := range g.Platform.Clusters {
		p, err := newProvider(c.Provider, g.Options)
		if err != nil {
			continue
		}
		if access, err := p.reach(ctx, c); err == nil {
			g.kubeconfigs[c.Name] = access
			values = append(values, loginsIn(access.Kubeconfig)...)
		}
	}
	return redact.NewValues(values...)
}

// loginsIn are the secrets in a kubeconfig.
func loginsIn(kubeconfig []byte) []string {
	objects, err := parse(kubeconfig)
	if err != nil {
		return nil
	}
	var out []string
	for _, o := range objects {
		for _, key := range []string{"token", "password", "client-key-data"} {
			found, _ := at(o, "users[*].user."+key).([]any)
			for _, v := range found {
				if s, ok := v.(string); ok {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// folder adds what the user wrote, and the lock.
func (g *gatherer) folder() error {
	names := []string{"platform.yaml", "platform.cue", "slipway.lock"}
	clusters, err := filepath.Glob(filepath.Join(g.Dir, "clusters", "*.yaml"))
	if err != nil {
		return fmt.Errorf("list clusters: %w", err)
	}
	for _, path := range clusters {
		names = append(names, filepath.ToSlash(filepath.Join("clusters", filepath.Base(path))))
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(g.Dir, filepath.FromSlash(name)))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		g.bundle.Text(name, string(text))
	}
	return nil
}

func (g *gatherer) json(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	g.bundle.Text(name, string(text)+"\n")
	return nil
}

func (g *gatherer) status(ctx context.Context) error {
	r, err := Look(ctx, g.Options)
	if err != nil {
		g.bundle.Text("status-error.txt", err.Error()+"\n")
		return ctx.Err()
	}
	return g.json("status.json", r)
}

// cluster adds what is known of a cluster, and what could not be had.
func (g *gatherer) cluster(ctx context.Context, c *platform.Cluster) {
	of := &clusterGatherer{gatherer: g, cluster: c, at: "clusters-seen/" + c.Name + "/"}
	of.all(ctx)
	if of.lacks != "" {
		g.bundle.Text(of.at+"errors.txt", of.lacks)
	}
}
