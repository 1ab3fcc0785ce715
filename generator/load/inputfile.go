package load

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"unicode/utf8"

	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/sops"
)

// inputLimit bounds a file the user wrote: far above a thousand clusters, far
// below what would make a parser a burden.
const inputLimit = 8 << 20

// inputMaxProblems bounds how many problems of one file are collected: nobody
// reads more, and a file of nonsense would take long.
const inputMaxProblems = 100

// inputFile reads a file and makes sure that it is text: nothing below has to
// think of size, encodings or control characters.
func inputFile(fsys fs.FS, name string) ([]byte, problem.Problems) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, inputUnreadable(name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, inputFault(name, 0, 0, "is a folder", "it must be a file")
	}
	data, err := io.ReadAll(io.LimitReader(f, inputLimit+1))
	if err != nil {
		return nil, inputUnreadable(name, err)
	}
	if len(data) > inputLimit {
		return nil, inputFault(name, 0, 0, fmt.Sprintf("is larger than %d MiB", inputLimit>>20),
			"split clusters into files of their own under clusters/")
	}
	return inputText(name, data)
}

// inputText returns data without a byte order mark and without CRLF, or what
// keeps it from being text.
func inputText(name string, data []byte) ([]byte, problem.Problems) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return nil, inputFault(name, 1, 1, "is UTF-16", "save the file as UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	for i := 0; i < len(data); {
		if c := data[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7F {
				line, col := inputLineCol(data, i)
				return nil, inputFault(name, line, col, fmt.Sprintf("contains the control character U+%04X", c),
					"this is not a text file, or it was damaged")
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			line, col := inputLineCol(data, i)
			return nil, inputFault(name, line, col, fmt.Sprintf("contains the byte 0x%02X, which is not UTF-8", data[i]),
				"save the file as UTF-8")
		}
		if r >= 0x80 && r < 0xA0 && r != 0x85 || r == 0xFFFE || r == 0xFFFF {
			line, col := inputLineCol(data, i)
			return nil, inputFault(name, line, col, fmt.Sprintf("contains the control character U+%04X", r),
				"this is not a text file, or it was damaged")
		}
		i += size
	}
	if at := ageKey.FindIndex(data); at != nil {
		line, col := inputLineCol(data, at[0])
		return nil, inputFault(name, line, col, "holds a secret key of age, and would be pushed to Git",
			"keep keys in a file outside of what Git holds and name that under from; if this was pushed, make another key")
	}
	return unixLines(data), nil
}

// ageKey is what nobody may print, wherever it was put by mistake.
var ageKey = regexp.MustCompile(sops.SecretKeyPrefix + "[0-9A-Za-z-]{6,}")

// unixLines undoes what Git does to a checkout on Windows: a digest must not tell
// where a catalog was checked out, and CUE refuses CRLF in its strings of several
// lines.
func unixLines(data []byte) []byte { return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) }

// inputLineCol counts lines and characters from 1.
func inputLineCol(data []byte, offset int) (line, col int) {
	before := data[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

func inputFault(file string, line, col int, message, hint string) problem.Problems {
	return problem.Problems{{Position: problem.Position{File: file, Line: line, Col: col}, Message: message, Hint: hint}}
}

// inputUnreadable keeps the reason and drops the path, which the position says.
func inputUnreadable(name string, err error) problem.Problems {
	if pathErr, ok := err.(*fs.PathError); ok {
		err = pathErr.Err
	}
	return inputFault(name, 0, 0, fmt.Sprintf("cannot be read: %v", err), "")
}
