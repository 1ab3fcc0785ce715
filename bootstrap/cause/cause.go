// Package cause names the one cause of what is not in order, and its mend, from
// what was said of the objects concerned. It asks nobody and changes nothing.
package cause

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// Fact is something that was said of an object: by a condition, a container's
// state, an event, or the agent.
type Fact struct {
	Kind, Namespace, Name string
	// Reason is the one word, where there is one, and Message the sentence.
	Reason, Message string
}

// Finding is why something is not in order, and what to do about it.
type Finding struct {
	// Name is the recognised cause's; empty where none is recognised.
	Name  string `json:"causeName,omitempty"`
	Cause string `json:"cause,omitempty"`
	Mend  string `json:"mend,omitempty"`
}

// Row is a cause that is recognised, by one of its messages where it has any,
// and by one of its kinds and reasons where it has those. Its texts may use what
// the message names in groups, $namespace, $name, and $object: kind/name.
type Row struct {
	Name     string
	Kinds    []string
	Reasons  []string
	Messages []*regexp.Regexp
	Cause    string
	Mend     string
}

// Name finds the cause among facts, of which the deepest come last and are asked
// first: what is above them only repeats them. It also returns the fact that says
// it, its message on one line.
func Name(facts []Fact) (Finding, Fact, bool) {
	rows := Rows()
	for _, f := range slices.Backward(facts) {
		f.Message = strings.Join(strings.Fields(f.Message), " ")
		for _, row := range rows {
			if told, ok := row.fits(f); ok {
				return Finding{Name: row.Name, Cause: fill(row.Cause, f, told), Mend: fill(row.Mend, f, told)}, f, true
			}
		}
	}
	return Finding{}, Fact{}, false
}

// Unnamed is the mend of what no row fits: where to look on.
func Unnamed(f Fact) string {
	where := ""
	if f.Namespace != "" {
		where = "-n " + f.Namespace + " "
	}
	return fmt.Sprintf("look at the object and its events: kubectl %sdescribe %s %s", where, strings.ToLower(f.Kind), f.Name)
}

// fits reports what a message names, by group, where the row is about the fact.
func (r Row) fits(f Fact) (map[string]string, bool) {
	if len(r.Kinds) > 0 && !slices.Contains(r.Kinds, f.Kind) || len(r.Reasons) > 0 && !slices.Contains(r.Reasons, f.Reason) {
		return nil, false
	}
	for _, m := range r.Messages {
		found := m.FindStringSubmatch(f.Message)
		if found == nil {
			continue
		}
		told := map[string]string{}
		for i, group := range m.SubexpNames() {
			if group != "" {
				told[group] = found[i]
			}
		}
		return told, true
	}
	return nil, len(r.Messages) == 0
}

func fill(text string, f Fact, told map[string]string) string {
	return os.Expand(text, func(name string) string {
		if value, ok := told[name]; ok {
			return value
		}
		switch name {
		case "object":
			return strings.ToLower(f.Kind) + "/" + f.Name
		case "namespace":
			return f.Namespace
		case "name":
			return f.Name
		}
		return "…" // this one of the row's messages does not say
	})
}

// Rows are all causes that are recognised, in the order in which they are tried.
func Rows() []Row {
	return slices.Concat(admissionRows(), objectRows(), podRows(), schedulingRows(), chartRows(), sourceRows(), clusterRows())
}

func patterns(texts ...string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, p := range texts {
		out = append(out, regexp.MustCompile(p))
	}
	return out
}
