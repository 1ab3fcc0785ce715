package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// initFlag is a flag that answers a question.
type initFlag struct {
	flag, question, usage string
	list                  bool
}

func initFlags() []initFlag {
	return []initFlag{
		{"name", "name", "the platform's name", false},
		{"agent", "agent", "the GitOps agent", false},
		{"topology", "topology", "who runs the agent: hub or standalone", false},
		{"repository", "repository.url", "the Git repository that the agent reads", false},
		{"branch", "repository.branch", "the branch that the agent follows", false},
		{"domain", "domain", "the domain below which every cluster gets its own", false},
		{"profile", "profile", "lab, small or production", false},
		{"components", "components", "components for every cluster, and no others", true},
		{"clusters", "clusters", "the clusters; the first is the hub", true},
		{"provider", wizard.EveryCluster + "provider", "what makes the clusters reachable", false},
		{"context", wizard.FirstCluster + "context", "the kubeconfig context of the first cluster", false},
	}
}

// given collects the answers of a file and of flags, which are stronger.
func given(cmd *cobra.Command, file string) (wizard.Given, error) {
	out := wizard.Given{}
	if file != "" {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read answers: %w", err)
		}
		answers, err := load.ReadAnswers(file, data)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			out[a.Name] = a
		}
	}
	for _, f := range initFlags() {
		if !cmd.Flags().Changed(f.flag) {
			continue
		}
		maps.DeleteFunc(out, func(name string, _ load.Answer) bool { return wizard.Covers(f.question, name, firstCluster(out)) })
		out[f.question] = load.Answer{Name: f.question, Value: flagValue(cmd, f)}
		if f.flag == "components" {
			out["capabilities"] = load.Answer{Name: "capabilities", Value: []any{}}
		}
	}
	return out, nil
}

// firstCluster is the first of the clusters that are given, empty where none is.
func firstCluster(answers wizard.Given) string {
	names, _ := answers["clusters"].Value.([]any)
	if len(names) == 0 {
		return ""
	}
	name, _ := names[0].(string)
	return name
}

// flagValue is what a file would say.
func flagValue(cmd *cobra.Command, f initFlag) any {
	if !f.list {
		text, _ := cmd.Flags().GetString(f.flag) // it was declared so
		return text
	}
	texts, _ := cmd.Flags().GetStringSlice(f.flag)
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// answer makes a platform of what is given; where that is not enough, and there
// is a terminal, it asks.
func (a *app) answer(ctx context.Context, w *wizard.Wizard, answers wizard.Given, file string) (*wizard.Result, error) {
	result, err := w.Replay(answers, file)
	var missing *wizard.Missing
	if !errors.As(err, &missing) {
		return result, err
	}
	in, out, ok := a.terminal()
	if !ok {
		return nil, unanswered(missing)
	}
	t, end, err := a.openTerminal(ctx, in, out)
	if err != nil {
		return nil, err
	}
	defer end()
	t.greet()
	return w.Ask(ctx, answers, file != "", t)
}

// openTerminal makes ready to ask a person; end gives the terminal back.
func (a *app) openTerminal(ctx context.Context, in, out *os.File) (t *onTerminal, end func(), err error) {
	k, err := openKeyboard(ctx, in, out)
	if err != nil {
		return nil, nil, err
	}
	colour := a.colours()
	return &onTerminal{keyboard: k, prompter: newPrompter(k, colour), colour: colour}, func() { k.close() }, nil
}

// terminal returns the one that a person sits at; false where nobody does.
func (a *app) terminal() (in, out *os.File, ok bool) {
	in, isFile := a.in.(*os.File)
	if _, _, isTerminal := size(a.in); !isFile || !isTerminal || a.getenv("TERM") == "dumb" {
		return nil, nil, false
	}
	if a.canvas != nil {
		return in, a.canvas.f, true // nothing is drawn on it while somebody is asked
	}
	out, isFile = a.err.(*os.File)
	_, _, isTerminal := size(a.err)
	return in, out, isFile && isTerminal
}

// unanswered says how to answer without a terminal.
func unanswered(missing *wizard.Missing) error {
	problems := missing.Problems()
	for i := range problems {
		how := "give it in a file for --answers"
		for _, f := range initFlags() {
			if f.question == problems[i].Path {
				how = "give --" + f.flag + ", or put it in a file for --answers"
			}
		}
		problems[i].Hint = strings.TrimSuffix(problems[i].Hint, ".") + "; " + how
	}
	return problem.Problems(problems)
}
