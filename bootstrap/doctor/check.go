// Package doctor says what came of looking at something that a platform needs,
// and looks at this machine.
package doctor

// Result is what came of a check.
type Result string

// The results that there are. Only a failed check keeps the platform from
// working; what a warning names will hurt later, or only sometimes.
const (
	OK      Result = "ok"
	Warning Result = "warning"
	Failed  Result = "failed"
	Skipped Result = "skipped"
)

// Check is one thing that was looked at.
type Check struct {
	// Area is what it is about: this machine, a cluster, the repository, registries.
	Area   string `json:"area"`
	Name   string `json:"name"`
	Result Result `json:"result"`
	// Detail is what was found, or why nothing was looked at.
	Detail string `json:"detail"`
	// Mend is a command that mends it, or what to do where no command does.
	Mend string `json:"mend,omitempty"`
}

// Healthy reports whether no check failed.
func Healthy(checks []Check) bool {
	for _, c := range checks {
		if c.Result == Failed {
			return false
		}
	}
	return true
}

// Area makes the checks of one.
type Area string

// OK is a check that found what is needed.
func (a Area) OK(name, detail string) Check { return Check{string(a), name, OK, detail, ""} }

// Warn is a check that found what will hurt later, or only sometimes.
func (a Area) Warn(name, detail, mend string) Check {
	return Check{string(a), name, Warning, detail, mend}
}

// Fail is a check that found what keeps the platform from working.
func (a Area) Fail(name, detail, mend string) Check {
	return Check{string(a), name, Failed, detail, mend}
}

// Skip is a check that could not be made, or that this platform has no use for.
func (a Area) Skip(name, why string) Check { return Check{string(a), name, Skipped, why, ""} }

// Of is a check whose whole answer is an error; found is told where there is none.
func (a Area) Of(name, found string, err error, mend string) Check {
	if err != nil {
		return a.Fail(name, err.Error(), mend)
	}
	return a.OK(name, found)
}
