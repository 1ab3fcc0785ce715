package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPushFromWhatUsersHave: real git makes the user's repository in some way, and the platform's change goes through it as
// git itself would do it.
func TestPushFromWhatUsersHave(t *testing.T) {
	const folder = "teams/acme"
	clone := func(args ...string) func(t *testing.T, url, dir string) {
		return func(t *testing.T, url, dir string) {
			run(t, "", append(append([]string{"clone", "--quiet"}, args...), url, dir)...)
		}
	}
	then := func(first func(*testing.T, string, string), commands ...string) func(*testing.T, string, string) {
		return func(t *testing.T, url, dir string) {
			first(t, url, dir)
			for _, c := range commands {
				run(t, dir, strings.Fields(c)...)
			}
		}
	}
	tests := []struct {
		name string
		make func(t *testing.T, url, dir string)
	}{
		{"clone", clone()},
		{"shallow clone", clone("--depth=1")},
		{"clone without blobs", clone("--filter=blob:none")},
		{"clone without trees", clone("--filter=tree:0")},
		{"clone of one branch", clone("--single-branch", "--no-tags")},
		{"clone that borrows objects", func(t *testing.T, url, dir string) {
			other := t.TempDir()
			run(t, "", "clone", "--quiet", url, other)
			run(t, "", "clone", "--quiet", "--shared", other, dir)
			run(t, dir, "remote", "set-url", "origin", url)
		}},
		{"packed", then(clone(), "gc --quiet --prune=now", "pack-refs --all")},
		{"index version 4", then(clone(), "update-index --index-version=4")},
		{"untracked cache", then(clone(), "update-index --force-untracked-cache", "status")},
		{"index without checksum", func(t *testing.T, url, dir string) {
			clone()(t, url, dir)
			index := filepath.Join(dir, ".git", "index")
			data := contents(t, index)
			copy(data[len(data)-20:], make([]byte, 20)) // index.skipHash, which feature.manyFiles turns on
			if err := os.WriteFile(index, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}},
		{"sparse checkout", then(clone("--no-checkout"), "sparse-checkout set --cone "+folder, "checkout --quiet main")},
		{"submodules", func(t *testing.T, url, dir string) {
			clone()(t, url, dir)
			run(t, dir, "submodule", "--quiet", "add", url, "library")
			run(t, dir, "submodule", "--quiet", "add", url, folder+"/overrides/library")
			run(t, dir, "commit", "--quiet", "-m", "submodules")
		}},
		{"linked work tree", func(t *testing.T, url, dir string) {
			other := t.TempDir()
			run(t, "", "clone", "--quiet", url, other)
			run(t, other, "switch", "--quiet", "--detach")
			run(t, other, "worktree", "add", "--quiet", dir, "main")
		}},
		{"separate git folder", clone("--separate-git-dir=" + filepath.Join(t.TempDir(), "git"))},
		{"hooks that refuse", func(t *testing.T, url, dir string) {
			clone()(t, url, dir)
			for _, hook := range []string{"pre-commit", "commit-msg", "pre-push"} {
				writeHook(t, filepath.Join(dir, ".git"), hook, "#!/bin/sh\nexit 1\n")
			}
		}},
		{"a remote by another name and spelling", then(clone("--origin=upstream"), "config remote.upstream.pushurl ssh://git@nowhere.example.com/x.git")},
	}
	seed := newPlatform(t, "").Dir
	run(t, seed, "init", "--quiet", "-b", "main")
	for _, text := range []string{"one\n", "two\n"} {
		write(t, seed, map[string]string{"other/big.txt": text, folder + "/platform.yaml": text, folder + "/gitops/a": "a\n", folder + "/gitops/b": "b\n"})
		run(t, seed, "add", ".")
		run(t, seed, "commit", "--quiet", "-m", text)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := bare(t)
			url := serveHTTP(t, root, "", "")
			remote := filepath.Join(root, "repo.git")
			run(t, remote, "fetch", "--quiet", filepath.Join(seed, ".git"), "main:main", "main:side")
			run(t, remote, "config", "uploadpack.allowFilter", "true")

			dir := filepath.Join(t.TempDir(), "work")
			tt.make(t, url, dir)
			before := tracked(t, dir, "HEAD")
			write(t, dir, map[string]string{folder + "/platform.yaml": "three\n", folder + "/gitops/c": "c\n"})
			if err := os.Remove(filepath.Join(dir, folder, "gitops/b")); err != nil {
				t.Fatal(err)
			}
			got := push(t, Options{Dir: filepath.Join(dir, folder), URL: url, Branch: "main", Message: "three",
				Paths: []string{"platform.yaml", "overrides", "gitops/a", "gitops/c"}, Gone: []string{"gitops"}})
			if !got.Committed || !got.Pushed {
				t.Errorf("%+v", got)
			}
			if status := run(t, dir, "status", "--porcelain"); status != "" {
				t.Errorf("git status says %q", status)
			}
			after := slices.DeleteFunc(append(before, folder+"/gitops/c"), func(p string) bool { return p == folder+"/gitops/b" })
			slices.Sort(after)
			if files := tracked(t, remote, "main"); !slices.Equal(files, after) {
				t.Errorf("the remote holds %q, not %q", files, after)
			}
			run(t, remote, "fsck", "--strict", "--connectivity-only")
			if again := push(t, Options{Dir: filepath.Join(dir, folder), URL: url, Branch: "main", Message: "four",
				Paths: []string{"platform.yaml", "overrides", "gitops/a", "gitops/c"}, Gone: []string{"gitops"}}); again.Committed || again.Pushed {
				t.Errorf("again: %+v", again)
			}
			if _, err := os.Stat(filepath.Join(dir, "other")); tt.name == "sparse checkout" && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the rest of the repository was checked out: %v", err)
			}
		})
	}
}

