package board

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/lab/progress"
)

// What a report may hold at most; more than any course has.
const (
	mostEntries, mostChecks, mostCounted = 100, 50, 999
	longestText                          = 200
	// mostTexts is how long names and titles of exercises are together, as they are sent and kept.
	mostTexts = 16 << 10
)

// row makes a report a row, or says what is wrong with it.
func (r Report) row(now time.Time) (participant, error) {
	if err := CheckName(r.Participant); err != nil {
		return participant{}, err
	}
	p := participant{Name: r.Participant, Current: r.Progress.Current, Heard: now.UTC(), Entries: []entry{}}
	if p.Current != "" {
		if err := checkExercise(p.Current); err != nil {
			return p, err
		}
	}
	if len(r.Progress.Records) > mostEntries {
		return p, fmt.Errorf("a report has at most %d exercises", mostEntries)
	}
	seen := map[string]bool{}
	for _, one := range r.Progress.Records {
		if err := checkRecord(one); err != nil {
			return p, err
		}
		if seen[one.Exercise] {
			return p, errors.New("a report has each exercise once")
		}
		seen[one.Exercise] = true
		p.Agent, p.Entries = one.Agent, append(p.Entries, entryOf(one))
	}
	return p, checkTexts(p)
}

func entryOf(r progress.Record) entry {
	e := entry{Exercise: r.Exercise, Number: r.Number, Title: r.Title, Started: r.Started, Hints: r.Hints, Shown: r.Shown,
		Checked: r.Checked, Of: len(r.Checks), Solved: r.Solved}
	for _, c := range r.Checks {
		if c.Holds {
			e.Holds++
		}
	}
	return e
}

func checkRecord(r progress.Record) error {
	if err := checkExercise(r.Exercise); err != nil {
		return err
	}
	if len(r.Title) > longestText || len(r.Agent) > longestName || len(r.Checks) > mostChecks {
		return fmt.Errorf("a text of a report has at most %d characters, and an exercise at most %d checks", longestText, mostChecks)
	}
	if min(r.Number, r.Hints) < 0 || max(r.Number, r.Hints) > mostCounted {
		return fmt.Errorf("the number of an exercise and that of its hints are at most %d", mostCounted)
	}
	return nil
}

// checkExercise refuses what is no exercise's name: those are folders of the program.
func checkExercise(name string) error {
	if ok, err := regexp.MatchString(`^[a-z0-9-]{1,40}$`, name); err != nil || !ok {
		return errors.New("the name of an exercise is lower case letters, digits and dashes, at most 40 characters")
	}
	return nil
}

// checkTexts bounds what one participant has everybody who looks at the board load, and the board keep: a < takes six
// bytes there.
func checkTexts(p participant) error {
	var texts []string
	for _, e := range p.Entries {
		texts = append(texts, e.Exercise, e.Title)
	}
	data, err := json.Marshal(texts)
	if err == nil && len(data) > mostTexts {
		err = errors.New("the titles of a report are too long together")
	}
	return err
}
