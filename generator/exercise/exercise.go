// Package exercise is what an exercise of the lab declares, as data.
package exercise

import (
	"io/fs"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Script is the file that solves an exercise.
const Script = "solution.sh"

// Exercise is one exercise. The json tags are the names in schemas/exercise.cue,
// which says what they mean.
type Exercise struct {
	Name       string         `json:"-"` // of its folder
	Folder     fs.FS          `json:"-"`
	Number     int            `json:"number"`
	Module     string         `json:"module"`
	Title      string         `json:"title"`
	Story      string         `json:"story"`
	Objectives []string       `json:"objectives"`
	Minutes    int            `json:"minutes"`
	Agents     []string       `json:"agents"`
	Remember   map[string]Ref `json:"remember"`
	Setup      []Step         `json:"setup"`
	Checks     []Check        `json:"checks"`
	Hints      []string       `json:"hints"`
	Cleanup    []Step         `json:"cleanup"`
	Checkpoint bool           `json:"checkpoint"`
	Lesson     string         `json:"lesson"`
}

// Step is one of its fields.
type Step struct {
	Commit *Commit `json:"commit"`
	Apply  *Apply  `json:"apply"`
	Patch  *Patch  `json:"patch"`
	Delete *Ref    `json:"delete"`
	Fault  *Fault  `json:"fault"`
	Run    string  `json:"run"`

	At problem.Position `json:"-"`
}

// Commit is a commit on the branch that the agent follows.
type Commit struct {
	Message  string `json:"message"`
	Edits    []Edit `json:"edits"`
	Generate bool   `json:"generate"`
}

// Edit changes a file of the workspace: one of replace, from and remove.
type Edit struct {
	Path    string   `json:"path"`
	Replace *Replace `json:"replace"`
	From    string   `json:"from"`
	Remove  bool     `json:"remove"`
}

// Replace is text that stands in a file once, and what comes in its place.
type Replace struct {
	This string `json:"this"`
	By   string `json:"by"`
}

// Apply is objects of a file.
type Apply struct {
	File    string `json:"file"`
	Cluster string `json:"cluster"`
}

// Patch is a change that is merged into an object.
type Patch struct {
	Ref
	Merge map[string]any `json:"merge"`
}

// Fault is something that goes wrong.
type Fault struct {
	Kind    string `json:"kind"`
	Cluster string `json:"cluster"`
	Unit    string `json:"unit"`
}

// Faults are what the setup makes wrong, the first first.
func (e *Exercise) Faults() []Fault {
	var out []Fault
	for _, s := range e.Setup {
		if s.Fault != nil {
			out = append(out, *s.Fault)
		}
	}
	return out
}

// Check is something that must hold.
type Check struct {
	Goal string `json:"goal"`
	That string `json:"that"`
	Told string `json:"told"`

	At problem.Position `json:"-"` // of that
}

// Ref names an object; an empty cluster is the one that runs the agent.
type Ref struct {
	Cluster    string `json:"cluster"`
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// Files are those of the folder that the exercise names.
func (e *Exercise) Files() []string {
	out := []string{Script}
	for _, steps := range [][]Step{e.Setup, e.Cleanup} {
		for _, s := range steps {
			out = append(out, s.files()...)
		}
	}
	return out
}

func (s Step) files() (out []string) {
	if s.Run != "" {
		out = append(out, s.Run)
	}
	if s.Apply != nil {
		out = append(out, s.Apply.File)
	}
	if s.Commit != nil {
		for _, e := range s.Commit.Edits {
			if e.From != "" {
				out = append(out, e.From)
			}
		}
	}
	return out
}
