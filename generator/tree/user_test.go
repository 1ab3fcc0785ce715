package tree

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What users do to a folder between two runs.
type deed = func(t *testing.T, dir string)

func write(p, data string) deed {
	return func(t *testing.T, dir string) { put(t, dir, content{p: data}) }
}

func drop(p string) deed {
	return func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, p))) }
}

func rename(from, to string) deed {
	return func(t *testing.T, dir string) { must(t, os.Rename(filepath.Join(dir, from), filepath.Join(dir, to))) }
}

func link(target, p string) deed {
	return func(t *testing.T, dir string) {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, p)), 0o755))
		must(t, os.Symlink(target, filepath.Join(dir, p)))
	}
}

func substitute(p, from, to string) deed {
	return func(t *testing.T, dir string) {
		was := get(t, dir)[p]
		now := strings.ReplaceAll(was, from, to)
		if was == now {
			t.Fatalf("%s has no %q", p, from)
		}
		put(t, dir, content{p: now})
	}
}

func extend(p string) deed {
	return func(t *testing.T, dir string) { put(t, dir, content{p: get(t, dir)[p] + "mine: true\n"}) }
}

func copyFile(from, to string) deed {
	return func(t *testing.T, dir string) { put(t, dir, content{to: get(t, dir)[from]}) }
}

// toCRLF is a fresh checkout under core.autocrlf, the lock included.
func toCRLF(t *testing.T, dir string) {
	for p, data := range get(t, dir) {
		put(t, dir, content{p: strings.ReplaceAll(data, "\n", "\r\n")})
	}
}

func both(a, b deed) deed {
	return func(t *testing.T, dir string) { a(t, dir); b(t, dir) }
}
