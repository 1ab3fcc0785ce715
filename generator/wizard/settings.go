package wizard

import (
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// settings asks for what the component wants to be asked, and for what it
// requires: fields without a default. An answer may bring more of these.
func (i *interview) settings(c platform.Component) {
	given := map[string]any{}
	asked := map[string]bool{}
	for _, name := range c.Init.Ask {
		var path []any
		for part := range strings.SplitSeq(name, ".") {
			path = append(path, part)
		}
		f, err := i.rules.ConfigField(c.Name, i.profile, given, path...)
		if err != nil {
			continue // a test holds the catalog to it
		}
		f.Path = path
		i.setting(c, f, given, asked)
	}
	for more := true; more; {
		more = false
		for _, f := range i.rules.Missing(c.Name, i.profile, given) {
			if !asked[load.PathText(f.Path...)] {
				i.setting(c, f, given, asked)
				more = true
				break
			}
		}
	}
}

// setting asks for one and notes what is said.
func (i *interview) setting(c platform.Component, f load.Field, given map[string]any, asked map[string]bool) {
	path := load.PathText(f.Path...)
	asked[path] = true
	q := Question{
		Name: "config." + c.Name + "." + path, Ask: fmt.Sprintf("%s, %s:", c.Title, path), Explained: true,
		At: append([]any{"spec", "components", c.Name, "config"}, f.Path...),
	}
	q.learn(f)
	q.check = func(answer any) problem.Problems { return i.rules.CheckConfig(c.Name, q.named(answer), f.Path...) }
	q.put = func(d *render.Document, answer any) {
		if !empty(answer) {
			d.Set(q.named(answer), q.At...)
		}
	}
	answer := i.ask(q)
	if answer != nil && len(q.check(answer)) == 0 {
		put(given, q.named(answer), f.Path)
	}
}

// named turns a list of names into a map of what is still to be said of each.
func (q Question) named(answer any) any {
	names, ok := answer.([]any)
	if !ok || q.Kind != load.KindNames {
		return answer
	}
	out := map[string]any{}
	for _, name := range texts(names) {
		out[name] = map[string]any{}
	}
	return out
}

// put sets a value in nested maps.
func put(in map[string]any, value any, path []any) {
	for _, step := range path[:len(path)-1] {
		next, ok := in[step.(string)].(map[string]any)
		if !ok {
			next = map[string]any{}
			in[step.(string)] = next
		}
		in = next
	}
	in[path[len(path)-1].(string)] = value
}
