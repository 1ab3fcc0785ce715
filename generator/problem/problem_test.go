package problem

import "testing"

func TestProblems(t *testing.T) {
	ps := Problems{
		{Position: Position{File: "b.yaml"}, Message: "is empty"},
		{Position: Position{File: "a.yaml", Line: 10, Col: 2}, Path: "spec", Message: "later"},
		{Position: Position{File: "a.yaml", Line: 2}, Message: "no column", Hint: "a hint"},
		{Position: Position{File: "b.yaml"}, Message: "is empty"},
		{Message: "nowhere"},
	}
	want := "nowhere\na.yaml:2: no column\n    a hint\na.yaml:10:2: spec: later\nb.yaml: is empty"
	if got := ps.Err().Error(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if err := (Problems{}).Err(); err != nil {
		t.Errorf("no problems are an error: %v", err)
	}
}
