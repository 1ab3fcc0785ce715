package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ensurePassword keeps the password between starts: another would make every
// process a different one.
func (a Agent) ensurePassword() (string, error) {
	path := filepath.Join(a.Dir, "redis-password")
	data, err := os.ReadFile(path)
	if err == nil {
		return string(data), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read redis password: %w", err)
	}
	password := randomToken()
	return password, WritePrivate(path, []byte(password))
}

// A Unix socket's path may be about a hundred bytes long; this leaves room for
// a file name.
const longestSocketFolder = 70

// ensureSockets returns a folder for sockets: the agent's own if its path is
// short enough, else one among the temporary files that is remembered.
func (a Agent) ensureSockets() (string, error) {
	own := filepath.Join(a.Dir, "run")
	if len(own) <= longestSocketFolder {
		return own, os.MkdirAll(own, 0o700)
	}
	data, err := os.ReadFile(a.socketsFile())
	if err == nil && isPrivateFolder(string(data)) {
		return string(data), nil
	}
	dir, err := os.MkdirTemp("", "slipway-")
	if err != nil {
		return "", fmt.Errorf("create folder for sockets: %w", err)
	}
	return dir, WritePrivate(a.socketsFile(), []byte(dir))
}

// RemoveAgents removes the folders of agents whose processes have ended, and what
// they keep outside: every folder in dir is one agent's.
func RemoveAgents(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list agents: %w", err)
	}
	var errs []error
	for _, e := range entries {
		errs = append(errs, RemoveAgent(filepath.Join(dir, e.Name())))
	}
	return errors.Join(append(errs, os.RemoveAll(dir))...)
}

// RemoveAgent does so for one, whose folder is dir.
func RemoveAgent(dir string) error {
	return errors.Join(Agent{Dir: dir}.removeSockets(), os.RemoveAll(dir))
}

func (a Agent) removeSockets() error {
	data, err := os.ReadFile(a.socketsFile())
	if err != nil {
		return nil // the folder is inside Dir, or there never was one
	}
	if !isPrivateFolder(string(data)) {
		return nil
	}
	return errors.Join(os.RemoveAll(string(data)), os.Remove(a.socketsFile()))
}

func (a Agent) socketsFile() string { return filepath.Join(a.Dir, "sockets") }

// isPrivateFolder guards against a folder that somebody else put in its place.
func isPrivateFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir() && info.Mode().Perm() == 0o700
}
