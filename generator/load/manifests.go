package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// manifests are the source's objects as this variant wants them.
func (ev *evaluator) manifests(c *compiled, filled cue.Value, v *platform.Variant) (*platform.Manifests, error) {
	m := &platform.Manifests{Version: v.Version}
	m.URL = mirrored(ev.mirrors, strings.ReplaceAll(v.Component.Source.Manifests.URL, "$version", v.Version))
	if err := decodePath(filled, "patches", &m.Patches); err != nil {
		return nil, err
	}
	for i, p := range m.Patches {
		if len(p.Target) == 0 || (len(p.Operations) == 0) == (len(p.Merge) == 0) {
			return nil, c.fault([]any{"patches", i}, "a patch needs a target, and operations or merge", "")
		}
	}
	m.Images = renames(ev.mirrors, v.Images)
	return m, nil
}

// mirrored replaces the longest beginning of an address that has a mirror, up
// to a slash.
func mirrored(mirrors map[string]string, address string) string {
	longest, out := -1, address
	for from, to := range mirrors {
		from, to = strings.TrimSuffix(from, "/"), strings.TrimSuffix(to, "/")
		rest, ok := strings.CutPrefix(address, from)
		if ok && len(from) > longest && (rest == "" || rest[0] == '/') {
			longest, out = len(from), to+rest
		}
	}
	return out
}

// renames says which images a mirror of an OCI registry holds.
func renames(mirrors map[string]string, images []string) []platform.ImageRename {
	registries := maps.Clone(mirrors)
	maps.DeleteFunc(registries, func(from, to string) bool {
		return !strings.HasPrefix(from, "oci://") || !strings.HasPrefix(to, "oci://")
	})
	var out []platform.ImageRename
	for _, image := range images {
		name := imageName(image)
		if to := strings.TrimPrefix(mirrored(registries, "oci://"+name), "oci://"); to != name {
			out = append(out, platform.ImageRename{Name: name, NewName: to})
		}
	}
	return slices.Compact(out)
}

// imageName is an image without tag and digest.
func imageName(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.LastIndex(image, ":"); i > strings.LastIndex(image, "/") {
		image = image[:i]
	}
	return image
}

// checkKinds refuses units that the agent's folder has no file for: they would
// be missing from the repository without a word.
func (r *resolver) checkKinds(agent *platform.Agent, clusters []*platform.Cluster) problem.Problems {
	var problems problem.Problems
	for _, v := range variantsIn(clusters) {
		for _, u := range v.Units {
			companion := slices.Contains(agent.Companions, v.Component.Name)
			if slices.ContainsFunc(agent.Files, func(f platform.AgentFile) bool {
				return f.Scope == "unit" && f.When == u.Kind() && (companion || !f.Companions)
			}) {
				continue
			}
			problems = append(problems, problem.Problem{
				Position: r.input.at("spec", "agent"), Path: "spec.agent",
				Message: fmt.Sprintf("%s cannot install %s: %s", agent.Title, u.Name, madeOf(u)),
				Hint:    "choose another agent, or a component that provides the same",
			})
		}
	}
	return slices.Compact(problems)
}

// madeOf says what a unit is, to people.
func madeOf(u *platform.Unit) string {
	switch u.Kind() {
	case "chart":
		return "it is a Helm chart"
	case "manifests":
		return "it is an OCI artifact with manifests"
	case "file":
		return "it is a file of manifests on a web server"
	}
	return "it is objects"
}
