package apiversion

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
)

// Standing is what a version is to a program.
type Standing int

// A version is the current one, or the one before, which is read as well; it is
// known and not read any more; it is newer than any that is known; or it never was.
const (
	Current Standing = iota
	Before
	Older
	Newer
	Unknown
)

// Of says what a version is.
func (t Table) Of(version string) Standing {
	_, older := t.Older[version]
	switch {
	case version == t.Current:
		return Current
	case t.Previous != nil && version == t.Previous.APIVersion:
		return Before
	case older:
		return Older
	case newer(version, t.Current):
		return Newer
	}
	return Unknown
}

// Reads names what is read, for people.
func (t Table) Reads() string {
	if t.Previous == nil {
		return t.Current
	}
	return t.Current + " and " + t.Previous.APIVersion
}

// Refusal says in words why a version is not read, and what to do; empty where
// it is, or where it is no version at all.
func (t Table) Refusal(version string) (message, hint string) {
	message = fmt.Sprintf("this slipway reads %s; the file says %s", t.Reads(), version)
	switch t.Of(version) {
	case Newer:
		return message, "install a newer slipway"
	case Older:
		return message, fmt.Sprintf("slipway %s moves it on: run there: slipway migrate config; then come back to this one", t.Older[version])
	}
	return "", ""
}

// form is group/v1, group/v1beta2 or group/v1alpha3, as Kubernetes has it.
var form = regexp.MustCompile(`^([a-z0-9.-]+)/v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$`)

// newer is whether one version comes after another, as Kubernetes orders them.
func newer(a, b string) bool {
	x, y := form.FindStringSubmatch(a), form.FindStringSubmatch(b)
	if x == nil || y == nil || x[1] != y[1] {
		return false
	}
	return cmp.Or(cmp.Compare(number(x[2]), number(y[2])), cmp.Compare(stability(x[3]), stability(y[3])), cmp.Compare(number(x[4]), number(y[4]))) > 0
}

func number(text string) int {
	n, _ := strconv.Atoi(text) // digits, or nothing; too many of them are newer than anything
	return n
}

func stability(word string) int {
	switch word {
	case "alpha":
		return 0
	case "beta":
		return 1
	}
	return 2
}
