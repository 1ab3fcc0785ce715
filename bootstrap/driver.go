package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// platformMark is, on a root, the label with its platform's name.
const platformMark = "slipway.dev/platform"

// driver is what an agent's root on a cluster says of the platform that it is
// part of; what is empty is not said.
type driver struct{ repository, folder, name string }

// driver is nil where no root of the agent is on the host.
func (s *session) driver(ctx context.Context) (*driver, error) {
	source, err := s.find(ctx, s.sourceRef())
	if err != nil || source == nil {
		return nil, err
	}
	d := driver{repository: textAt(source, s.Agent.Status.Repository)}
	root, err := s.find(ctx, s.rootRef())
	if err != nil || root == nil {
		return &d, err
	}
	d.folder = textAt(root, s.Agent.Status.Folder)
	labels, _ := at(root, "metadata.labels").(map[string]any)
	d.name, _ = labels[platformMark].(string)
	return &d, nil
}

// find returns nil for an object that is not there.
func (s *session) find(ctx context.Context, r kube.Ref) (map[string]any, error) {
	obj, err := s.kube.Get(ctx, r)
	if errors.Is(err, kube.ErrNotFound) || errors.Is(err, kube.ErrNoKind) {
		return nil, nil
	}
	return obj, err
}

// isOf reports whether nothing that a driver says is another platform's.
func (d driver) isOf(p *platform.Platform) bool {
	base, folder := path.Join(p.Repository.Path, render.Generated), path.Clean(d.folder)
	inside := d.folder == "" || folder == base || strings.HasPrefix(folder, base+"/")
	return (d.repository == "" || d.repository == p.Repository.URL) && inside && (d.name == "" || d.name == p.Name)
}

// String is how people tell platforms apart.
func (d driver) String() string {
	var b strings.Builder
	if d.name != "" {
		b.WriteString("platform " + d.name + " of ")
	}
	b.WriteString(d.repository)
	if d.folder != "" {
		fmt.Fprintf(&b, " (folder %s)", path.Clean(d.folder))
	}
	return b.String()
}

// driverOf is what the platform's own root will say.
func driverOf(p *platform.Platform) driver {
	return driver{repository: p.Repository.URL, folder: path.Join(p.Repository.Path, render.Generated), name: p.Name}
}

// checkForeign refuses a cluster that another platform drives already: another
// repository's, another folder's of this one, or one by another name.
func (s *session) checkForeign(ctx context.Context) error {
	d, err := s.driver(ctx)
	if err != nil || d == nil || d.isOf(s.Platform) {
		return err
	}
	return fmt.Errorf("cluster %s is driven from %s already, not from %s; uninstall that platform first, from its own folder, or bootstrap another cluster. If the platform was renamed or moved, push that by hand, wait until the agent holds it, and run again",
		s.host.Name, d, driverOf(s.Platform))
}

// checkOtherAgent refuses a cluster that an agent which is not the platform's
// drives, be it for this platform or for another one.
func (s *session) checkOtherAgent(ctx context.Context) error {
	d, err := s.driver(ctx)
	if err != nil || d == nil {
		return err
	}
	managed, err := s.managed(ctx)
	switch {
	case err != nil:
		return err
	case managed && d.isOf(s.Platform):
		return fmt.Errorf("cluster %s is driven by %s; move it with: slipway migrate %s", s.host.Name, s.Agent.Title, s.Platform.Agent)
	case d.name != "" && !d.isOf(s.Platform):
		return fmt.Errorf("%s drives cluster %s from %s already; uninstall that platform first, from its own folder, or bootstrap another cluster",
			s.Agent.Title, s.host.Name, d)
	}
	return nil
}

// drives reports whether the agent manages itself on the host from the
// platform's repository.
func (s *session) drives(ctx context.Context) (bool, error) {
	managed, err := s.managed(ctx)
	if err != nil || !managed {
		return false, err
	}
	d, err := s.driver(ctx)
	return d != nil && d.repository != "" && d.isOf(s.Platform), err
}
