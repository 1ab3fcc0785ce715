package bootstrap

import (
	"fmt"

	"github.com/Masterminds/semver/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// checkVersion refuses a cluster that is older than what the agent's version
// works with, and notes one that is newer than what it was tested with, and one
// that the platform takes for another. What it finds on provider local was
// chosen to fit.
func (s *session) checkVersion(live string) error {
	if s.provider.simulated() {
		return nil
	}
	agent := s.Agent.Title
	if u, ok := s.host.Unit(s.Agent.Component); ok {
		agent += " (" + s.Agent.Component + " " + u.Unit.Variant.Version + ")"
	}
	notes, err := judgeVersion(s.host, agent, s.Agent.Kubernetes, live)
	if err != nil && s.ForceVersion {
		notes, err = append(notes, err.Error()), nil
	}
	for _, note := range notes {
		s.UI.Note("%s", note)
	}
	return err
}

// judgeVersion compares a cluster's live version with what the agent supports
// and with what the platform says of the cluster.
func judgeVersion(c *platform.Cluster, agent string, supported platform.MinorRange, live string) (notes []string, err error) {
	version, err := semver.NewVersion(live)
	if err != nil {
		return nil, fmt.Errorf("cluster %s says that it runs Kubernetes %q, which is no version", c.Name, live)
	}
	minor := fmt.Sprintf("%d.%d", version.Major(), version.Minor())
	if c.Kubernetes != "" && c.Kubernetes != minor {
		notes = append(notes, fmt.Sprintf("cluster %s runs Kubernetes %s, and platform.yaml says %s, which charts are rendered for in delivery manifests; set kubernetes: %q",
			c.Name, minor, c.Kubernetes, minor))
	}
	if supported.Through != "" && newerMinor(minor, supported.Through) {
		notes = append(notes, fmt.Sprintf("cluster %s runs Kubernetes %s, and %s is tested up to %s", c.Name, minor, agent, supported.Through))
	}
	if supported.From != "" && newerMinor(supported.From, minor) {
		err = fmt.Errorf("cluster %s runs Kubernetes %s, and %s needs %s or newer; upgrade the cluster, or set an older version of the agent's component that knows it and give --force-version",
			c.Name, minor, agent, supported.From)
	}
	return notes, err
}

// newerMinor reports whether a is a later minor version than b; the schema
// holds both to that form.
func newerMinor(a, b string) bool {
	x, errX := semver.NewVersion(a)
	y, errY := semver.NewVersion(b)
	return errX == nil && errY == nil && x.GreaterThan(y)
}
