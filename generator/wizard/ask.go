package wizard

import (
	"context"
	"errors"
	"maps"

	"github.com/slipway-platform/slipway/generator/problem"
)

// ErrBack is what an asker returns for: to the question before.
var ErrBack = errors.New("back to the question before")

// Asker puts questions to a person.
type Asker interface {
	// Ask returns what the person says; proposed is what counts if they say nothing. complaint, if there is one, is
	// what is wrong with what they said before.
	Ask(ctx context.Context, q Question, proposed []string, complaint string) ([]string, error)
	// Review shows what it all comes to; nil is to go on.
	Review(ctx context.Context, r *Result) error
}

// Ask makes a platform of what is given and of what a person says. What is given
// is not asked. With defaults, neither is what has one.
func (w *Wizard) Ask(ctx context.Context, given Given, defaults bool, a Asker) (*Result, error) {
	s := &session{Wizard: w, answers: given.values(), given: given, defaults: defaults, asker: a}
	if problems := w.interview(s.answers).wrong(given); len(problems) > 0 {
		return nil, problems.Err()
	}
	for {
		if err := s.ask(ctx); err != nil {
			return nil, err
		}
		result, err := s.finish(ctx)
		if result != nil || err != nil {
			return result, err
		}
	}
}

// session is a person answering. Answers stay when they go back, also those to
// questions that others have made needless meanwhile.
type session struct {
	*Wizard
	answers  map[string]any
	given    Given
	defaults bool
	asker    Asker
	// next is the question to ask, complaint what is wrong with its answer.
	next      int
	complaint string
	// trial is the last that was made.
	trial *trial
}

// ask goes on to the end of the questions.
func (s *session) ask(ctx context.Context) error {
	for {
		i := s.interview(s.answers)
		if s.next >= len(i.questions) {
			return nil
		}
		q := i.questions[s.next]
		if s.skips(q) {
			s.next++
			continue
		}
		proposed := i.said(q)
		said, err := s.asker.Ask(ctx, q, q.Write(proposed), s.complaint)
		if errors.Is(err, ErrBack) {
			s.back(i)
			continue
		}
		if err != nil {
			return err
		}
		if s.complaint = s.answer(q, said, proposed); s.complaint == "" {
			s.next++
		}
	}
}

// skips is whether a question needs no person.
func (s *session) skips(q Question) bool {
	_, given := s.given.to(q)
	return given || s.defaults && (q.Default != nil || q.Optional)
}

// back goes to the last question before that a person answers; from the first
// it goes nowhere.
func (s *session) back(i *interview) {
	s.complaint = ""
	for n := s.next - 1; n >= 0; n-- {
		if !s.skips(i.questions[n]) {
			s.next = n
			return
		}
	}
}

// answer takes what was said, or returns what is wrong with it: by itself, or
// beside all that was said before.
func (s *session) answer(q Question, said []string, proposed any) (complaint string) {
	answer, err := q.Read(said, proposed)
	if err != nil {
		return err.Error()
	}
	if !(q.Optional && empty(answer)) {
		if problems := q.check(answer); len(problems) > 0 {
			return told(q, problems[0])
		}
	}
	answers := maps.Clone(s.answers)
	answers[q.Name] = answer
	i := s.interview(answers)
	if s.trial, err = i.try(s.trial); err != nil {
		return err.Error()
	}
	for _, one := range s.trial.problems {
		if i.about(one.Path) == s.next {
			return told(q, one)
		}
	}
	s.answers = answers
	return ""
}

// told is a problem with what was just said: where it is need not be said, nor
// what the question has said already.
func told(q Question, p problem.Problem) string {
	if p.Hint == "" || p.Hint == q.Help {
		return p.Message
	}
	return p.Message + "; " + p.Hint
}

// finish shows what it comes to. No result and no error is to go on asking.
func (s *session) finish(ctx context.Context) (*Result, error) {
	i := s.interview(s.answers)
	var err error
	if s.trial, err = i.try(s.trial); err != nil {
		return nil, err
	}
	if len(s.trial.problems) > 0 {
		return nil, s.mend(i)
	}
	result := i.result(s.trial)
	err = s.asker.Review(ctx, result)
	if errors.Is(err, ErrBack) {
		s.back(i)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return result, nil
}

// mend goes back to what is wrong; an error where that is nothing a person is asked.
func (s *session) mend(i *interview) error {
	for _, one := range s.trial.problems {
		if n := i.about(one.Path); n >= 0 && !s.skips(i.questions[n]) {
			s.next, s.complaint = n, told(i.questions[n], one)
			return nil
		}
	}
	return s.trial.problems.Err()
}
