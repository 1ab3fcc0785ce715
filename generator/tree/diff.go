package tree

import (
	"bytes"
	"fmt"
	"strings"

	udiff "github.com/rogpeppe/go-internal/diff"
)

// A diff is there to recognise one's own edit by; past these limits the file itself says more.
const (
	diffLines  = 80
	diffBytes  = 8 << 10
	diffInputs = 1 << 20
)

// diff shows how have departs from want. Header lines are left out: they differ whenever anything does.
func diff(path string, want, have []byte) string {
	if len(want)+len(have) > diffInputs {
		return "too large to compare\n"
	}
	if bytes.IndexByte(want, 0) >= 0 || bytes.IndexByte(have, 0) >= 0 {
		return "binary content differs\n"
	}
	text := compare(path, headless(want), headless(have))
	if len(text) == 0 {
		text = compare(path, want, have)
	}
	return cut(string(text), diffLines, diffBytes)
}

func compare(path string, want, have []byte) []byte {
	text := udiff.Diff("generated/"+path, want, "edited/"+path, have)
	_, rest, _ := bytes.Cut(text, []byte("\n")) // the first line repeats the names
	return rest
}

func headless(data []byte) []byte {
	top, sum, body := splitHeader(data)
	if sum == "" {
		return data
	}
	return bytes.Join([][]byte{top, body}, nil)
}

// cut shortens text to whole lines within both limits and says how much is missing.
func cut(text string, lines, size int) string {
	kept, used := 0, 0
	all := strings.SplitAfter(strings.TrimSuffix(text, "\n")+"\n", "\n")
	all = all[:len(all)-1]
	for kept < len(all) && kept < lines && used+len(all[kept]) <= size {
		used += len(all[kept])
		kept++
	}
	if kept == len(all) {
		return text
	}
	return fmt.Sprintf("%s… %d more lines\n", text[:used], len(all)-kept)
}
