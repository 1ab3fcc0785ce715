package wizard

import (
	"regexp"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// basics are what every platform says. The schema has the help, the choices, the
// defaults and the rules.
func (i *interview) basics() {
	for _, b := range []struct {
		name, ask string
		at        []any
		into      *string
	}{
		{"name", "What is the platform called?", []any{"metadata", "name"}, nil},
		{"agent", "Which agent reconciles the repository?", []any{"spec", "agent"}, nil},
		{"topology", "Who runs the agent?", []any{"spec", "topology"}, &i.topology},
		{"repository.url", "Where does the Git repository live?", []any{"spec", "repository", "url"}, &i.repository},
		{"repository.branch", "Which branch does the agent follow?", []any{"spec", "repository", "branch"}, nil},
		{"repository.path", "Which folder of the repository is the platform's?", []any{"spec", "repository", "path"}, nil},
		{"domain", "Below which domain does each cluster get its own?", []any{"spec", "domain"}, nil},
		{"profile", "What size is it to be?", []any{"spec", "profile"}, &i.profile},
	} {
		q := i.field(b.name, b.ask, b.at...)
		if b.name == "agent" {
			q.Default, q.Choices = q.Choices[0].Value, i.agentChoices(q.Choices)
		}
		answer := i.text(q)
		if b.into != nil {
			*b.into = answer
		}
	}
}

// agentChoices notes what each agent is.
func (i *interview) agentChoices(choices []Choice) []Choice {
	for n := range choices {
		for _, a := range i.agents {
			if a.Name == choices[n].Value {
				choices[n].Note = a.Title
			}
		}
	}
	return choices
}

// field is a question about a field of platform.yaml. The schema is the
// program's own: that it has the field is a matter of tests.
func (i *interview) field(name, ask string, at ...any) Question {
	f, err := i.rules.Field(at...)
	if err != nil {
		panic(err)
	}
	q := Question{Name: name, Ask: ask, At: at}
	q.learn(f)
	q.check = func(answer any) problem.Problems { return i.rules.Check(answer, at...) }
	return q
}

// learn takes over what the schema says.
func (q *Question) learn(f load.Field) {
	q.Help, q.Kind, q.Default = f.Doc, f.Kind, f.Default
	q.Optional = f.Default != nil && empty(f.Default)
	if f.Kind == load.KindNames && f.Default != nil {
		q.Default = []any{} // they are asked for as a list
	}
	if f.Kind == load.KindBool {
		q.Choices = []Choice{{Value: yes}, {Value: no}}
	}
	for _, choice := range f.Choices {
		q.Choices = append(q.Choices, Choice{Value: choice, Note: noted(f.Doc, choice)})
	}
}

// noted finds what a comment says of a choice: "l2 (on the nodes' network) or bgp
// (routers are told)".
func noted(doc, choice string) string {
	pattern := regexp.MustCompile(`(?:^|[ (])` + regexp.QuoteMeta(choice) + ` \(([^()]+)\)`)
	if m := pattern.FindStringSubmatch(doc); m != nil {
		return m[1]
	}
	return ""
}
