package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/config"
)

// MakeWorkspace makes a folder a repository of its own, whatever it lies in, with url as its origin. Plain git commits there
// as an author who is named, else as whom git takes for the user, and as standIn where it takes nobody and would refuse.
func MakeWorkspace(ctx context.Context, dir, branch, url string, a, standIn Author) error {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); !errors.Is(err, fs.ErrNotExist) {
		return err // it is one already
	}
	r, err := initRepo(dir, branch, url)
	if err != nil {
		return err
	}
	if a == (Author{}) {
		a = r.settings(ctx).lacking(standIn)
	}
	return r.store.setUp(a)
}

// lacking is what of an author git has no setting for.
func (s settings) lacking(a Author) Author {
	if s["user.name"] != "" {
		a.Name = ""
	}
	if s["user.email"] != "" || os.Getenv("EMAIL") != "" {
		a.Email = ""
	}
	return a
}

// setUp names the author, if there is one, and has plain git reach origin itself: git sends what is for this machine to
// its user's proxy as well, and an empty one is none.
func (s *store) setUp(a Author) error {
	c, err := s.repo.ConfigScoped(config.LocalScope)
	if err == nil {
		c.User.Name, c.User.Email = a.Name, a.Email
		c.Raw.Section("remote").Subsection("origin").SetOption("proxy", "")
		err = s.repo.SetConfig(c)
	}
	if err != nil {
		return fmt.Errorf("set up git for the workspace: %w", err)
	}
	return nil
}
