package bootstrap

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Verdict is what the agent says of one object that it reconciles.
type Verdict struct {
	Sync string `json:"sync"`
	// Health is empty where the agent has one word for both.
	Health string `json:"health,omitempty"`
	// Commit is the one the verdict is about, empty where it names none.
	Commit string `json:"commit,omitempty"`
	// Stale is whether the verdict is about something else than the object asks for now.
	Stale   bool   `json:"stale,omitempty"`
	Message string `json:"message,omitempty"`

	// patience is whether it may only be waiting for something else; see finding.
	patience int
	again    bool // whether the agent may only look again at what is in order
	fine     bool // whether the agent says that all is well with what it looked at
	held     time.Duration
}

// verdictOf reads an object's status with the agent's paths.
func verdictOf(agent *platform.Agent, obj map[string]any) Verdict {
	p := agent.StatusFor(textAt(obj, "kind"))
	v := Verdict{Sync: cmp.Or(worst(obj, p.Sync, p.Synced), "Unknown")}
	v.fine = v.Sync == p.Synced
	for _, f := range p.Also {
		v.fine = v.fine && isWell(p, obj, f.Path)
	}
	if word, ok := p.Words[v.Sync]; ok {
		v.Sync = word
	}
	if p.Health != "" {
		v.Health = cmp.Or(textAt(obj, p.Health), "Unknown")
		v.fine = v.fine && v.Health == p.Healthy
	}
	for _, path := range p.Revision {
		v.Commit = cmp.Or(v.Commit, commitIn(at(obj, path)))
	}
	for i, path := range p.Spec {
		if want := at(obj, path); want != nil && !covers(at(obj, p.Compared[i]), want) {
			v.Stale = true
		}
	}
	v.held = heldFor(agent.History, obj)
	if !v.good() {
		v.patience = patienceOf(p.Waits, obj)
		v.again = slices.Contains(p.Waits.Again, textAt(obj, p.Waits.Path))
		if v.Stale {
			v.patience = max(v.patience, 1)
		}
		for _, path := range p.Message {
			if !isWell(p, obj, path) {
				v.Message = cmp.Or(v.Message, messageIn(at(obj, path)))
			}
		}
	}
	return v
}

// patienceOf is how little it tells that an object is not in order: 0 where it
// gives no reason that says it only waits.
func patienceOf(waits platform.Waits, obj map[string]any) int {
	return 1 + slices.Index(waits.Reasons, textAt(obj, waits.Path))
}

// is reports whether it is about a commit; every verdict is about the empty one.
func (v Verdict) is(commit string) bool { return commit == "" || v.Commit == commit }

// facts is what the object of a verdict says: by its conditions, of which some
// still tell why the last try failed while the next is under way, and by the verdict.
func (v Verdict) facts(obj map[string]any) []cause.Fact {
	r := kube.RefOf(obj)
	return append(kube.Facts(obj), cause.Fact{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Reason: v.Sync, Message: v.Message})
}

// longest is how much of a message a cause repeats; all of it is at the object.
const longest = 300

// brief is String for one line among others.
func (v Verdict) brief() string {
	v.Message = cut(v.Message)
	return v.String()
}

// cut leaves out the middle: a message begins with where it is from and ends with
// what is wrong.
func cut(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest/2], "") + " … " + strings.ToValidUTF8(text[len(text)-longest/2:], "")
}

func (v Verdict) good() bool { return v.fine && !v.Stale }

// looksAgain reports whether the agent only looks again at what was in order, at its interval: in a fleet there
// is always something that it looks at.
func (v Verdict) looksAgain(now Verdict) bool {
	return v.good() && now.again && !now.Stale && now.Commit == v.Commit
}

// String is the verdict in a few words.
func (v Verdict) String() string {
	words := []string{v.Sync}
	if v.Health != "" {
		words = append(words, v.Health)
	}
	if v.Stale {
		words = append(words, "not looked at yet")
	}
	text := strings.Join(words, ", ")
	if v.Message != "" {
		text += ": " + v.Message
	}
	return text
}

// isWell reports whether a field that says more besides holds what it does when
// all is well.
func isWell(p platform.StatusPaths, obj map[string]any, path string) bool {
	return slices.ContainsFunc(p.Also, func(f platform.StatusField) bool {
		return f.Path == path && slices.Contains(f.Values, textAt(obj, path))
	})
}

// worst is what stands at a path; where that is a list, what differs from good.
func worst(obj map[string]any, path, good string) string {
	list, isList := at(obj, path).([]any)
	if !isList {
		return textAt(obj, path)
	}
	for _, e := range list {
		if s, _ := e.(string); s != good {
			return s
		}
	}
	if len(list) == 0 {
		return ""
	}
	return good
}

var commitPattern = regexp.MustCompile(`^(?:.*@sha1:)?([0-9a-f]{40})$`)

// commitIn finds a commit in a revision, alone or behind its branch, or in a
// list of them.
func commitIn(v any) string {
	switch v := v.(type) {
	case string:
		if m := commitPattern.FindStringSubmatch(v); m != nil {
			return m[1]
		}
	case []any:
		for _, e := range v {
			if c := commitIn(e); c != "" {
				return c
			}
		}
	}
	return ""
}

// messageIn reads a message, a list of them or of conditions, on one line.
func messageIn(v any) string {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(v), " ")
	case []any:
		var all []string
		for _, e := range v {
			switch e := e.(type) {
			case map[string]any:
				all = append(all, messageIn(e["message"]))
			case string:
				all = append(all, messageIn(e))
			}
		}
		slices.Sort(all)
		return strings.Join(slices.Compact(all), "; ")
	}
	return ""
}

// unhealthy lists the objects that an object's status calls out of order.
func unhealthy(agent *platform.Agent, obj map[string]any) []resource {
	p := agent.StatusFor(textAt(obj, "kind"))
	return slices.DeleteFunc(applied(agent, obj), func(r resource) bool {
		return (r.sync == "" || r.sync == p.Synced) && (r.health == "" || r.health == p.Healthy)
	})
}

// applied lists the objects that an object's status names, and how they fare as
// far as it says.
func applied(agent *platform.Agent, obj map[string]any) []resource {
	p := agent.StatusFor(textAt(obj, "kind"))
	list, _ := at(obj, p.Resources).([]any)
	var out []resource
	for _, e := range list {
		m, _ := e.(map[string]any)
		out = append(out, resource{
			group: textAt(m, "group"), version: textAt(m, "version"), kind: textAt(m, "kind"),
			namespace: textAt(m, "namespace"), name: textAt(m, "name"),
			sync: textAt(m, "status"), health: textAt(m, "health.status"), message: textAt(m, "health.message"),
		})
	}
	return out
}

// refused says which object the last attempt could not apply, and why; nothing
// when there is none.
func refused(agent *platform.Agent, obj map[string]any) kube.Account {
	p := agent.StatusFor(textAt(obj, "kind"))
	list, _ := at(obj, p.Results).([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		if textAt(m, "status") != p.Failed {
			continue
		}
		r := kube.Ref{Kind: textAt(m, "kind"), Namespace: textAt(m, "namespace"), Name: textAt(m, "name")}
		message := messageIn(m["message"])
		return kube.Account{
			Text:  fmt.Sprintf("%s was refused: %s", r, cut(message)),
			Facts: []cause.Fact{{Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Reason: p.Failed, Message: message}},
		}
	}
	return kube.Account{}
}

// InOrder is the verdict of what is well, in the agent's word for that.
func InOrder(word string) Verdict { return Verdict{Sync: word, fine: true} }
