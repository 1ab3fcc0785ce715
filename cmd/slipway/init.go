package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// initOptions are the flags of init that answer no question.
type initOptions struct {
	answers, save string
	ci            []string
	force         bool
}

func (a *app) initCommand() *cobra.Command {
	o := initOptions{}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a new platform.yaml, asking what goes into it",
		Long: `Init asks what a new platform is to be, shows what that comes to, and writes
platform.yaml, and AGENTS.md where there is none, which tells people and assistants
how to work on it. What flags or --answers say is not asked. It asks nothing where
they say all that has no default, or where there is no terminal; the rest takes
its default.

A question takes what it proposes when Enter is pressed, explains itself when ?
is, and the one before comes back with Shift-Tab. Ctrl-C leaves; nothing is
written before the end.

With --ci it also writes what checks every change to the repository, and shows
what the change does: for github, gitlab, forgejo, or as a script. In the folder
of a platform that exists it writes that alone. These files are yours to change.`,
		Example: `  slipway init
  slipway init -C acme --name acme --domain platform.example.com \
      --repository https://git.example.com/acme/platform.git --context kind-acme
  slipway init --save-answers answers.yaml
  slipway init --answers answers.yaml
  slipway init --ci github        # for a platform that exists, too`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.init(cmd, o) },
	}
	f := cmd.Flags()
	for _, flag := range initFlags() {
		if flag.list {
			f.StringSlice(flag.flag, nil, flag.usage)
		} else {
			f.String(flag.flag, "", flag.usage)
		}
	}
	f.StringVar(&o.answers, "answers", "", "a file of answers to replay; what it does not say takes its default")
	f.StringVar(&o.save, "save-answers", "", "write the answers to a file, for --answers")
	f.StringSliceVar(&o.ci, "ci", nil, "write checks for github, gitlab, forgejo or script (may be repeated)")
	f.BoolVar(&o.force, "force", false, "replace a file that is there: platform.yaml, or with --ci alone the checks")
	return cmd
}

func (a *app) init(cmd *cobra.Command, o initOptions) error {
	if err := knownCI(o.ci); err != nil {
		return err
	}
	if len(o.ci) > 0 && generator.Vacant(a.dir, false) != nil && !answersAnything(cmd) {
		return a.addCI(o)
	}
	if err := generator.Vacant(a.dir, o.force); err != nil {
		return err
	}
	if _, err := os.Lstat(o.save); o.save != "" && err == nil && !o.force {
		return occupiedAnswers(o.save)
	}
	answers, err := given(cmd, o.answers)
	if err != nil {
		return err
	}
	src, err := a.sources()
	if err != nil {
		return err
	}
	w, err := wizard.New(src)
	if err != nil {
		return err
	}
	result, err := a.answer(cmd.Context(), w, answers, o.answers)
	if err != nil {
		return err
	}
	p, err := generator.Try(src, result.Text)
	if err != nil {
		return err
	}
	checks, err := a.checks(src, p, o)
	if err != nil {
		return err
	}
	path, err := generator.Init(src, a.dir, result.Text, o.force)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "wrote %s\n", path)
	if err := a.writeGuide(src, p); err != nil {
		return err
	}
	if err := a.writeFiles(checks, o.force); err != nil {
		return err
	}
	if err := a.saveAnswers(result, o); err != nil {
		return err
	}
	in := a.dirFlag()
	a.say("next: slipway %sgenerate\n      slipway %sbootstrap", in, in)
	return nil
}

// writeGuide writes AGENTS.md. One that is there is the user's, whatever is to be
// replaced.
func (a *app) writeGuide(src generator.Sources, p *platform.Platform) error {
	guide, err := generator.Guide(src, a.dir, p)
	if err != nil {
		return err
	}
	files := []generator.NewFile{guide}
	if generator.Absent(files) != nil {
		return nil
	}
	return a.writeFiles(files, false)
}

// saveAnswers writes a file to replay.
func (a *app) saveAnswers(r *wizard.Result, o initOptions) error {
	if o.save == "" {
		return nil
	}
	text, err := r.Answers()
	if err != nil {
		return err
	}
	err = generator.WriteNew(o.save, text, o.force)
	if errors.Is(err, fs.ErrExist) {
		return occupiedAnswers(o.save)
	}
	if err == nil {
		fmt.Fprintf(a.out, "wrote %s\n", o.save)
	}
	return err
}

func occupiedAnswers(path string) error {
	return fmt.Errorf("%s exists already; name another file with --save-answers, or replace it with --force", path)
}

// dirFlag is how the next command finds the platform's folder.
func (a *app) dirFlag() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	dir, err := filepath.Rel(here, a.dir)
	switch {
	case err != nil:
		dir = a.dir
	case dir == ".":
		return ""
	}
	return "-C " + shellWord(dir) + " "
}

// shellWord is one word to a shell.
func shellWord(text string) string {
	if strings.ContainsAny(text, " \t'\"$\\") {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return text
}
