package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// clusterCheck looks at one thing on a cluster. What it notes is a warning.
type clusterCheck struct {
	name string
	real bool // says nothing of a cluster whose pods are simulated
	look func(ctx context.Context, s *session) (found string, err error)
	mend string
}

func clusterChecks() []clusterCheck {
	return []clusterCheck{
		{name: "version", look: lookAtVersion, mend: "upgrade the cluster"},
		{name: "clock", real: true, look: lookAtClock, mend: "switch on the time service of the machine that is wrong, such as: timedatectl set-ntp true"},
		{name: "platform", look: func(ctx context.Context, s *session) (string, error) {
			return "no other platform drives it", s.checkDriven(ctx)
		}},
		{name: "permissions", real: true, look: func(ctx context.Context, s *session) (string, error) {
			return "you may do all that bootstrap does", s.checkPermissions(ctx, "")
		}, mend: "slipway bootstrap --print-role user:NAME | kubectl apply -f -"},
		{name: "agent", real: true, look: func(ctx context.Context, s *session) (string, error) {
			return "no agent that somebody else installed", s.checkAgentThere(ctx)
		}},
		{name: "clusters it drives", look: func(ctx context.Context, s *session) (string, error) {
			n := len(s.reachedSpokes())
			return fmt.Sprintf("%d of them are reached from here, and all is well there", n), s.checkSpokes(ctx)
		}},
		{name: "storage class", real: true, look: lookAtStorage, mend: "kubectl annotate storageclass NAME " + defaultClass + "=true"},
		{name: "load balancer", real: true, look: lookAtBalancer, mend: "enable a component that provides load-balancer, such as metallb: slipway catalog"},
	}
}

// examineCluster looks at a cluster that runs the agent. One that a lab is still
// to make is no failure.
func examineCluster(ctx context.Context, opts Options, host *platform.Cluster) ([]doctor.Check, error) {
	area := doctor.Area("cluster " + host.Name)
	said := &heard{}
	opts.UI, opts.Adopt = said, false
	s, err := newSession(opts, host)
	if err != nil {
		return nil, err
	}
	access, err := s.provider.reach(ctx, host)
	if _, lab := s.provider.(labProvider); lab && err != nil {
		return []doctor.Check{area.Skip("reach", err.Error())}, nil
	}
	if err == nil {
		err = s.connectTo(access)
	}
	var version string
	if err == nil {
		version, err = answers(ctx, s.kube, host.Name, opts.Timeout, said)
	}
	if err != nil {
		return []doctor.Check{area.Fail("reach", err.Error(), "")}, nil
	}
	out := []doctor.Check{area.OK("reach", fmt.Sprintf("%s answers as Kubernetes %s", s.kube.Server(), version))}
	for _, c := range clusterChecks() {
		if c.real && s.provider.simulated() {
			continue
		}
		said.list = nil
		found, err := c.look(ctx, s)
		switch {
		case kube.IsForbidden(err):
			out = append(out, area.Skip(c.name, err.Error()))
		case err != nil:
			out = append(out, area.Fail(c.name, err.Error(), c.mend))
		case len(said.list) > 0:
			out = append(out, area.Warn(c.name, said.String(), c.mend))
		default:
			out = append(out, area.OK(c.name, found))
		}
	}
	return out, nil
}

func lookAtVersion(ctx context.Context, s *session) (string, error) {
	version, err := s.kube.Version(ctx)
	if err == nil {
		err = errors.Join(s.checkVersion(version), s.lookForFlavours(ctx, version))
	}
	if err != nil {
		return "", err
	}
	found := version
	for _, f := range s.flavours {
		found += ", " + f.title
	}
	return found, nil
}

// clockLimit is how far this machine's clock may be from a cluster's: tokens and
// certificates that are made on one are read on the other.
const clockLimit = 30 * time.Second

func lookAtClock(ctx context.Context, s *session) (string, error) {
	ahead, err := s.kube.ClockAhead(ctx)
	if err != nil {
		return "", err
	}
	if ahead.Abs() > clockLimit {
		return "", fmt.Errorf("the API server's clock and this machine's are %s apart", ahead.Abs().Round(time.Second))
	}
	return "it agrees with this machine's", nil
}

// defaultClass marks the class that volumes without one are of:
// https://kubernetes.io/docs/concepts/storage/storage-classes.
const defaultClass = "storageclass.kubernetes.io/is-default-class"

func lookAtStorage(ctx context.Context, s *session) (string, error) {
	classes, err := s.kube.List(ctx, kube.Ref{APIVersion: "storage.k8s.io/v1", Kind: "StorageClass"}, kube.ListOptions{})
	if err != nil {
		return "", err
	}
	var names []string
	for _, c := range classes {
		m := kube.MetaOf(c)
		if m.Annotations[defaultClass] == "true" {
			return m.Name + " is the default", nil
		}
		names = append(names, m.Name)
	}
	s.UI.Note("no StorageClass is the default (%s), so volumes that name none wait for ever", namesOf(names))
	return "", nil
}

// lookAtBalancer tells by what is there: a Service that has an address, or that
// waits for one.
func lookAtBalancer(ctx context.Context, s *session) (string, error) {
	services, err := s.kube.List(ctx, kube.Ref{APIVersion: "v1", Kind: "Service"}, kube.ListOptions{})
	if err != nil {
		return "", err
	}
	provider := providing(s.host, "load-balancer")
	for _, o := range services {
		if textAt(o, "spec.type") != "LoadBalancer" {
			continue
		}
		name := kube.MetaOf(o).Ref.String()
		if given, _ := at(o, "status.loadBalancer.ingress").([]any); len(given) > 0 {
			return name + " has an address", nil
		}
		if provider == "" {
			s.UI.Note("%s waits for an address", name)
			return "", nil
		}
	}
	if provider != "" {
		return provider + " comes with the platform", nil
	}
	return "no Service of that type is there to tell by", nil
}

// providing names a component on a cluster that provides a capability.
func providing(c *platform.Cluster, capability string) string {
	for _, p := range c.Placements {
		if component := p.Unit.Variant.Component; slices.Contains(component.Provides, capability) {
			return component.Name
		}
	}
	return ""
}

func namesOf(names []string) string {
	if len(names) == 0 {
		return "there is none"
	}
	return "there are " + strings.Join(names, ", ")
}

// heard is a UI that keeps what is noted, and shows nothing.
type heard struct{ list []string }

func (n *heard) Step(int, int, string) StepUI { return n }
func (n *heard) Note(format string, args ...any) {
	n.list = append(n.list, fmt.Sprintf(format, args...))
}
func (n *heard) Waiting(string)    {}
func (n *heard) End(string, error) {}
func (n *heard) String() string    { return strings.Join(n.list, "; ") }
