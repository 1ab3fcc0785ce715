package git

import (
	"fmt"
	"strings"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/utils/diff"
)

// This file knows go-git's way to find who wrote a line, and to compare texts.

// blame is the commit of each line that a file has in a commit; its path is from the top of the work tree.
func (s *store) blame(at hash, path string) ([]hash, error) {
	c, err := s.repo.CommitObject(plumbing.Hash(at))
	if err != nil {
		return nil, fmt.Errorf("read git commit %.12s: %w", at, err)
	}
	found, err := gogit.Blame(c, path)
	if err != nil {
		return nil, fmt.Errorf("find who wrote %s: %w", path, err)
	}
	out := make([]hash, len(found.Lines))
	for i, line := range found.Lines {
		out[i] = hash(line.Hash)
	}
	return out, nil
}

// described is a commit as people know it.
func (s *store) described(at hash) (Line, error) {
	c, err := s.repo.CommitObject(plumbing.Hash(at))
	if err != nil {
		return Line{}, fmt.Errorf("read git commit %.12s: %w", at, err)
	}
	subject, _, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
	return Line{Commit: at.String(), Author: c.Author.Name, Date: c.Author.When, Subject: subject}, nil
}

// sameLines are, for each line of a text, the line of an older one that it is, counted from 0; -1 where it is new.
func sameLines(older, text string) []int {
	var out []int
	at := 0
	for _, d := range diff.Do(older, text) {
		n := strings.Count(d.Text, "\n")
		if n == 0 || !strings.HasSuffix(d.Text, "\n") {
			n++
		}
		for range n {
			switch {
			case d.Type < 0:
				at++
			case d.Type > 0:
				out = append(out, -1)
			default:
				out = append(out, at)
				at++
			}
		}
	}
	return out
}
