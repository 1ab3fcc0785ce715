package lint

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// checkVariant checks what a component comes to, of that which needs no chart.
func checkVariant(s Subject) problem.Problems {
	var out problem.Problems
	wrong := func(field, hint, format string, args ...any) {
		out = append(out, problem.Problem{Position: s.Place(field), Path: field, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	if len(s.Images) == 0 && !runsNothing(s.Component) {
		wrong("images", "mirrors, bundles and air gaps are made from them", "lists no image, and footprint says that it runs something")
	}
	for _, image := range s.Images {
		if what := loose(image); what != "" {
			wrong("images", "write a tag that never moves, or a digest", "%s %s", image, what)
		}
	}
	for _, secret := range s.Secrets {
		if strings.TrimSpace(secret.Why) == "" {
			wrong("secrets", "whoever has to make it reads the reason", "Secret %s has no reason", secret.Name)
		}
	}
	return out
}

// tagged is an image with a tag; a colon before a slash is a port's.
var tagged = regexp.MustCompile(`:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$`)

// loose says why it is not known which image it is.
func loose(image string) string {
	switch {
	case strings.Contains(image, "@sha256:"):
		return ""
	case !tagged.MatchString(image):
		return "has neither tag nor digest"
	case strings.HasSuffix(image, ":latest"):
		return "is another one tomorrow"
	}
	return ""
}

// accepted says whether a component says of a problem that it is as it should be.
func accepted(c platform.Component, p problem.Problem) bool {
	for begins := range c.Accepted {
		if strings.HasPrefix(p.Message, begins) || strings.HasPrefix(p.Path+": "+p.Message, begins) {
			return true
		}
	}
	return false
}
