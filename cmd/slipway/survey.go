package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/AlecAivazis/survey/v2"
	"github.com/AlecAivazis/survey/v2/core"
	"github.com/AlecAivazis/survey/v2/terminal"
)

// This file alone knows the library that draws questions.

// listTemplate draws a question and the choices below it; the marks differ.
const listTemplate = `{{define "option"}}` +
	`{{if eq .SelectedIndex .CurrentIndex}}{{color "cyan+b"}}> {{else}}  {{end}}%s{{.CurrentOpt.Value}}{{color "reset"}}{{"\n"}}{{end}}` +
	`{{.Message}}%s{{if .ShowHelp}}{{"\n"}}{{.Help}}{{end}}{{"\n"}}{{range $i, $o := .PageEntries}}{{template "option" $.IterateOption $i $o}}{{end}}`

// prompter draws questions with survey.
type prompter struct {
	config survey.PromptConfig
	stdio  terminal.Stdio
}

func newPrompter(k *keyboard, colour bool) *prompter {
	// The library keeps these in variables of its own.
	core.DisableColor = !colour
	survey.InputQuestionTemplate = "{{.Message}}"
	survey.SelectQuestionTemplate = fmt.Sprintf(listTemplate, "", "{{.FilterMessage}}")
	survey.MultiSelectQuestionTemplate = fmt.Sprintf(listTemplate, "{{if index .Checked .CurrentOpt.Index}}[x] {{else}}[ ] {{end}}", "")
	p := &prompter{stdio: terminal.Stdio{In: k, Out: screenOf{k}, Err: screenOf{k}}}
	p.config.HelpInput, p.config.RemoveSelectAll, p.config.RemoveSelectNone = "?", true, true
	p.config.Filter = func(filter, value string, _ int) bool {
		return strings.Contains(strings.ToLower(value), strings.ToLower(filter))
	}
	return p
}

// errAway is for a question that was ended without an answer.
var errAway = errors.New("no answer")

// line asks for a text behind the last line of the message.
func (p *prompter) line(message string) (string, error) {
	in := &survey.Input{Message: message}
	in.WithStdio(p.stdio)
	config := p.config
	config.ShowCursor = true
	said, err := in.Prompt(&config)
	up := strings.Count(message, "\n")
	if err != nil {
		up++ // the library went to the next line
	}
	fmt.Fprintf(p.stdio.Out, "\r%s\x1b[J", upwards(up))
	text, _ := said.(string)
	return text, away(err)
}

// upwards moves the cursor.
func upwards(lines int) string {
	if lines == 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dA", lines)
}

// list is what choices are drawn from.
type list struct {
	message, help string
	choices       []string
	rows          int // how many are shown at a time
}

// one asks for one of several choices.
func (p *prompter) one(l list, proposed int) (chosen int, err error) {
	in := &survey.Select{Message: l.message, Help: l.help, Options: l.choices, Default: max(proposed, 0), PageSize: l.rows}
	in.WithStdio(p.stdio)
	said, err := in.Prompt(&p.config)
	p.clear(&in.Renderer)
	answer, _ := said.(survey.OptionAnswer)
	return answer.Index, away(err)
}

// several asks for any number of choices.
func (p *prompter) several(l list, proposed []int) (chosen []int, err error) {
	in := &survey.MultiSelect{Message: l.message, Help: l.help, Options: l.choices, Default: proposed, PageSize: l.rows}
	// A letter chooses nothing: a list that a filter has emptied breaks the library.
	in.Filter = func(string, string, int) bool { return true }
	in.WithStdio(p.stdio)
	said, err := in.Prompt(&p.config)
	p.clear(&in.Renderer)
	answers, _ := said.([]survey.OptionAnswer)
	for _, a := range answers {
		chosen = append(chosen, a.Index)
	}
	return chosen, away(err)
}

// clear takes a question off the screen.
func (p *prompter) clear(r *survey.Renderer) {
	_ = r.Render("", nil)
	fmt.Fprint(p.stdio.Out, "\x1b[J")
}

func away(err error) error {
	if errors.Is(err, terminal.InterruptErr) {
		return errAway
	}
	return err
}