// TestRepositoriesThatAreRefused: each says what it is and what to do.
func TestRepositoriesThatAreRefused(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, o Options)
		want []string
	}{
		{"SHA-256", func(t *testing.T, o Options) {
			run(t, o.Dir, "init", "--quiet", "--object-format=sha256", "-b", "main")
		}, []string{"SHA-256"}},
		{"reftable", func(t *testing.T, o Options) {
			run(t, o.Dir, "init", "--quiet", "-b", "main")
			run(t, o.Dir, "config", "core.repositoryFormatVersion", "1")
			run(t, o.Dir, "config", "extensions.refStorage", "reftable")
		}, []string{"refstorage"}},
		{"split index", func(t *testing.T, o Options) {
			run(t, o.Dir, "init", "--quiet", "-b", "main")
			run(t, o.Dir, "add", "platform.yaml")
			run(t, o.Dir, "update-index", "--split-index")
		}, []string{"git update-index --no-split-index"}},
		{"sparse index", func(t *testing.T, o Options) {
			run(t, o.Dir, "init", "--quiet", "-b", "main")
			write(t, o.Dir, map[string]string{"other/deep/x": "x"})
			run(t, o.Dir, "add", ".")
			run(t, o.Dir, "commit", "--quiet", "-m", "one")
			run(t, o.Dir, "sparse-checkout", "set", "--cone", "--sparse-index", "gitops")
		}, []string{"git sparse-checkout init --no-sparse-index"}},
		{"shallow, to a new repository", func(t *testing.T, o Options) {
			other := newPlatform(t, serveHTTP(t, bare(t), "", ""))
			push(t, other)
			write(t, other.Dir, map[string]string{"platform.yaml": "next\n"})
			push(t, other)
			run(t, "", "clone", "--quiet", "--depth=1", other.URL, filepath.Join(o.Dir, "clone"))
			if err := os.Rename(filepath.Join(o.Dir, "clone", ".git"), filepath.Join(o.Dir, ".git")); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Join(o.Dir, "clone")); err != nil {
				t.Fatal(err)
			}
		}, []string{"git fetch --unshallow"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
			tt.make(t, o)
			_, err := Push(t.Context(), o)
			wantError(t, err, nil, tt.want...)
		})
	}
}
