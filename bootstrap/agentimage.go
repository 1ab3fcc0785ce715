package bootstrap

import (
	"path"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// agentImage is the first image of a workload that only the agent runs.
func (s *session) agentImage(o map[string]any) string {
	return findImage(o, func(repository string) bool {
		return slices.ContainsFunc(s.Agent.Images, func(name string) bool { return repository == name || strings.HasSuffix(repository, "/"+name) })
	})
}

// imageLike is the image of a workload that is called as another, in whatever
// registry.
func imageLike(o map[string]any, image string) string {
	repository, _ := splitImage(image)
	return findImage(o, func(other string) bool { return path.Base(other) == path.Base(repository) })
}

func findImage(o map[string]any, is func(repository string) bool) string {
	containers, _ := at(o, "spec.template.spec.containers").([]any)
	for _, c := range containers {
		c, _ := c.(map[string]any)
		image, _ := c["image"].(string)
		if repository, _ := splitImage(image); is(repository) {
			return image
		}
	}
	return ""
}

// splitImage takes an image's name apart; the tag is empty where there is none.
func splitImage(image string) (repository, tag string) {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.LastIndex(image, ":"); i > strings.LastIndex(image, "/") {
		return image[:i], image[i+1:]
	}
	return image, ""
}

// sameLine reports whether two images are of one minor version.
func sameLine(a, b string) bool {
	_, tagA := splitImage(a)
	_, tagB := splitImage(b)
	x, errX := semver.NewVersion(tagA)
	y, errY := semver.NewVersion(tagB)
	return errX == nil && errY == nil && x.Major() == y.Major() && x.Minor() == y.Minor()
}
