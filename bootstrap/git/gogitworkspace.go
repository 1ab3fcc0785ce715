package git

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/config"
)

// MakeWorkspace makes a folder a repository of its own, whatever it lies in, with url as its origin. Where an author is
// named, plain git commits there as him or her.
func MakeWorkspace(dir, branch, url string, a Author) error {
	if _, err := os.Lstat(filepath.Join(dir, ".git")); !errors.Is(err, fs.ErrNotExist) {
		return err // it is one already
	}
	r, err := initRepo(dir, branch, url)
	if err != nil || a == (Author{}) {
		return err
	}
	return r.store.setAuthor(a)
}

func (s *store) setAuthor(a Author) error {
	c, err := s.repo.ConfigScoped(config.LocalScope)
	if err == nil {
		c.User.Name, c.User.Email = a.Name, a.Email
		err = s.repo.SetConfig(c)
	}
	if err != nil {
		return fmt.Errorf("set the author of commits: %w", err)
	}
	return nil
}
