package git

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// worktreeFile is what a file on disk would be in a commit. Without a mode it stands for a file that is gone.
type worktreeFile struct {
	entry
	size     int64
	modified time.Time
}

// scan reads the files of a path set from disk.
type scan struct {
	root       string
	prefix     string           // the platform's folder
	head       map[string]entry // what the last commit holds
	tracked    map[string]bool  // what the index holds
	ignore     *ignore
	attributes *attributes
	crlf       bool // core.autocrlf
	modes      bool // core.fileMode

	found   map[string]worktreeFile
	ignored []string // new files that a .gitignore excludes but that were named one by one
	keep    func(kind string, data []byte) (hash, error)
}

func (s *scan) all(paths pathSet) error {
	for p := range sorted(paths) {
		info, err := os.Lstat(s.disk(p))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
			continue // gone, its folder is a file now, or a folder like overrides/ that nobody has made yet
		case err != nil:
			return fmt.Errorf("commit %s: %w", p, err)
		case info.IsDir():
			err = s.folder(p)
		default:
			if s.isNew(p) && s.ignore.excludes(p) {
				s.ignored = append(s.ignored, p)
			}
			err = s.file(p, info)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *scan) disk(p string) string { return filepath.Join(s.root, filepath.FromSlash(p)) }

func (s *scan) isNew(p string) bool {
	_, old := s.head[p]
	return !old && !s.tracked[p]
}

// folder takes what is in it except new files that are ignored: nobody asked for .DS_Store by name.
func (s *scan) folder(p string) error {
	if s.head[p].mode == modeSubmodule {
		return nil
	}
	items, err := os.ReadDir(s.disk(p))
	if err != nil {
		return fmt.Errorf("commit %s: %w", p, err)
	}
	for _, item := range items {
		at := path.Join(p, item.Name())
		if item.Name() == ".git" {
			continue
		}
		if item.IsDir() {
			if err := s.folder(at); err != nil {
				return err
			}
			continue
		}
		if s.isNew(at) && s.ignore.excludes(at) {
			continue
		}
		info, err := item.Info()
		if err != nil {
			return fmt.Errorf("commit %s: %w", at, err)
		}
		if err := s.file(at, info); err != nil {
			return err
		}
	}
	return nil
}

func (s *scan) file(p string, info fs.FileInfo) error {
	if _, done := s.found[p]; done {
		return nil
	}
	said := s.attributes.of(p)
	data, mode, err := s.content(p, info, isText(said, s.crlf))
	if err != nil {
		return fmt.Errorf("commit %s: %w", p, err)
	}
	f := worktreeFile{entry{mode: mode, hash: sum("blob", data)}, info.Size(), info.ModTime()}
	s.found[p] = f
	if s.head[p].same(f.entry) {
		return nil
	}
	if err := s.refuseFilter(p, said["filter"]); err != nil {
		return fmt.Errorf("commit %s: %w", p, err)
	}
	_, err = s.keep("blob", data)
	return err
}

func (s *scan) content(p string, info fs.FileInfo, text bool) (data []byte, mode uint32, err error) {
	if info.Mode()&os.ModeSymlink != 0 {
		target, err := os.Readlink(s.disk(p))
		return []byte(filepath.ToSlash(target)), modeLink, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("not a regular file")
	}
	data, err = os.ReadFile(s.disk(p))
	if err != nil {
		return nil, 0, err
	}
	if text && !bytes.ContainsRune(data, 0) {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	}
	old := s.head[p].mode
	switch {
	case !s.modes || runtime.GOOS == "windows": // the disk does not know; keep what was committed
		if old == modeExecutable {
			return data, old, nil
		}
	case info.Mode()&0o100 != 0:
		return data, modeExecutable, nil
	}
	return data, modeFile, nil
}

// refuseFilter stops where git would commit something else than is on disk: agents read what Git holds.
func (s *scan) refuseFilter(p, filter string) error {
	if filter == "" || filter == attributeUnset || filter == attributeSet { // only a name stands for a program
		return nil
	}
	what := "/" + p
	if first, _, inFolder := strings.Cut(strings.TrimPrefix(p, s.prefix), "/"); inFolder {
		what = "/" + s.prefix + first + "/**"
	}
	except := "add after that: " + what + " !filter !diff !merge"
	if filter == "lfs" {
		return errors.New(".gitattributes gives it to Git LFS, and agents would read the pointer: " + except)
	}
	return fmt.Errorf(".gitattributes sends it through the filter %s, which is not run: move it out of the platform, or %s", filter, except)
}
