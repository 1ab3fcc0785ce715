package wizard

// interview goes through the questions that answers lead to. What is asked may
// depend on every answer before it.
type interview struct {
	*Wizard
	answers   map[string]any
	questions []Question

	topology, profile, repository string
	// chosen are the components, needed by whom those are that nobody chose.
	chosen []string
	needed map[string]string
}

// sections are the parts of the interview, in the order in which a platform is
// thought of. To add a question is to ask it in one of them.
func sections() []func(*interview) {
	return []func(*interview){(*interview).basics, (*interview).components, (*interview).credentials, (*interview).clusters}
}

// interview returns the questions that answers lead to. Where one that follows
// from others is not answered, its default counts.
func (w *Wizard) interview(answers map[string]any) *interview {
	i := &interview{Wizard: w, answers: answers, needed: map[string]string{}}
	for _, section := range sections() {
		section(i)
	}
	return i
}

// ask adds a question and returns what is said to it; nil where that is not known.
func (i *interview) ask(q Question) any {
	i.questions = append(i.questions, q)
	return i.said(q)
}

// said returns the answer to a question, or its default.
func (i *interview) said(q Question) any {
	if answer, ok := i.answer(q); ok {
		return answer
	}
	return q.Default
}

// answer is what was said to a question, by any of its names.
func (i *interview) answer(q Question) (any, bool) {
	for _, name := range q.names() {
		if answer, ok := i.answers[name]; ok {
			return answer, true
		}
	}
	return nil, false
}

// text is ask for a question whose answer is a text.
func (i *interview) text(q Question) string {
	answer, _ := i.ask(q).(string)
	return answer
}
