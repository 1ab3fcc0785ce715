package git

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Line is the commit that wrote a line.
type Line struct {
	Commit  string
	Author  string
	Date    time.Time // in the author's zone
	Subject string
}

// Blame finds the commits that wrote the lines of a file of the platform's folder, as it stands on the disk: an entry for each
// line, nil for what no commit has yet.
func (r *Repo) Blame(file string) ([]*Line, error) {
	_, last, err := r.store.head()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(r.prefix+file)))
	if err != nil {
		return nil, fmt.Errorf("find who wrote %s: %w", file, err)
	}
	old, err := r.committed(last, file)
	if err != nil {
		return nil, err
	}
	same := sameLines(unixEnds(old), unixEnds(text))
	out := make([]*Line, len(same))
	if len(old) == 0 {
		return out, nil
	}
	commits, err := r.store.blame(last, r.prefix+file)
	if err != nil && r.isShallow() {
		return nil, fmt.Errorf("find who wrote %s: %w", file, errShallow)
	}
	if err != nil {
		return nil, err
	}
	known := map[hash]*Line{}
	for i, was := range same {
		if was < 0 || was >= len(commits) {
			continue
		}
		h := commits[was]
		if known[h] == nil {
			line, err := r.store.described(h)
			if err != nil {
				return nil, err
			}
			known[h] = &line
		}
		out[i] = known[h]
	}
	return out, nil
}

// committed is a file as it is in a commit; nothing where it is not.
func (r *Repo) committed(at hash, file string) ([]byte, error) {
	if at.isZero() {
		return nil, nil
	}
	data, err := r.ReadFile(at.String(), file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// unixEnds undoes what a checkout on Windows does to the ends of lines.
func unixEnds(text []byte) string { return strings.ReplaceAll(string(text), "\r\n", "\n") }
