package kind

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"sigs.k8s.io/kind/pkg/cluster"
	"sigs.k8s.io/kind/pkg/exec"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// readyWait is how long a new cluster's nodes may take to become ready.
const readyWait = 5 * time.Minute

// Exists reports whether there are nodes of a cluster, in whatever state.
func (e *Engine) Exists(name string) (bool, error) {
	nodes, err := e.Nodes(name)
	return len(nodes) > 0, err
}

// Nodes names the containers of a cluster, sorted.
func (e *Engine) Nodes(name string) ([]string, error) {
	nodes, err := e.provider(nil).ListNodes(name)
	if err != nil {
		return nil, told("list the nodes of "+name, err)
	}
	var out []string
	for _, n := range nodes {
		out = append(out, n.String())
	}
	slices.Sort(out)
	return out, nil
}

// Create makes a cluster from kind's configuration and remembers it in dir. One
// whose making fails or is broken off is deleted again.
func (e *Engine) Create(ctx context.Context, r Record, configuration []byte, dir string, report func(string)) error {
	r.Engine = e.name
	if err := r.write(dir); err != nil {
		return err
	}
	// The library merges what it finds into the file that it writes: it gets one of its own.
	scratch, err := os.MkdirTemp(dir, ".making-")
	if err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	done := make(chan error, 1)
	go func() {
		done <- e.provider(report).Create(r.Name, cluster.CreateWithRawConfig(configuration),
			cluster.CreateWithKubeconfigPath(filepath.Join(scratch, "kubeconfig")), cluster.CreateWithWaitForReady(readyWait))
	}()
	select {
	case err = <-done:
	case <-ctx.Done():
		// The library knows no context: without its containers it ends too.
		err = errors.Join(ctx.Err(), e.Delete(r.Name))
		<-done
		return errors.Join(err, e.Delete(r.Name))
	}
	if err != nil {
		return told("create kind cluster "+r.Name, err)
	}
	data, err := e.Kubeconfig(ctx, r.Name, false)
	if err != nil {
		return err
	}
	return local.WritePrivate(KubeconfigFile(dir), data)
}

// Delete removes a cluster's containers; one that does not exist is removed.
func (e *Engine) Delete(name string) error {
	scratch, err := os.MkdirTemp("", "slipway-kind-")
	if err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	// Without a file of its own the library would look into the user's.
	if err := e.provider(nil).Delete(name, filepath.Join(scratch, "kubeconfig")); err != nil {
		return told("delete kind cluster "+name, err)
	}
	return nil
}

// mostLines of what a command printed go into an error.
const mostLines = 15

// told adds what a failed command printed, which the library keeps apart.
func told(doing string, err error) error {
	failed := exec.RunErrorForError(err)
	if failed == nil || len(failed.Output) == 0 {
		return fmt.Errorf("%s: %w", doing, err)
	}
	lines := withoutFrames(strings.Split(strings.TrimSpace(string(failed.Output)), "\n"))
	lines = lines[max(0, len(lines)-mostLines):]
	return fmt.Errorf("%s: %w; it said:\n%s", doing, err, strings.Join(lines, "\n"))
}

// withoutFrames leaves out traces of Go's stack, a function and its file each:
// kubeadm ends with pages of them, and the library has it print them.
func withoutFrames(lines []string) []string {
	file := regexp.MustCompile(`^\s+\S+\.(go|s):\d+`)
	var out []string
	for i, line := range lines {
		if !file.MatchString(line) && (i+1 == len(lines) || !file.MatchString(lines[i+1])) {
			out = append(out, line)
		}
	}
	return out
}
