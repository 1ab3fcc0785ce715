package load

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

const goodExercise = `number: 1
module: "The contract"
title: "A word to whoever opens the page"
story: "The page is to say something else."
objectives: ["It says Ahoy."]
minutes: 5
agents: ["flux"]
setup: [{patch: {apiVersion: "v1", kind: "ConfigMap", namespace: "sample", name: "sample", merge: data: message: "No"}}]
checks: [{goal: "it says Ahoy", that: "git.head != start.commit", told: "It does not say Ahoy yet."}]
hints: ["Look at Git.", "Change Git."]
lesson: "Git says what is to be, and the agent does it."
`

func exerciseFolder(text string) fstest.MapFS {
	return fstest.MapFS{"hello/exercise.cue": {Data: []byte(text)}, "hello/solution.sh": {Data: []byte("# Why.\ntrue\n")}}
}

func TestExercises(t *testing.T) {
	all, err := Exercises(os.DirFS("../../schemas"), exerciseFolder(goodExercise))
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	e := all[0]
	if e.Name != "hello" || e.Number != 1 || e.Setup[0].Patch.Kind != "ConfigMap" || e.Setup[0].Patch.Merge["data"] == nil {
		t.Errorf("got %+v", e)
	}
	if at := e.Checks[0].At.String(); !strings.HasPrefix(at, "hello/exercise.cue:9:") {
		t.Errorf("the check is at %s", at)
	}
}

func TestExercisesThatAreWrong(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"minutes: 5", "minutes: 5\nminuets: 6", `hello/exercise.cue:7:1: unknown field "minuets"`},
		{"minutes: 5", "minutes: 0", "hello/exercise.cue:6:10: minutes"},
		{"minutes: 5\n", "", "minutes"},
		{`"Look at Git.", `, "", "hints"},
		{`"A word to whoever opens the page"`, `"` + strings.Repeat("long ", 20) + `"`, "title"},
		{`agents: ["flux"]`, `agents: ["fluks"]`, "hello/exercise.cue:7"},
		{"setup: [{patch", `setup: [{run: "fix.sh", patch`, "2 are given, and one must be"},
		{"setup: [{patch", `setup: [{}, {patch`, "0 are given, and one must be"},
		{"setup: [{patch", `setup: [{run: "fix.sh"}, {patch`, "hello/fix.sh: does not exist"},
		{"setup: [{patch", `setup: [{fault: kind: "unit-suspended"}, {patch`, "unit goes with unit-suspended"},
		{"setup: [{patch", `setup: [{fault: kind: "git-on-fire"}, {patch`, "hello/exercise.cue:8"},
		{"setup: [{patch", `setup: [{commit: {message: "m", edits: [{path: "../x", remove: true}]}}, {patch`, "hello/exercise.cue:8"},
		{"setup: [{patch", `setup: [{commit: {message: "m", edits: [{path: "x", remove: true, from: "y"}]}}, {patch`, "replace, from or remove of x: 2 are given"},
		{`told: "It does not say Ahoy yet."`, "", "told"},
	} {
		if !strings.Contains(goodExercise, test.from) {
			t.Fatalf("there is no %q", test.from)
		}
		_, err := Exercises(os.DirFS("../../schemas"), exerciseFolder(strings.Replace(goodExercise, test.from, test.to, 1)))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.to, err, test.want)
		}
	}
	folders := exerciseFolder(goodExercise)
	for name, file := range exerciseFolder(goodExercise) {
		folders[strings.Replace(name, "hello", "world", 1)] = file
	}
	if _, err := Exercises(os.DirFS("../../schemas"), folders); err == nil || !strings.Contains(err.Error(), "has the number 1, which hello has") {
		t.Errorf("two with the same number: %v", err)
	}
	delete(folders, "world/exercise.cue")
	delete(folders, "hello/solution.sh")
	if _, err := Exercises(os.DirFS("../../schemas"), folders); err == nil || !strings.Contains(err.Error(), "hello/solution.sh: does not exist") {
		t.Errorf("without a solution: %v", err)
	}
}
