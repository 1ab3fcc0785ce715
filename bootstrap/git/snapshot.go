package git

import (
	"errors"
	"fmt"
	"os"
)

// Snapshots are the platform's folder in many commits: what is the same in several is known by its hash, and need not be
// read again.
type Snapshots struct{ repo *Repo }

// Snapshots reads the folder in any commit.
func (r *Repo) Snapshots() Snapshots { return Snapshots{r} }

// Root is the platform's folder in a commit, empty where it was not there.
func (s Snapshots) Root(commit string) (string, error) {
	e, err := s.repo.find(commit, s.repo.prefix)
	if errors.Is(err, os.ErrNotExist) || err == nil && !e.isTree() {
		return "", nil
	}
	return e.hash.String(), whole(err)
}

// Each visits what is in a folder, as Git sorts it: files and folders, and neither links nor submodules.
func (s Snapshots) Each(folder string, visit func(name, id string, folder bool)) error {
	h, err := parseHash(folder)
	if err != nil {
		return err
	}
	entries, err := s.repo.store.tree(h)
	for _, e := range entries {
		if e.mode != modeLink && e.mode != modeSubmodule {
			visit(e.name, e.hash.String(), e.isTree())
		}
	}
	return whole(err)
}

// Read reads a file.
func (s Snapshots) Read(file string) ([]byte, error) {
	h, err := parseHash(file)
	if err != nil {
		return nil, err
	}
	data, err := s.repo.store.read("blob", h)
	return data, whole(err)
}

// whole says how to get what a partial clone lacks.
func whole(err error) error {
	if notFetched(err) {
		return fmt.Errorf("%w; get the rest of this partial clone with: git fetch --refetch --no-filter", err)
	}
	return err
}
