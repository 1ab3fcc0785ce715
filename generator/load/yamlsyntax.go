package load

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/problem"
)

// yamlSyntaxProblem says where the parser gave up and why.
func yamlSyntaxProblem(file string, data []byte) problem.Problems {
	if marker := yamlConflict(data); marker >= 0 {
		line, col := inputLineCol(data, marker)
		return inputFault(file, line, col, "a merge is not finished", "take one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>")
	}
	text, opened, offset := yamlFailure(data)
	if tab := yamlTab(data, offset); tab >= 0 && !strings.Contains(text, "end of stream") {
		line, col := inputLineCol(data, tab)
		return inputFault(file, line, col, "a tab is used for indentation", "YAML takes only spaces")
	}
	message, hint, atOpening := yamlSyntaxText(text, opened)
	line, col := inputLineCol(data, offset)
	if strings.Contains(text, "expected key") {
		col = yamlOpeningColumn(data, line, text)
	}
	if atOpening && opened > 0 {
		line, col = opened, yamlOpeningColumn(data, opened, text)
	}
	return inputFault(file, line, col, message, hint)
}

// yamlConflict finds where Git left two sides of a merge, -1 where it did not.
func yamlConflict(data []byte) int {
	const marker = "<<<<<<< "
	if bytes.HasPrefix(data, []byte(marker)) {
		return 0
	}
	if i := bytes.Index(data, []byte("\n"+marker)); i >= 0 {
		return i + 1
	}
	return -1
}

// yamlFailure parses once more, byte by byte. The parser's own line is that
// of the beginning of what it was in, opened; how far it had read when it gave up
// is the place of the trouble, of which offset is the word's start. The empty
// line in front is for the parser, which leaves out a line of 0.
func yamlFailure(data []byte) (text string, opened, offset int) {
	r := &yamlByteReader{data: append([]byte("\n"), data...)}
	dec := yaml.NewDecoder(r)
	var err error
	for err == nil {
		err = dec.Decode(new(yaml.Node))
	}
	text = strings.TrimPrefix(err.Error(), "yaml: ")
	if n, rest, ok := strings.Cut(strings.TrimPrefix(text, "line "), ": "); ok && strings.HasPrefix(text, "line ") {
		opened, _ = strconv.Atoi(n)
		text = rest
	}
	if yamlIsScanner(text) {
		opened-- // here the parser counts from 1
	}
	i := max(min(r.offset, len(data)+1)-2, 0)
	for i > 0 && yamlIsSpace(data[i]) {
		i--
	}
	for i > 0 && !yamlIsSpace(data[i-1]) {
		i--
	}
	if name, ok := strings.CutPrefix(text, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		i = max(bytes.LastIndex(data[:min(r.offset, len(data))], []byte("*"+name)), 0)
	}
	return text, opened, i
}

// yamlIsScanner tells errors whose line the parser counts from 1.
func yamlIsScanner(text string) bool {
	return strings.Contains(text, "end of stream") || strings.Contains(text, "could not find expected ':'")
}

func yamlIsSpace(c byte) bool { return strings.IndexByte(" \t\r\n", c) >= 0 }

// yamlOpeningColumn is where in a line something begins that is not ended.
func yamlOpeningColumn(data []byte, line int, text string) int {
	lines := bytes.Split(data, []byte("\n"))
	if line > len(lines) {
		return 1
	}
	content := lines[line-1]
	column := len(content) - len(bytes.TrimLeft(content, " "))
	if strings.Contains(text, "end of stream") {
		if i := bytes.LastIndexAny(content, "\"'"); i >= 0 {
			column = i
		}
	}
	return utf8.RuneCount(content[:column]) + 1
}

type yamlByteReader struct {
	data   []byte
	offset int
}

func (r *yamlByteReader) Read(p []byte) (int, error) {
	if r.offset >= len(r.data) {
		return 0, io.EOF
	}
	p[0] = r.data[r.offset]
	r.offset++
	return 1, nil
}

// yamlTab finds a tab in the indentation of the line at offset.
func yamlTab(data []byte, offset int) int {
	start := bytes.LastIndexByte(data[:offset], '\n') + 1
	for i := start; i < len(data) && (data[i] == ' ' || data[i] == '\t'); i++ {
		if data[i] == '\t' {
			return i
		}
	}
	return -1
}

// yamlSyntaxText says in words what the parser means, and whether the place to
// look at is where something was opened.
func yamlSyntaxText(text string, opened int) (message, hint string, atOpening bool) {
	switch {
	case strings.Contains(text, "mapping values are not allowed"):
		return "a colon is out of place", "indent the line as its neighbours are, or quote a value that contains a colon", false
	case strings.Contains(text, "cannot start any token"):
		return "a value begins with a character that has a meaning in YAML", "quote the value", false
	case strings.Contains(text, "did not find expected key"):
		return "the line does not fit the ones above it", "check its indentation, and quotes and brackets above it", false
	case strings.Contains(text, "could not find expected ':'"):
		return "a colon is missing", "a line is key: value, or begins with a dash", true
	case strings.Contains(text, "unexpected end of stream"):
		return "a quote is not closed", "", true
	case strings.Contains(text, "did not find expected node content"):
		return "a value is missing", "or a comma or a bracket is one too many", false
	case strings.Contains(text, "expected ',' or"):
		return "a bracket or brace is not closed, or a comma is missing", fmt.Sprintf("it is opened in line %d", opened), false
	case strings.Contains(text, "block sequence entries are not allowed"):
		return "a dash is out of place", "begin the list on a line of its own", false
	case strings.Contains(text, "unknown escape character"):
		return "a backslash has a meaning in double quotes", "use single quotes", false
	case strings.HasPrefix(text, "unknown anchor"):
		return text, "an alias (*name) needs an anchor (&name) above it", false
	case strings.Contains(text, "exceeded max depth"):
		return yamlTooDeep(), "", false
	}
	return "is not YAML: " + text, "", false
}
