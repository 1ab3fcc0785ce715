package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/lab/check"
	"github.com/slipway-platform/slipway/bootstrap/lab/workspace"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// world is what an exercise's checks look at.
type world struct {
	state   string // the folder of the lab
	attempt *attempt
	space   workspace.Workspace
	load    func() (bootstrap.Options, error)
	clients map[string]*kube.Client
	report  *bootstrap.Report
}

var _ check.World = (*world)(nil)

func (l *Lab) world(a *attempt) *world {
	return &world{state: l.state, attempt: a, space: l.workspace(a), load: l.quiet, clients: map[string]*kube.Client{}}
}

// kubeconfigIn is where the lab of that state folder keeps a cluster's kubeconfig.
func kubeconfigIn(state, cluster string) string {
	return filepath.Join(state, "clusters", cluster, "kubeconfig")
}

// client reaches a cluster of the lab; without a name the one that runs the agent.
func (w *world) client(cluster string) (*kube.Client, error) {
	if cluster == "" {
		cluster = w.attempt.Host
	}
	if c, ok := w.clients[cluster]; ok {
		return c, nil
	}
	c, err := kube.ConnectFile(kubeconfigIn(w.state, cluster), "")
	if err != nil {
		return nil, fmt.Errorf("reach cluster %s: %w", cluster, err)
	}
	w.clients[cluster] = c
	return c, nil
}

func (w *world) Object(ctx context.Context, cluster, apiVersion, kind, namespace, name string) (map[string]any, error) {
	c, err := w.client(cluster)
	if err != nil {
		return nil, err
	}
	o, err := c.Get(ctx, kube.Ref{APIVersion: apiVersion, Kind: kind, Namespace: namespace, Name: name})
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return nil, nil
	}
	return o, err
}

func (w *world) Objects(ctx context.Context, cluster, apiVersion, kind, namespace string) ([]map[string]any, error) {
	c, err := w.client(cluster)
	if err != nil {
		return nil, err
	}
	list, err := c.List(ctx, kube.Ref{APIVersion: apiVersion, Kind: kind, Namespace: namespace}, kube.ListOptions{})
	if errors.Is(err, kube.ErrNoKind) {
		return nil, nil
	}
	return list, err
}

func (w *world) File(ctx context.Context, commit, path string) (*string, error) {
	return w.space.File(ctx, commit, path)
}

func (w *world) YAML(ctx context.Context, commit, path string) (any, error) {
	text, err := w.space.File(ctx, commit, path)
	if err != nil || text == nil {
		return nil, err
	}
	var v any
	if err := yaml.Unmarshal([]byte(*text), &v); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return plain(v)
}

// Git is what is served: head, files, and the commits since the start, newest first.
func (w *world) Git(ctx context.Context) (map[string]any, error) {
	head, err := w.space.Head(ctx)
	if err != nil {
		return nil, err
	}
	files, err := w.space.Files(ctx)
	if err != nil {
		return nil, err
	}
	changes, err := w.space.Since(ctx, w.attempt.start())
	if err != nil {
		return nil, err
	}
	commits := []map[string]any{}
	for _, c := range changes {
		commits = append(commits, map[string]any{"hash": c.Commit, "author": c.Author, "subject": c.Subject, "paths": c.Paths})
	}
	return map[string]any{"head": head, "files": files, "commits": commits}, nil
}

// Status is what slipway status -o json says.
func (w *world) Status(ctx context.Context) (map[string]any, error) {
	r, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	v, err := plain(r)
	status, _ := v.(map[string]any)
	return status, err
}

// look asks the agents once, for somebody who waits.
func (w *world) look(ctx context.Context) (*bootstrap.Report, error) {
	if w.report != nil {
		return w.report, nil
	}
	opts, err := w.load()
	if err == nil {
		w.report, err = bootstrap.LookNow(ctx, opts)
	}
	return w.report, err
}

// Unit is one unit of the status, flat.
func (w *world) Unit(ctx context.Context, cluster, name string) (map[string]any, error) {
	if cluster == "" {
		cluster = w.attempt.Host
	}
	r, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range r.Clusters {
		for _, u := range c.Units {
			if c.Name == cluster && u.Name == name {
				return map[string]any{"name": u.Name, "ready": u.Ready(), "version": u.Version, "variant": u.Variant, "wave": u.Wave,
					"sync": u.Verdict.Sync, "health": u.Verdict.Health, "commit": u.Verdict.Commit, "message": u.Verdict.Message,
					"cause": u.Cause, "mend": u.Mend}, nil
			}
		}
	}
	return nil, nil
}

// Start is how everything was: the commit that was served, the agent, and remembered objects.
func (w *world) Start(context.Context) (map[string]any, error) {
	objects := map[string]any{}
	for name, o := range w.attempt.Objects {
		objects[name] = o
	}
	return map[string]any{"commit": w.attempt.start(), "time": w.attempt.Time.Format(time.RFC3339), "agent": w.attempt.Agent, "objects": objects}, nil
}

// start is the commit that was served when the exercise began, before its setup.
func (a *attempt) start() string { return a.Refs["refs/heads/"+a.Branch] }

// snapshot is an object as it is; nil where it is not there. Of a Secret only
// what it is called, for it is written down.
func (w *world) snapshot(ctx context.Context, r exercise.Ref) (map[string]any, error) {
	o, err := w.Object(ctx, r.Cluster, r.APIVersion, r.Kind, r.Namespace, r.Name)
	if err != nil || o == nil {
		return nil, err
	}
	forget(o)
	o[onCluster] = r.Cluster
	return o, nil
}

// forget takes out of an object what is not to be written down, and of a Secret
// its values, wherever they stand.
func forget(o map[string]any) {
	meta, _ := o["metadata"].(map[string]any)
	delete(meta, "managedFields")
	if annotations, ok := meta["annotations"].(map[string]any); ok {
		delete(annotations, "kubectl.kubernetes.io/last-applied-configuration")
	}
	if o["kind"] == "Secret" {
		for _, values := range secretValues() {
			delete(o, values)
		}
	}
}

// secretValues are the fields of a Secret that are secret.
func secretValues() []string { return []string{"data", "stringData"} }

// onCluster is where a snapshot says which cluster it is of.
const onCluster = "slipway.dev/cluster"

// plain is a value as JSON has it.
func plain(v any) (out any, err error) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	return out, err
}
