package kind

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kind/pkg/cluster/nodes"
	"sigs.k8s.io/kind/pkg/cluster/nodeutils"
	"sigs.k8s.io/kind/pkg/exec"
)

// Preload is what the nodes of a cluster are given, so that they pull it from nowhere.
type Preload struct {
	Images   []string // with a tag; the engine pulls what it does not have
	Archives []string // as `docker save` writes them
}

// preloadAtOnce is how many images are on their way at a time.
const preloadAtOnce = 4

// Preload gives images to all nodes of a cluster that lack them, and reports
// how far it is.
func (e *Engine) Preload(ctx context.Context, name string, p Preload, report func(string)) error {
	if len(p.Images)+len(p.Archives) == 0 {
		return nil
	}
	all, err := e.internal(name)
	if err != nil {
		return err
	}
	has, err := holdings(ctx, all)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "slipway-images-")
	if err != nil {
		return fmt.Errorf("create scratch folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	todo := preloads(p, all, has)
	at := newCounter(len(todo), report)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(preloadAtOnce)
	for i, t := range todo {
		g.Go(func() error {
			archive := t.archive
			if archive == "" {
				archive = filepath.Join(scratch, fmt.Sprintf("%d.tar", i))
				defer os.Remove(archive)
				if err := e.save(ctx, t.image, archive); err != nil {
					return err
				}
			}
			if err := load(ctx, archive, t.to); err != nil {
				return fmt.Errorf("load %s: %w", t, err)
			}
			at.done(t.String())
			return nil
		})
	}
	return g.Wait()
}

// preload is one image or archive, and the nodes that lack it.
type preload struct {
	image, archive string
	to             []nodes.Node
}

func (p preload) String() string { return p.image + p.archive }

// preloads leaves out what every node has. What is in an archive is not known
// before it is loaded.
func preloads(p Preload, all []nodes.Node, has map[string]map[string]bool) []preload {
	var out []preload
	for _, image := range slices.Compact(slices.Sorted(slices.Values(p.Images))) {
		var lack []nodes.Node
		for _, node := range all {
			if !has[node.String()][fullName(image)] {
				lack = append(lack, node)
			}
		}
		if len(lack) > 0 {
			out = append(out, preload{image: image, to: lack})
		}
	}
	for _, archive := range p.Archives {
		out = append(out, preload{archive: archive, to: all})
	}
	return out
}

// save writes an image to a file; the engine pulls it where it must.
func (e *Engine) save(ctx context.Context, image, to string) error {
	if !e.Has(ctx, image) {
		if err := e.Pull(ctx, image); err != nil {
			return err
		}
	}
	if _, err := exec.CombinedOutputLines(exec.CommandContext(ctx, e.name, "save", "--output", to, image)); err != nil {
		return told("save image "+image, err)
	}
	return nil
}

// load gives an archive to nodes, all at once.
func load(ctx context.Context, archive string, to []nodes.Node) error {
	var g errgroup.Group
	for _, node := range to {
		g.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			f, err := os.Open(archive)
			if err != nil {
				return err
			}
			defer f.Close()
			if err := nodeutils.LoadImageArchive(node, f); err != nil {
				return told("into "+node.String(), err)
			}
			return nil
		})
	}
	return g.Wait()
}

// counter says how far several are that go on at a time.
type counter struct {
	mu     sync.Mutex
	n, of  int
	report func(string)
}

func newCounter(of int, report func(string)) *counter { return &counter{of: of, report: report} }

func (c *counter) done(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	c.report(fmt.Sprintf("loaded %d of %d: %s", c.n, c.of, what))
}
