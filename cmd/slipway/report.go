package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/generator/problem"
)

// The program's exit codes; scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitDifference  = 3
	exitTimeout     = 4
	exitInterrupted = 130
)

// errDifference ends a command that found a difference; it has been printed.
var errDifference = errors.New("there is a difference")

// usageError is a wrong flag or argument.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// report prints an error, once, and returns the exit code.
func (a *app) report(ctx context.Context, err error) int {
	var problems problem.Problems
	var usage usageError
	var merge *bootstrap.MergeError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errDifference):
		return exitDifference
	case errors.Is(err, errWrong):
		return exitUsage
	case errors.Is(err, errLeft):
		fmt.Fprintln(a.err, errLeft)
		return exitInterrupted
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(a.err, "interrupted")
		return exitInterrupted
	case errors.As(err, &problems):
		a.reportProblems(problems)
		return exitUsage
	}
	a.annotate("error", "", strings.TrimSpace(err.Error()))
	fmt.Fprintln(a.err, readable(a.err, "error: "+strings.TrimRight(err.Error(), "\n")))
	switch {
	case errors.As(err, &usage):
		return exitUsage
	case bootstrap.IsTimeout(err):
		return exitTimeout
	case errors.As(err, &merge):
		return exitDifference
	}
	return exitFailed
}

// explained prints the cause of an error and its mend for programs, which find
// them on stdout; people find them in the error.
func (a *app) explained(err error) error {
	var caused bootstrap.CausedError
	if a.output != "json" || !errors.As(err, &caused) {
		return err
	}
	return errors.Join(err, a.json(struct {
		Error string `json:"error"`
		cause.Finding
	}{caused.Err.Error(), caused.Finding}))
}

func (a *app) reportProblems(problems problem.Problems) {
	if err := a.showProblems(problems); err != nil {
		fmt.Fprintln(a.err, "error:", err)
	}
	if a.output == "json" {
		return
	}
	fmt.Fprintln(a.err, problems.Error())
	if len(problems) > 1 {
		fmt.Fprintf(a.err, "%d problems\n", len(problems))
	}
}

// json prints a result for programs.
func (a *app) json(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// say prints progress for people, on stderr.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.err, format+"\n", args...)
	}
}
