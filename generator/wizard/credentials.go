package wizard

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// credentials asks what needs one and where its values come from; never for a
// value.
func (i *interview) credentials() {
	kinds := i.field("credentials", "What needs a credential to be read?", "spec", "credentials", 0, "kind")
	kinds.Kind, kinds.Optional, kinds.Default = KindSeveral, true, []any{}
	kinds.At = []any{"spec", "credentials"}
	kinds.Help += " Each is said by where its values come from when bootstrap runs; no value is asked for here."
	kinds.check = func(answer any) problem.Problems {
		return kinds.each(answer, func(item any) problem.Problems { return kinds.one("kind of credential", item) })
	}
	kinds.put = func(d *render.Document, answer any) {
		for n, kind := range texts(answer) {
			d.Set(kind, "spec", "credentials", n, "name")
			d.Set(kind, "spec", "credentials", n, "kind")
		}
	}
	for n, kind := range texts(i.ask(kinds)) {
		i.credential(n, kind)
	}
}

func (i *interview) credential(n int, kind string) {
	url := i.field("credentials."+kind+".url", fmt.Sprintf("Credential %s: for which address?", kind), "spec", "credentials", n, "url")
	if kind == "git" && i.repository != "" {
		url.Default = i.repository
	}
	address := i.text(url)
	sources := i.field("credentials."+kind+".from", fmt.Sprintf("Credential %s: where do its values come from?", kind), "spec", "credentials", n, "from")
	sources.Kind, sources.Default = load.KindText, platform.FromEnv
	for _, source := range i.rules.Fields(sources.At...) {
		sources.Choices = append(sources.Choices, Choice{source, noted(sources.Help, source)})
	}
	sources.check = func(answer any) problem.Problems { return sources.one("source", answer) }
	sources.put = func(d *render.Document, answer any) {
		if source, _ := answer.(string); !i.holdsNames(n, source) {
			d.Set(true, append(slices.Clone(sources.At), source)...)
		}
	}
	if source := i.text(sources); i.holdsNames(n, source) {
		i.sourceNames(n, kind, address, source)
	}
}

// holdsNames tells sources that name where each value is from those that are
// only on or off.
func (i *interview) holdsNames(n int, source string) bool {
	return len(i.rules.Fields("spec", "credentials", n, "from", source)) > 0
}

// sourceNames asks for the variable or file of each value.
func (i *interview) sourceNames(n int, kind, address, source string) {
	fields := i.rules.Fields("spec", "credentials", n, "from", source)
	for _, field := range load.CredentialFields(kind, address) {
		if !slices.Contains(fields, field) {
			continue
		}
		q := i.field(fmt.Sprintf("credentials.%s.%s.%s", kind, source, field), "", "spec", "credentials", n, "from", source, field)
		q.Ask = fmt.Sprintf("Credential %s, %s:", kind, field)
		q.Explained, q.Optional = true, true
		if source == platform.FromEnv {
			q.Default = variable(kind, field)
		}
		check := q.check
		q.check = func(answer any) problem.Problems {
			if answer == "" {
				return nil // another value may do
			}
			return check(answer)
		}
		i.ask(q)
	}
}

// variable proposes a name: GIT_PASSWORD.
func variable(kind, field string) string {
	var b strings.Builder
	for _, r := range kind + "_" + field {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToUpper(string(r)))
	}
	return b.String()
}
