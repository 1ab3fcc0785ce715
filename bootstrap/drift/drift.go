// Package drift tells what became of an object between two states of it: which
// fields changed, who wrote them, and whether that took an earlier change back.
package drift

import (
	"fmt"
	"strings"
	"time"
)

// What can become of an object.
const (
	Made    = "made"
	Changed = "changed"
	Deleted = "deleted"
)

// Change is what became of one object.
type Change struct {
	Time    time.Time `json:"-"`
	Cluster string    `json:"cluster"`
	Unit    string    `json:"unit,omitempty"` // that it is of; empty where it is the agent's own
	Object  string    `json:"object"`         // such as Deployment sample/sample
	What    string    `json:"what"`
	// By is the field manager that wrote it; empty where none says so, as of what is gone.
	By string `json:"by,omitempty"`
	// Agent is whether that is the agent.
	Agent  bool    `json:"agent"`
	Fields []Field `json:"fields,omitempty"`
	// Unasked is whether Git does not ask for the object any more, as far as that is known: nobody is to bring it back.
	Unasked bool `json:"-"`
	// Healed is how long what it takes back was otherwise, in seconds; nil where it takes nothing back.
	Healed *float64 `json:"healedAfter,omitempty"`
}

// Field is a field that changed. From is empty where it was not there, To where it
// is not any more, and both where nobody is to see them.
type Field struct {
	Path   string `json:"path"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`

	steps  []string
	digest [2]string // of both whole values, where From and To are short
}

// mostFields is how many fields a line names.
const mostFields = 3

// String is the change in one line, without when and where.
func (c Change) String() string {
	text := c.Object + ": "
	if c.What == Changed {
		text += fieldsText(c.Fields)
	} else {
		text += c.What
	}
	if c.By != "" {
		text += " by " + c.By
	}
	if c.Healed != nil {
		text += fmt.Sprintf(", healed after %s", time.Duration(*c.Healed*float64(time.Second)).Round(time.Second))
	}
	return text
}

func fieldsText(fields []Field) string {
	var said []string
	for _, f := range fields[:min(len(fields), mostFields)] {
		said = append(said, f.String())
	}
	if left := len(fields) - mostFields; left > 0 {
		said = append(said, fmt.Sprintf("%d fields more", left))
	}
	return strings.Join(said, ", ")
}

// Of is the part of the object that the field is in, such as spec.
func (f Field) Of() string { return f.steps[0] }

// String is the field in a few words.
func (f Field) String() string {
	switch {
	case f.Hidden:
		return f.Path + " changed"
	case f.From == "":
		return f.Path + " added: " + f.To
	case f.To == "":
		return f.Path + " removed: " + f.From
	}
	return fmt.Sprintf("%s %s -> %s", f.Path, f.From, f.To)
}
