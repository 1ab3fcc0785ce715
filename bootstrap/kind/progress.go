package kind

import (
	"fmt"
	"strings"
	"unicode"

	"sigs.k8s.io/kind/pkg/log"
)

// progress is the library's logger: it passes on the names of the steps. What
// goes wrong is in the error that the library returns.
type progress struct{ report func(string) }

// Warn and the others are the library's interface.
func (progress) Warn(string)           {}
func (progress) Warnf(string, ...any)  {}
func (progress) Error(string)          {}
func (progress) Errorf(string, ...any) {}

func (p progress) V(level log.Level) log.InfoLogger { return step{p.report, level == 0} }

type step struct {
	report  func(string)
	enabled bool
}

func (s step) Enabled() bool                 { return s.enabled }
func (s step) Infof(format string, a ...any) { s.Info(fmt.Sprintf(format, a...)) }

// Info takes " • Starting control-plane 🕹️  ..." and the like.
func (s step) Info(message string) {
	name, begins := strings.CutPrefix(strings.TrimSpace(message), "•")
	if !s.enabled || !begins || s.report == nil {
		return
	}
	words := strings.FieldsFunc(strings.TrimRight(name, " ."), func(r rune) bool { return r == ' ' || r > unicode.MaxASCII })
	s.report(strings.Join(words, " "))
}
