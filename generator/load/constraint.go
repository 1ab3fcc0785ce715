package load

import (
	"fmt"
	"regexp"

	"cuelang.org/go/cue"
)

// stringConstraint returns what tells whether a constraint allows a string, nil
// when it allows every one. Choices and patterns, which are nearly all there
// is, are tried without CUE: a fleet has a thousand strings for each leaf. CUE's
// patterns are Go's.
func stringConstraint(v cue.Value) func(string) bool {
	op, args := v.Expr()
	switch op {
	case cue.OrOp:
		return choice(args)
	case cue.AndOp:
		return both(args)
	case cue.SelectorOp:
		if d := cue.Dereference(v); d != v {
			return stringConstraint(d)
		}
	case cue.RegexMatchOp, cue.NotRegexMatchOp:
		if text, err := args[len(args)-1].String(); err == nil {
			if pattern, err := regexp.Compile(text); err == nil {
				return func(s string) bool { return pattern.MatchString(s) == (op == cue.RegexMatchOp) }
			}
		}
	case cue.NoOp:
		if text, err := v.String(); err == nil {
			return func(s string) bool { return s == text }
		}
		if text := fmt.Sprint(v); text == "string" || text == "_" {
			return nil // of any kind of value, or of text alone
		}
	}
	return func(s string) bool { return v.Unify(v.Context().Encode(s)).Err() == nil }
}

// choice allows what one of its branches allows. A default made of facts is no
// constraint: what it becomes must be allowed by another branch.
func choice(args []cue.Value) func(string) bool {
	var branches []func(string) bool
	for _, a := range args {
		if op, _ := a.Expr(); op == cue.InterpolationOp {
			continue
		}
		allows := stringConstraint(a)
		if allows == nil {
			return nil
		}
		branches = append(branches, allows)
	}
	if len(branches) == 0 {
		return nil
	}
	return func(s string) bool {
		for _, allows := range branches {
			if allows(s) {
				return true
			}
		}
		return false
	}
}

// both allows what all of its parts allow.
func both(args []cue.Value) func(string) bool {
	var parts []func(string) bool
	for _, a := range args {
		if allows := stringConstraint(a); allows != nil {
			parts = append(parts, allows)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return func(s string) bool {
		for _, allows := range parts {
			if !allows(s) {
				return false
			}
		}
		return true
	}
}
