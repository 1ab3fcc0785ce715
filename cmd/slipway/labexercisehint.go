package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) exerciseHintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "hint [NAME]",
		Short: "Give the next hint",
		Long: `Give the next hint. Each says more than the one before it, and the last one is given
again when there is no further.`,
		Example: `  slipway lab exercise hint`,
		Args:    oneExercise(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, err := a.openLab()
			if err != nil {
				return err
			}
			defer a.tellBoard(cmd.Context(), l)
			e, text, which, err := l.Hint(first(args))
			if err != nil {
				return err
			}
			if a.output == "json" {
				return a.json(struct {
					Exercise string `json:"exercise"`
					Hint     int    `json:"hint"`
					Of       int    `json:"of"`
					Text     string `json:"text"`
				}{e.Name, which, len(e.Hints), text})
			}
			return a.printHint(fmt.Sprintf("hint %d of %d: %s", which, len(e.Hints), text))
		},
	}
}

// printHint breaks a hint at its spaces, but for one of several lines, which is to be copied as it is.
func (a *app) printHint(text string) error {
	p := a.page()
	if strings.Contains(text, "\n") {
		p.line("%s", text)
	} else {
		p.text(0, text)
	}
	return p.write()
}
