package lab

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/exercises"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/exercise"
)

func loaded(t *testing.T) []*exercise.Exercise {
	t.Helper()
	all, err := generator.Exercises(generator.Sources{Schemas: os.DirFS("../../schemas")}, exercises.FS)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryExercise(t *testing.T) {
	all := loaded(t)
	if len(all) < 24 {
		t.Fatalf("%d exercises", len(all))
	}
	if ps := Problems(all); len(ps) > 0 {
		t.Error(ps)
	}
	for _, e := range all {
		t.Run(e.Name, func(t *testing.T) {
			texts := append([]string{e.Title, e.Story, e.Lesson}, append(e.Hints, e.Objectives...)...)
			for _, c := range e.Checks {
				texts = append(texts, c.Goal, c.Told)
			}
			for _, text := range texts {
				wellWritten(t, text)
				for _, named := range regexp.MustCompile(`slipway lab exercise start (\S+\b)`).FindAllStringSubmatch(text, -1) {
					if named[1] != fmt.Sprint(e.Number) { // and not its name, which may give it away
						t.Errorf("%q: has people start %s, not %d", text, named[1], e.Number)
					}
				}
			}
			for i := 1; i < len(e.Hints); i++ {
				if e.Hints[i] == e.Hints[i-1] {
					t.Errorf("hint %d says what the one before it says", i+1)
				}
			}
			script(t, e)
			everyFileIsUsed(t, e)
		})
	}
}

// TestTheCourseHasEveryExercise: its outline names each with its number.
func TestTheCourseHasEveryExercise(t *testing.T) {
	course, err := os.ReadFile("../../docs/course/index.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range loaded(t) {
		if named := fmt.Sprintf("%d, `%s`", e.Number, e.Name); !strings.Contains(string(course), named) {
			t.Errorf("docs/course/index.md has no module with exercise %s", named)
		}
	}
}

// TestTheTimetablesAddUp: each row begins when the one before it ends, an exercise fits into
// its module, and every module has its time in the days.
func TestTheTimetablesAddUp(t *testing.T) {
	course, err := os.ReadFile("../../docs/course/index.md")
	if err != nil {
		t.Fatal(err)
	}
	_, days, found := strings.Cut(string(course), "\n## Two days\n")
	if !found {
		t.Fatal("there is no plan of two days")
	}
	next, rows := 0, regexp.MustCompile(`(?m)^\| (?:(\d+):(\d\d) \| (\d+) \| (.*) |.* \| minutes \| what )\|$`).FindAllStringSubmatch(string(course), -1)
	for _, row := range rows {
		if row[1] == "" { // the head of another table
			next = 0
			continue
		}
		at, minutes := number(t, row[1])*60+number(t, row[2]), number(t, row[3])
		if next != 0 && at != next {
			t.Errorf("%s does not begin when the row before it ends, at %d:%02d", row[0], next/60, next%60)
		}
		next = at + minutes
	}
	longest := map[string]int{} // of the exercises that everybody does, by module
	modules := regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]+) \|.*?(?:exercises? (\d+), .*)?\|$`).FindAllStringSubmatch(string(course), -1)
	for _, e := range loaded(t) {
		for _, m := range modules {
			if m[3] == fmt.Sprint(e.Number) {
				longest[m[1]+" "+m[2]] = e.Minutes
			}
		}
	}
	if len(modules) < 22 || len(longest) != len(modules)-1 {
		t.Errorf("%d modules, of which %d have an exercise", len(modules), len(longest))
	}
	for _, m := range modules {
		name, minutes := m[1]+" "+m[2], 0
		for _, row := range regexp.MustCompile(`(?m)^\| \d+:\d\d \| (\d+) \| `+regexp.QuoteMeta(name)+`\b`).FindAllStringSubmatch(days, -1) {
			minutes += number(t, row[1])
		}
		if minutes < longest[name]+10 {
			t.Errorf("module %s has %d minutes, and its exercise takes %d", name, minutes, longest[name])
		}
	}
}

func number(t *testing.T, digits string) int {
	t.Helper()
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// wellWritten holds texts to the style of the docs.
func wellWritten(t *testing.T, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" || strings.TrimSpace(text) != text {
		t.Errorf("%q: has blanks around it", text)
	}
	if strings.ContainsAny(text, "—–!") {
		t.Errorf("%q: has a dash or an exclamation mark", text)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "\t") || strings.Contains(text, "\n") && len(line) > 90 {
			t.Errorf("%q: is indented, or too wide for a terminal", line)
		}
	}
}

// script is bash, and says what it does.
func script(t *testing.T, e *exercise.Exercise) {
	t.Helper()
	data, err := fs.ReadFile(e.Folder, exercise.Script)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(data), "# ") {
		t.Error("the solution does not begin with a comment that says why")
	}
	if said, err := exec.CommandContext(t.Context(), "bash", "-n", "-c", string(data)).CombinedOutput(); err != nil {
		t.Errorf("bash: %v: %s", err, said)
	}
	if regexp.MustCompile(`(?m)^\s*sleep\b`).Match(data) {
		t.Error("the solution sleeps; it must wait for something")
	}
	// POSIX leaves open what \n is in the text that sed puts in: for the sed of macOS it is an n.
	if regexp.MustCompile(`(?m)^\s*sed\b.*&\\n`).Match(data) {
		t.Error("the solution has sed write a new line as \\n; write it as a backslash and a new line")
	}
}

func everyFileIsUsed(t *testing.T, e *exercise.Exercise) {
	t.Helper()
	used := map[string]bool{"exercise.cue": true}
	for _, name := range e.Files() {
		used[name] = true
	}
	entries, err := fs.ReadDir(e.Folder, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !used[entry.Name()] {
			t.Errorf("%s is not used", entry.Name())
		}
	}
}
