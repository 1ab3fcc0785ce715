package tree

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	lockName = "slipway.lock"
	nextName = "slipway.lock.next"

	// tempPrefix marks a file that is being written. The rest of the name is the file's own, so a later
	// run knows where a killed one can have left some without searching the folder.
	tempPrefix = ".slipway-tmp-"

	// maxName leaves room for tempPrefix within the 255 bytes that file systems allow.
	maxName = 255 - len(tempPrefix)
)

// checkPath accepts the paths that mean the same file on every system, inside the folder and
// outside what Slipway and Git keep for themselves.
func checkPath(p string) error {
	switch {
	case p == "":
		return errors.New("path is empty")
	case !utf8.ValidString(p):
		return errors.New("path is not UTF-8")
	case strings.ContainsFunc(p, unicode.IsControl):
		return errors.New("path has a control character")
	case strings.Contains(p, `\`):
		return errors.New("path has a backslash; use /")
	case path.IsAbs(p):
		return errors.New("path is absolute")
	case strings.EqualFold(p, lockName), strings.EqualFold(p, nextName):
		return errors.New("path is reserved for the lock")
	}
	for name := range strings.SplitSeq(p, "/") {
		if err := checkName(name); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name string) error {
	switch {
	case name == "..":
		return errors.New(`path leads upward with ".."`)
	case name == "", name == ".":
		return errors.New("path is not in its shortest form")
	case strings.EqualFold(name, ".git"):
		return errors.New("path is reserved for Git")
	case strings.HasPrefix(strings.ToLower(name), tempPrefix):
		return errors.New("path is reserved for files being written")
	case len(name) > maxName:
		return fmt.Errorf("path has a name longer than %d bytes", maxName)
	}
	return nil
}

// checkPortable refuses names that Windows has no file by. A lock may still name
// one: releases before this check wrote them, and they have to be found to go.
func checkPortable(p string) error {
	for name := range strings.SplitSeq(p, "/") {
		switch {
		case strings.ContainsAny(name, `<>:"|?*`), strings.HasSuffix(name, "."), strings.HasSuffix(name, " "):
			return fmt.Errorf("%q is no name for a file on Windows", name)
		case isDevice(name):
			return fmt.Errorf("%q is a device on Windows, and no name for a file", name)
		}
	}
	return nil
}

// isDevice tells of a name that opens a device on Windows, whatever its extension
// and its case: a repository that holds one cannot be checked out there.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem {
	case "con", "prn", "aux", "nul":
		return true
	}
	port, isPort := strings.CutPrefix(strings.Replace(stem, "lpt", "com", 1), "com")
	return isPort && len(port) == 1 && port[0] >= '1' && port[0] <= '9'
}

// names remembers every file and folder of a tree by its case-folded path.
type names map[string]name

type name struct {
	path   string
	folder bool
}

// add records the file p and the folders above it, unless one of them is there already as something
// else or differs only in case, which macOS and Windows could not tell apart.
func (n *names) add(p string) error {
	if *n == nil {
		*n = names{}
	}
	all := append(parents(p), p)
	for i, q := range all {
		old, ok := (*n)[fold(q)]
		isFile := i == len(all)-1
		switch {
		case !ok:
		case old.path != q:
			return fmt.Errorf("differs only in case from %q", old.path)
		case isFile && !old.folder:
			return errors.New("added twice")
		case isFile:
			return errors.New("is already a folder")
		case !old.folder:
			return fmt.Errorf("%q is already a file", q)
		}
	}
	for _, q := range all {
		(*n)[fold(q)] = name{path: q, folder: q != p}
	}
	return nil
}

// isFolder and isFile say what the tree has at exactly this path.
func (n names) isFolder(p string) bool { e := n[fold(p)]; return e.path == p && e.folder }
func (n names) isFile(p string) bool   { e := n[fold(p)]; return e.path == p && !e.folder }

// respelt returns the file of the tree whose path differs from p in case only.
func (n names) respelt(p string) (string, bool) {
	e, ok := n[fold(p)]
	return e.path, ok && e.path != p && !e.folder
}

// fold maps both case directions, because some letters have a pair in one of them only.
func fold(p string) string { return strings.ToLower(strings.ToUpper(p)) }

// parents returns the folders above p, outermost first.
func parents(p string) []string {
	var all []string
	for i, r := range p {
		if r == '/' {
			all = append(all, p[:i])
		}
	}
	return all
}
