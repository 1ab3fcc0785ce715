package git

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// This file knows go-git's way to read a commit's dates and message.

// dated is a commit with its times.
type dated struct {
	at               hash
	parents          []hash
	authored, landed time.Time
	message          string
}

func (d dated) subject() string {
	subject, _, _ := strings.Cut(strings.TrimSpace(d.message), "\n")
	return subject
}

func (s *store) dated(at hash) (dated, error) {
	c, err := s.repo.CommitObject(plumbing.Hash(at))
	if err != nil {
		return dated{}, fmt.Errorf("read git commit %.12s: %w", at, err)
	}
	d := dated{at: at, authored: c.Author.When.UTC(), landed: c.Committer.When.UTC(), message: c.Message}
	for _, p := range c.ParentHashes {
		d.parents = append(d.parents, hash(p))
	}
	return d, nil
}
