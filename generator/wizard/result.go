package wizard

import "github.com/slipway-platform/slipway/generator/render"

// Result is a new platform that nothing is wrong with.
type Result struct {
	// Text is its platform.yaml.
	Text []byte
	// Summary is what whoever answered should see before it is written.
	Summary Summary

	interview *interview
}

func (i *interview) result(t *trial) *Result {
	profiles := i.field("", "", "spec", "profile").values()
	return &Result{Text: t.text, Summary: summaryOf(t.platform, profiles), interview: i}
}

// Answers writes what was answered, for somebody to replay.
func (r *Result) Answers() ([]byte, error) {
	var lines []render.Line
	for _, q := range r.interview.questions {
		answer := r.interview.said(q)
		if answer == nil {
			answer = q.nothing()
		}
		comment := q.Ask
		if q.Explained {
			comment += " " + q.Help
		}
		lines = append(lines, render.Line{Comment: comment, Key: q.Name, Value: answer})
	}
	return render.Lines("The answers of slipway init. To replay them: slipway init --answers FILE", lines)
}
