package main

import (
	"fmt"

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
			p := a.page()
			p.text(0, fmt.Sprintf("hint %d of %d: %s", which, len(e.Hints), text))
			return p.write()
		},
	}
}
