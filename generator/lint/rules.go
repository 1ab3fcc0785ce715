package lint

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// rules are what a component must keep whatever it is evaluated for.
func rules() []func(*linter, platform.Component) problem.Problems {
	return []func(*linter, platform.Component) problem.Problems{oneSentence, footprints, differs}
}

func (l *linter) wrong(c platform.Component, field, hint, format string, args ...any) problem.Problems {
	return problem.Problems{{Position: l.trials.Place(c.Name, strings.Split(field, ".")...), Path: field, Message: fmt.Sprintf(format, args...), Hint: hint}}
}

// sentence begins as one does, ends with the only full stop and is no list of them.
var sentence = regexp.MustCompile(`^[\p{L}\p{N}][^\n]*[^.]\.$`)

func oneSentence(l *linter, c platform.Component) problem.Problems {
	if sentence.MatchString(c.Summary) && !strings.Contains(c.Summary, ". ") {
		return nil
	}
	return l.wrong(c, "summary", "say what it does and who needs it, with one full stop, at the end", "is not one sentence")
}

func footprints(l *linter, c platform.Component) problem.Problems {
	var out problem.Problems
	for _, profile := range profiles() {
		f, ok := c.Footprint[profile]
		if !ok {
			out = append(out, l.wrong(c, "footprint."+profile, `write the sum of what its pods ask for: {cpu: "50m", memory: "64Mi"}; "0" where it runs nothing`, "is missing")...)
			continue
		}
		for name, text := range map[string]string{"cpu": f.CPU, "memory": f.Memory} {
			if _, err := resource.ParseQuantity(text); err != nil {
				out = append(out, l.wrong(c, "footprint."+profile+"."+name, "", "%q is no quantity", text)...)
			}
		}
	}
	return out.Sorted()
}

// provided: what is required has to be there to be enabled.
func provided(l *linter, c platform.Component) problem.Problems {
	var out problem.Problems
	for _, capability := range c.Requires {
		if !slices.ContainsFunc(l.all, func(p platform.Component) bool { return p.Name != c.Name && slices.Contains(p.Provides, capability) }) {
			out = append(out, l.wrong(c, "requires", "", "no catalog has a component that provides %s", capability)...)
		}
	}
	return out
}

// size are the settings by which profiles differ.
var size = regexp.MustCompile(`(?i)(^|\.)(\w*replicas|requests\.(cpu|memory))$`)

// differs: production is not a lab, where there is something to differ in.
func differs(l *linter, c platform.Component) problem.Problems {
	lab, production := c.Profiles["lab"], c.Profiles["production"]
	if len(lab) != len(production) || len(lab) > 0 && !reflect.DeepEqual(lab, production) {
		return nil
	}
	for _, f := range l.trials.ConfigFields(c.Name) {
		if size.MatchString(f.Path) {
			return l.wrong(c, "profiles.production", "set what it needs there, such as "+f.Path, "is the same as lab")
		}
	}
	return nil
}

// runsNothing reports whether a component says that it has no pods.
func runsNothing(c *platform.Component) bool {
	for _, f := range c.Footprint {
		if q, err := resource.ParseQuantity(f.CPU); err != nil || !q.IsZero() {
			return false
		}
	}
	return true
}
