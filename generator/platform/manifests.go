package platform

import (
	"slices"
	"strings"
)

// ManifestsSource is objects that their project publishes as a whole: an OCI
// artifact, or one file on a web server.
type ManifestsSource struct {
	URL     string `json:"url"`
	Version string `json:"version"`
}

// Manifests are published objects at one version, and what is changed in them.
type Manifests struct {
	// URL is oci://host/path, where the version is the tag, or the address of a file.
	URL     string
	Version string
	Patches []Patch
	Images  []ImageRename
}

// Patch changes the objects that Target selects, as kustomize does: by
// operations on fields, or by merging. Strings may hold facts.
type Patch struct {
	// Target has some of group, version, kind, name, namespace, labelSelector and annotationSelector.
	Target     map[string]string `json:"target"`
	Operations []any             `json:"operations"`
	Merge      map[string]any    `json:"merge"`
}

// Body is what a patch does, whichever way it does it.
func (p Patch) Body() any {
	if p.Merge != nil {
		return p.Merge
	}
	return p.Operations
}

// AllPatches are the patches, none where there are no manifests.
func (m *Manifests) AllPatches() []Patch {
	if m == nil {
		return nil
	}
	return m.Patches
}

// ImageRename is an image's name and where a mirror holds it, both without tag and digest.
type ImageRename struct{ Name, NewName string }

// Renamed is where an image comes from by these renames; nil renames none.
func (m *Manifests) Renamed(image string) string {
	if m == nil {
		return image
	}
	for _, r := range m.Images {
		if rest, ok := strings.CutPrefix(image, r.Name); ok && (rest == "" || rest[0] == ':' || rest[0] == '@') {
			return r.NewName + rest
		}
	}
	return image
}

// OCI reports whether the manifests are an artifact in an OCI registry.
func (m Manifests) OCI() bool { return strings.HasPrefix(m.URL, "oci://") }

// PlainHTTP reports whether the registry speaks plain HTTP: one on this machine does.
func (m Manifests) PlainHTTP() bool { return m.Registry().PlainHTTP() }

// RepositoryID is what tells registries apart in the names of objects.
func (m Manifests) RepositoryID() string { return m.Registry().RepositoryID() }

// Registry is what a chart from the same place would name as its repository: one
// without a name, which no chart is.
func (m Manifests) Registry() Chart { return Chart{Repository: m.URL, Version: m.Version} }

// Kind says what a unit is made of, in the words of an agent's files.
func (u *Unit) Kind() string {
	switch {
	case u.Chart != nil:
		return "chart"
	case u.Rendered != nil:
		return "rendered"
	case u.Manifests != nil && u.Manifests.OCI():
		return "manifests"
	case u.Manifests != nil:
		return "file"
	}
	if u.CarriesFacts() {
		return "facts"
	}
	return "objects"
}

// CarriesFacts reports whether facts stand in the unit's objects, in the values
// of its chart or in what is changed in published objects.
func (u *Unit) CarriesFacts() bool {
	if slices.ContainsFunc(u.Manifests.AllPatches(), func(p Patch) bool { return ContainsFact(p.Body()) }) {
		return true
	}
	if u.Chart != nil {
		return ContainsFact(u.Values)
	}
	return slices.ContainsFunc(u.Objects, func(o map[string]any) bool { return ContainsFact(o) })
}
