package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/wizard"
)

// errLeft is for whoever left the questions.
var errLeft = errors.New("nothing was written")

// onTerminal puts a wizard's questions to a person. An answered question is one
// line; what is asked, its help and its choices are gone then.
type onTerminal struct {
	keyboard *keyboard
	prompter *prompter
	colour   bool
	// shown are the answered questions on the screen.
	shown []answered
}

// answered is a question on the screen, and its lines there.
type answered struct {
	name  string
	lines []string
}

// helpKey explains a question.
const helpKey = "?"

// Ask implements wizard.Asker.
func (t *onTerminal) Ask(_ context.Context, q wizard.Question, proposed []string, complaint string) ([]string, error) {
	t.takeBack(q.Name)
	t.keyboard.pressed = pressedLeave
	said, err := t.ask(q, proposed, complaint)
	switch {
	case errors.Is(err, errAway) && t.keyboard.pressed == pressedBack:
		return nil, wizard.ErrBack
	case errors.Is(err, errAway):
		return nil, errLeft
	case err != nil:
		return nil, err
	}
	t.show(q, said, proposed)
	return said, nil
}

func (t *onTerminal) ask(q wizard.Question, proposed []string, complaint string) ([]string, error) {
	switch {
	case q.Kind == wizard.KindSeveral:
		l := t.list(q, complaint, "space marks, Enter takes what is marked")
		chosen, err := t.prompter.several(l, indexes(q, proposed))
		return chosenOf(q, chosen), err
	case len(q.Choices) > 0:
		l := t.list(q, complaint, "arrows choose, Enter takes, letters filter")
		chosen, err := t.prompter.one(l, indexes(q, append(proposed, ""))[0])
		return chosenOf(q, []int{chosen}), err
	}
	return t.line(q, proposed, complaint)
}

// line asks for a text, again after it was explained.
func (t *onTerminal) line(q wizard.Question, proposed []string, complaint string) ([]string, error) {
	for help := ""; ; help = q.More() {
		lines := t.head(q, complaint, hintOf(q, strings.Join(proposed, " ")))
		if help != "" {
			lines = append(lines, t.dim(t.broken(help))...)
		}
		said, err := t.prompter.line(strings.Join(append(lines, "  > "), "\n"))
		if err != nil || said != helpKey {
			return []string{said}, err
		}
	}
}

// hintOf says what counts where nothing is typed, and how to write the rest.
func hintOf(q wizard.Question, proposed string) string {
	var hints []string
	switch {
	case proposed == "" && q.Optional:
		hints = append(hints, "Enter takes none")
	case proposed != "":
		hints = append(hints, "Enter takes "+proposed)
	}
	if proposed != "" && q.Optional {
		hints = append(hints, wizard.Nothing+" is for none")
	}
	if form := q.Form(); form != "" {
		hints = append(hints, form)
	}
	return strings.Join(hints, "; ")
}

// mostRows is how many choices are shown at a time.
const mostRows = 12

// list draws choices with what is known of each.
func (t *onTerminal) list(q wizard.Question, complaint, keys string) list {
	width, height, _ := size(t.keyboard.out)
	message := t.head(q, complaint, keys)
	help := t.dim(t.broken(q.More()))
	widest := 0
	for _, c := range q.Choices {
		widest = max(widest, utf8.RuneCountInString(c.Value))
	}
	var choices []string
	for _, c := range q.Choices {
		text := c.Value
		if c.Note != "" {
			text = fmt.Sprintf("%-*s  %s", widest, c.Value, c.Note)
		}
		choices = append(choices, fit(text, width-8)) // the mark, and no line that is full
	}
	rows := min(height-len(message)-len(help)-2, mostRows)
	return list{message: strings.Join(message, "\n"), help: strings.Join(help, "\n"), choices: choices, rows: max(rows, 3)}
}

// head are the lines above what is typed or chosen.
func (t *onTerminal) head(q wizard.Question, complaint, keys string) []string {
	ask := t.broken(q.Ask)
	lines := []string{t.paint(accent, "?") + t.paint(strong, ask[0][1:])}
	for _, line := range ask[1:] {
		lines = append(lines, t.paint(strong, line))
	}
	if q.Explained {
		lines = append(lines, t.broken(q.Help)...)
	}
	if complaint != "" {
		for _, line := range t.broken("✗ " + complaint) {
			lines = append(lines, t.paint(alarm, line))
		}
	}
	if keys != "" {
		lines = append(lines, t.dim(t.broken(keys))...)
	}
	return lines
}

// broken breaks a text into indented lines that fit.
func (t *onTerminal) broken(text string) []string {
	width, _, _ := size(t.keyboard.out)
	lines := wrap(text, min(width-1, widest)-2)
	for n := range lines {
		lines[n] = "  " + lines[n]
	}
	return lines
}

// show leaves the answer on the screen.
func (t *onTerminal) show(q wizard.Question, said, proposed []string) {
	text := strings.Join(said, ", ")
	if q.Kind != wizard.KindSeveral && strings.TrimSpace(text) == "" {
		text = strings.Join(proposed, ", ")
	}
	if text == "" || text == wizard.Nothing && q.Optional {
		text = "none"
	}
	lines := t.broken(strings.TrimSuffix(q.Ask, ":") + "  " + text)
	lines[0] = t.paint(accent, "✓") + lines[0][1:]
	t.put(answered{q.Name, lines})
}

func (t *onTerminal) put(a answered) {
	fmt.Fprintln(screenOf{t.keyboard}, strings.Join(a.lines, "\n"))
	t.shown = append(t.shown, a)
}

// takeBack takes a question that is asked again, and what was answered after it,
// off the screen.
func (t *onTerminal) takeBack(name string) {
	n := slices.IndexFunc(t.shown, func(a answered) bool { return a.name == name })
	if n < 0 {
		return
	}
	up := 0
	for _, a := range t.shown[n:] {
		up += len(a.lines)
	}
	t.shown = t.shown[:n]
	_, height, _ := size(t.keyboard.out)
	if up <= height/2 {
		fmt.Fprintf(screenOf{t.keyboard}, "\r%s\x1b[J", upwards(up))
		return
	}
	// What was said before has scrolled away: the end of it is shown anew.
	var lines []string
	for _, a := range t.shown {
		lines = append(lines, a.lines...)
	}
	lines = lines[max(len(lines)-height/2, 0):]
	fmt.Fprint(screenOf{t.keyboard}, "\x1b[H\x1b[J"+strings.Join(append(lines, ""), "\n"))
}

// indexes are the places of values among the choices.
func indexes(q wizard.Question, values []string) []int {
	out := []int{}
	for _, v := range values {
		out = append(out, slices.IndexFunc(q.Choices, func(c wizard.Choice) bool { return c.Value == v }))
	}
	return out
}

func chosenOf(q wizard.Question, chosen []int) []string {
	var out []string
	for _, n := range chosen {
		out = append(out, q.Choices[n].Value)
	}
	return out
}

// greet says how to answer.
func (t *onTerminal) greet() {
	text := "Enter takes what is proposed. ? explains a question. "
	if t.keyboard.goesBack() {
		text += "Shift-Tab goes back. "
	}
	for _, line := range t.broken(text + "Ctrl-C leaves; nothing is written before the end.") {
		fmt.Fprintln(screenOf{t.keyboard}, strings.TrimPrefix(line, "  "))
	}
	fmt.Fprintln(screenOf{t.keyboard})
}
