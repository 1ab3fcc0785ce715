package local

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

const tailLines = 20

// tail keeps the end of what is written to it: where compilers and programs say
// what went wrong.
type tail struct{ data []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	if extra := len(t.data) - 64<<10; extra > 0 {
		t.data = t.data[extra:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	lines := bytes.Split(bytes.TrimRight(t.data, "\n"), []byte("\n"))
	if len(lines) > tailLines {
		lines = lines[len(lines)-tailLines:]
	}
	return string(bytes.Join(lines, []byte("\n")))
}

// tailOf returns the last lines of a file, or nothing when it cannot be read.
func tailOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > 64<<10 {
		if _, err := f.Seek(-64<<10, io.SeekEnd); err != nil {
			return ""
		}
	}
	var t tail
	if _, err := io.Copy(&t, f); err != nil {
		return ""
	}
	return strings.TrimSpace(t.String())
}

// Tail is the last lines of a log, of which there may be very much.
func Tail(path string, lines int) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read log: %w", err)
	}
	defer f.Close()
	const most = 256 << 10
	if info, err := f.Stat(); err == nil && info.Size() > most {
		if _, err := f.Seek(-most, io.SeekEnd); err != nil {
			return "", fmt.Errorf("read log: %w", err)
		}
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return "", fmt.Errorf("read log: %w", err)
	}
	all := strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "") + "\n", nil
}
