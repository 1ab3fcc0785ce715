//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// planted is the end of every secret value in the story of credentials.
const planted = "-one-secret"

// nowhere looks for planted values where none belongs: in what was printed, in
// Git, in the lab's folder but for what etcd keeps, and in what other processes
// were given.
func nowhere(t *testing.T, l *lab, server *secureServer, printed string) {
	t.Helper()
	if strings.Contains(printed, planted) {
		t.Errorf("a value was printed:\n%s", printed)
	}
	if strings.Contains(server.history(), planted) {
		t.Error("a value is in Git")
	}
	// Sveltos' Helm keeps a registry's password in its home; docs/threat-model.md says so.
	if file := fileWith(t, l.state, planted, "etcd", "home/.config/helm"); file != "" {
		t.Errorf("a value is in %s", file)
	}
	for _, what := range []string{"cmdline", "environ"} {
		files, err := filepath.Glob("/proc/[0-9]*/" + what)
		if err != nil || len(files) == 0 {
			t.Logf("skipped: there is no /proc here: %v", err)
		}
		for _, file := range files {
			pid, err := strconv.Atoi(strings.Split(file, "/")[2])
			data, readErr := os.ReadFile(file)
			if err != nil || readErr != nil || pid == os.Getpid() {
				continue // it ended, or is the test itself
			}
			if bytes.Contains(data, []byte(planted)) {
				program, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
				t.Errorf("a value is in %s of %s", what, program)
			}
		}
	}
}

// fileWith is a file below dir that holds a text, outside of folders whose paths
// end so. What a running program removes meanwhile holds nothing.
func fileWith(t *testing.T, dir, text string, except ...string) string {
	t.Helper()
	found := ""
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && path != dir:
			return nil
		case err != nil:
			return err
		case d.IsDir() && slices.ContainsFunc(except, func(end string) bool { return strings.HasSuffix(filepath.ToSlash(path), "/"+end) }):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) {
			found = path
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
