package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// inputRules collects what is wrong with an input that fits the schema: the
// rules that tie several places together and need no catalog.
type inputRules struct {
	*userInput
	problems problem.Problems
}

func (u *userInput) check() problem.Problems {
	r := &inputRules{userInput: u}
	r.catalogs()
	r.credentials()
	r.forge()
	r.groups()
	r.clusterNames()
	r.clusterCredentials()
	r.kind()
	r.tenants()
	t := topologies()[u.Spec.Topology]
	if t.hub {
		r.hub()
	}
	r.shards(t)
	r.rings()
	return r.problems
}

// add notes a problem at path in the platform's file.
func (r *inputRules) add(message, hint string, path ...any) {
	r.problems = append(r.problems, problem.Problem{Position: r.at(path...), Path: inputPath(path), Message: message, Hint: hint})
}

// addCluster notes a problem in cluster i, wherever that was written.
func (r *inputRules) addCluster(i int, message, hint string, path ...any) {
	r.problems = append(r.problems, problem.Problem{
		Position: r.clusterAt(i, path...), Path: r.clusterPath(i, path...), Message: message, Hint: hint,
	})
}

// catalogs stay in the platform's folder: what is generated depends on nothing
// outside of it.
func (r *inputRules) catalogs() {
	for i, name := range r.Spec.Catalogs {
		switch first := slices.Index(r.Spec.Catalogs, name); {
		case slices.Contains(strings.Split(strings.ReplaceAll(name, `\`, "/"), "/"), ".."):
			r.add("must not leave the platform's folder (got "+inputQuote(name)+")", "remove ..", "spec", "catalogs", i)
		case first < i:
			r.add(inputQuote(name)+" is listed twice", "", "spec", "catalogs", i)
		case slices.ContainsFunc(r.Spec.Catalogs[:i], sameRepository(name)):
			r.add(inputQuote(name)+" is listed in another version already", "keep one of them", "spec", "catalogs", i)
		}
	}
}

// sameRepository finds catalogs of the same repository of a registry.
func sameRepository(name string) func(string) bool {
	ref, err := platform.ParseCatalogRef(name)
	return func(other string) bool {
		o, otherErr := platform.ParseCatalogRef(other)
		return err == nil && otherErr == nil && o.Repository == ref.Repository
	}
}

// forge: a deploy key is a key of SSH.
func (r *inputRules) forge() {
	f := r.Spec.Repository.Forge
	if f != nil && f.DeployKeys && !strings.HasPrefix(r.Spec.Repository.URL, "ssh://") {
		r.add("needs an address that begins with ssh://", "change spec.repository.url, or let the agents use the declared credential",
			"spec", "repository", "forge", "deployKeys")
	}
}

func (r *inputRules) groups() {
	names := make([]string, len(r.Spec.Groups))
	for i, g := range r.Spec.Groups {
		names[i] = g.Name
		if len(g.Match) == 0 {
			r.add("must have at least one label", "what is for every cluster belongs into spec.components", "spec", "groups", i, "match")
		}
	}
	r.unique("group", "groups", names)
}

// unique reports names that occur twice in a list of the platform's file.
func (r *inputRules) unique(noun, list string, names []string) {
	first := map[string]int{}
	for i, name := range names {
		if j, ok := first[name]; ok {
			r.add(fmt.Sprintf("there are two %ss named %q", noun, name),
				"the other is at "+r.at("spec", list, j, "name").String(), "spec", list, i, "name")
			continue
		}
		first[name] = i
	}
}

// inputNames lists names for a message, the first few of them.
func inputNames(names []string) string {
	const shown = 3
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n > shown+1:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), n-shown)
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}
