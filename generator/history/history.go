// Package history reads from what a repository held in one commit after the other what each commit changed on which
// clusters. It compares what is generated: the files of the variants that clusters have, without what they are called.
package history

import (
	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Store has the platform's folder as it was in commits. Folders and files are known by an ID, which is the same as long as
// what is in them is.
type Store interface {
	// Root is the platform's folder in a commit, empty where it was not there.
	Root(commit string) (id string, err error)
	Each(folder string, visit func(name, id string, folder bool)) error
	Read(file string) ([]byte, error)
}

// Reader reads states. It remembers what it read of the last one, as most of that is the same in the next.
type Reader struct {
	store    Store
	agents   map[string]*agent
	rings    map[string]string // of today's clusters, where an old input does not say
	versions apiversion.Table  // of the input's format
	last     *State
	contents map[string]string // by folder and variant
}

// agent is how an agent's files are read.
type agent struct {
	*platform.Agent
	variants *platform.VariantReader
}

// NewReader makes a reader of repositories of these agents. Rings are those that clusters are in now.
func NewReader(store Store, agents []*platform.Agent, rings map[string]string, versions apiversion.Table) (*Reader, error) {
	r := &Reader{store: store, agents: map[string]*agent{}, rings: rings, versions: versions, last: &State{}, contents: map[string]string{}}
	for _, a := range agents {
		variants, err := a.VariantReader()
		if err != nil {
			return nil, err
		}
		r.agents[a.Name] = &agent{a, variants}
	}
	return r, nil
}

// State is what a repository held in a commit.
type State struct {
	id       string
	lock     memo[tree.Meta]
	outline  outline
	clusters memo[map[string]*cluster]
	variants memo[map[string]*component]
	agent    *agent // nil where nothing is generated
}

// memo is what was read of a folder or file.
type memo[T any] struct {
	id   string
	what T
}

// outline is the input, and what it was read from.
type outline struct {
	platform memo[*load.Outline]
	files    memo[map[string]*clusterInput]
	whole    *load.Outline // nil where the input is a program, or cannot be read
}

type clusterInput struct {
	id string
	load.OutlineCluster
}

// cluster is what a cluster's folder names: the variant of each component.
type cluster struct {
	id       string
	variants map[string]string
}

// component has the folders of its variants, by what clusters' files call them.
type component struct {
	id      string
	folders map[string]variant
}

type variant struct{ name, folder string }

// Ring is the ring that a cluster was in.
func (r *Reader) ring(s *State, cluster string) string {
	if s.outline.whole != nil {
		return s.outline.whole.Ring(cluster)
	}
	return r.rings[cluster]
}

// version is the version of a component that a cluster had, empty where that is not known.
func (s *State) version(cluster, component string) string {
	if s.outline.whole == nil {
		return ""
	}
	if v := s.outline.whole.Version(cluster, component); v != "" {
		return v
	}
	for _, c := range s.lock.what.Components {
		if c.Name == component {
			return c.Version
		}
	}
	return ""
}

// Knows is whether the input said which ring clusters are in, and which versions they get.
func (s *State) Knows() bool { return s.outline.whole != nil }
