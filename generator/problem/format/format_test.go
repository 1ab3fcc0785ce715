package format

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/generator/problem"
)

var update = flag.Bool("update", false, "write the golden files")

func problems() problem.Problems {
	return problem.Problems{
		{Position: problem.Position{File: "platform.yaml", Line: 5, Col: 3}, Path: "spec.agnet", Message: "unknown field <&> 100%", Hint: "did you mean agent?"},
		{Position: problem.Position{File: "clusters/a, b:c.yaml", Line: 2}, Message: "two\nlines"},
		{Position: problem.Position{File: "clusters/whole.yaml"}, Message: "is empty"},
		{Message: "nowhere"},
	}
}

func below(folder string) Place {
	return func(file string) string { return folder + "/" + file }
}

// TestFormats holds each form to a file.
func TestFormats(t *testing.T) {
	for name, write := range map[string]func(io.Writer, problem.Problems) error{
		"github.txt": func(w io.Writer, ps problem.Problems) error { return GitHub(w, ps, below("infra")) },
		"sarif.json": func(w io.Writer, ps problem.Problems) error { return SARIF(w, ps, below("infra"), "v1.2.3") },
		"junit.xml":  func(w io.Writer, ps problem.Problems) error { return JUnit(w, ps, below("infra")) },
	} {
		for prefix, ps := range map[string]problem.Problems{"": problems(), "valid-": nil} {
			var got bytes.Buffer
			if err := write(&got, ps); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", prefix+name)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s is\n%s\nwant\n%s", path, got.Bytes(), want)
			}
		}
	}
}

// FuzzFormats: whatever a problem says, what is written is JSON and XML,
// and a line for each problem.
func FuzzFormats(f *testing.F) {
	f.Add("platform.yaml", "unknown field", 5)
	f.Add("a:b,c%", "two\nlines\r::error::", -1)
	f.Add("\xff", "]]>\x00", 0)
	f.Fuzz(func(t *testing.T, file, message string, line int) {
		ps := problem.Problems{{Position: problem.Position{File: file, Line: line}, Message: message}}
		var out bytes.Buffer
		if err := GitHub(&out, ps, below("a")); err != nil || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
			t.Errorf("%v: %q", err, out.String())
		}
		out.Reset()
		if err := SARIF(&out, ps, below("a"), "v"); err != nil || !json.Valid(out.Bytes()) {
			t.Errorf("%v: %q", err, out.String())
		}
		out.Reset()
		var read suites
		if err := JUnit(&out, ps, below("a")); err != nil || xml.Unmarshal(out.Bytes(), &read) != nil {
			t.Errorf("%v: %q", err, out.String())
		}
	})
}
