package platform

// Kind is how provider kind makes a cluster. As YAML it is what a lab remembers
// of one, so a field that is empty is left out there: one that a later version
// adds makes no cluster another.
type Kind struct {
	// Image is that of the nodes; empty for kind's own.
	Image   string              `json:"image" yaml:"image,omitempty"`
	Nodes   KindNodes           `json:"nodes" yaml:"nodes,omitempty"`
	Network string              `json:"network" yaml:"network,omitempty"`
	Ports   []KindPort          `json:"ports" yaml:"ports,omitempty"`
	Mirrors map[string][]string `json:"mirrors" yaml:"mirrors,omitempty"`
	Mounts  []KindMount         `json:"mounts" yaml:"mounts,omitempty"`
	// Preload is no part of what a cluster is made from: it may change at any time.
	Preload KindPreload `json:"preload" yaml:"-"`
}

// KindPreload is what nodes are given, so that they pull it from nowhere.
type KindPreload struct {
	Components bool     `json:"components"`
	Images     []string `json:"images"`
	Archives   []string `json:"archives"`
}

// KindNodes counts nodes.
type KindNodes struct {
	ControlPlanes int `json:"controlPlanes" yaml:"controlPlanes"`
	Workers       int `json:"workers" yaml:"workers"`
}

// KindPort leads from a port of this machine to one of the first node.
type KindPort struct {
	Host     int    `json:"host" yaml:"host,omitempty"`
	Node     int    `json:"node" yaml:"node,omitempty"`
	Address  string `json:"address" yaml:"address,omitempty"`
	Protocol string `json:"protocol" yaml:"protocol,omitempty"`
}

// KindMount shows a folder of this machine to every node.
type KindMount struct {
	Host     string `json:"host" yaml:"host,omitempty"`
	Node     string `json:"node" yaml:"node,omitempty"`
	ReadOnly bool   `json:"readOnly" yaml:"readOnly,omitempty"`
}
