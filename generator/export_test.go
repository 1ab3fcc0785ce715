package generator

// WriteSome is Write that is killed after n steps. It reports whether these were all.
func (f *Fleet) WriteSome(n int) (all bool, err error) {
	steps := f.steps()
	for _, step := range steps[:min(n, len(steps))] {
		if err := step(); err != nil {
			return false, err
		}
	}
	return n >= len(steps), nil
}
