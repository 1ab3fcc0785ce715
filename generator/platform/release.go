package platform

import "errors"

// Release is a chart to be rendered, with all that it sees.
type Release struct {
	Chart Chart
	// Digest says exactly which archive; empty where the lock does not know.
	Digest          string
	Name, Namespace string
	Values          map[string]any
	// Kubernetes is the cluster's minor version, such as 1.36.
	Kubernetes string
	// APIs are all that the cluster serves: group/version and group/version/Kind.
	APIs []string
}

// Rendering is what a release comes to. Nothing in it may be changed: it may be shared.
type Rendering struct {
	Objects []map[string]any
	Hooks   []Hook
	// Generated are fields, as "Kind name: field", that come out differently each time. Where there are any, there are no objects.
	Generated []string
	// SeesAPIs is whether the chart asks which APIs the cluster serves.
	SeesAPIs bool
}

// Hook is an object of a chart that Helm creates at certain moments only.
type Hook struct {
	Object map[string]any
	Events []string // such as pre-install
}

// ErrNotFetched is what errors.Is finds when a chart is not on this machine.
var ErrNotFetched = errors.New("the chart has not been fetched")
