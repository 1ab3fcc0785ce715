package format

import (
	"encoding/xml"
	"fmt"
	"io"

	"github.com/slipway-platform/slipway/generator/problem"
)

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Failure *failure `xml:"failure"`
}

type failure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes problems as test cases that failed, which GitLab, Jenkins and
// others show; without problems it is one that passed.
func JUnit(w io.Writer, ps problem.Problems, at Place) error {
	s := suite{Name: "slipway validate", Failures: len(ps)}
	for _, p := range ps {
		place := p.Position
		if place.File != "" {
			place.File = at(place.File)
		}
		name := place.String()
		if name == "" {
			name = "input"
		}
		s.Cases = append(s.Cases, testCase{"slipway", name, place.File, &failure{rule, p.Message, whole(p)}})
	}
	if len(ps) == 0 {
		s.Cases = []testCase{{Class: "slipway", Name: "the input is valid"}}
	}
	s.Tests = len(s.Cases)
	text, err := xml.MarshalIndent(suites{Suites: []suite{s}}, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	}
	if err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	return nil
}
