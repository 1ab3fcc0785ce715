package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// userConfig writes the user's own configuration, in the home that bare made.
func userConfig(t *testing.T, text string) {
	t.Helper()
	write(t, os.Getenv("HOME"), map[string]string{".gitconfig": text})
}

// TestSignedCommits: the user's git is told to sign, in one of its ways, and verifies what is pushed.
func TestSignedCommits(t *testing.T) {
	const who = "[user]\n\tname = Ann\n\temail = ann@example.com\n"
	tests := []struct {
		name   string
		config func(t *testing.T) string
		signer string // what git says of it; empty for a commit that is not to be signed
	}{
		{"not asked for", func(*testing.T) string { return who + "\tsigningkey = nothing\n" }, ""},
		{"ssh, a key's file", func(t *testing.T) string {
			file, public := sshKey(t, "ed25519")
			return who + "\tsigningkey = " + file + "\n[commit]\n\tgpgsign\n[gpg]\n\tformat = ssh\n" + trusted(t, public)
		}, `Good "git" signature for ann@example.com`},
		{"ssh, a public key's file", func(t *testing.T) string {
			file, public := sshKey(t, "rsa")
			return who + "\tsigningkey = " + file + ".pub\n[commit]\n\tgpgsign = yes\n[gpg]\n\tformat = ssh\n" + trusted(t, public)
		}, `Good "git" signature for ann@example.com`},
		{"ssh, an agent's key", func(t *testing.T) string {
			file, public := sshKey(t, "ed25519")
			agentWith(t, file)
			return who + "\tsigningkey = key::" + strings.TrimSpace(public) + "\n[commit]\n\tgpgsign = true\n[gpg]\n\tformat = ssh\n" + trusted(t, public)
		}, `Good "git" signature for ann@example.com`},
		{"ssh, from a file that is included", func(t *testing.T) string {
			file, public := sshKey(t, "ed25519")
			write(t, os.Getenv("HOME"), map[string]string{"work": who + "\tsigningkey = " + file + "\n[commit]\n\tgpgsign = true\n[gpg]\n\tformat = ssh\n" + trusted(t, public)})
			return "[includeIf \"gitdir:/\"]\n\tpath = ~/work\n"
		}, `Good "git" signature for ann@example.com`},
		{"openpgp, by name", func(t *testing.T) string {
			openPGPKey(t)
			return who + "[commit]\n\tgpgsign = true\n"
		}, `Good signature from "Ann <ann@example.com>"`},
		{"openpgp, a program of the user's", func(t *testing.T) string {
			openPGPKey(t)
			wrapper := filepath.Join(os.Getenv("HOME"), "gpg-wrapper")
			if err := os.WriteFile(wrapper, []byte("#!/bin/sh\nexec gpg \"$@\"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			return who + "\tsigningkey = ann@example.com\n[commit]\n\tgpgsign = true\n[gpg]\n\tprogram = " + wrapper + "\n"
		}, `Good signature from "Ann <ann@example.com>"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := bare(t)
			o := newPlatform(t, serveHTTP(t, root, "", ""))
			userConfig(t, tt.config(t))
			push(t, o)
			write(t, o.Dir, map[string]string{"platform.yaml": "signed too\n"})
			got := push(t, o)
			run(t, filepath.Join(root, "repo.git"), "fsck", "--strict")
			if by := run(t, o.Dir, "log", "-1", "--format=%an <%ae> %cn <%ce> %s"); by != "Ann <ann@example.com> Ann <ann@example.com> platform" {
				t.Errorf("the commit is by %s", by)
			}
			for _, commit := range []string{got.Commit, got.Commit + "~"} {
				cmd := exec.CommandContext(t.Context(), "git", "-C", o.Dir, "verify-commit", commit)
				said, err := cmd.CombinedOutput()
				if tt.signer == "" && err == nil || tt.signer != "" && (err != nil || !strings.Contains(string(said), tt.signer)) {
					t.Errorf("git verify-commit: %v\n%s", err, said)
				}
			}
		})
	}
}

// trusted is the configuration by which git knows whose key it is.
func trusted(t *testing.T, public string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{"signers": "ann@example.com " + public})
	return "[gpg \"ssh\"]\n\tallowedSignersFile = " + filepath.Join(dir, "signers") + "\n"
}

// openPGPKey makes a key for Ann in a keyring of its own.
func openPGPKey(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "g") // the path of its socket may not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GNUPGHOME", dir)
	out, err := exec.CommandContext(t.Context(), "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Ann <ann@example.com>", "ed25519", "sign", "never").CombinedOutput()
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", dir, "--kill", "gpg-agent").Run() // #nosec G204
		os.RemoveAll(dir)
	})
	if err != nil {
		t.Skipf("gpg: %v %s", err, out)
	}
}

// TestSigningThatFails commits nothing, and says whose setting asks for it.
func TestSigningThatFails(t *testing.T) {
	tests := []struct{ name, config, want string }{
		{"ssh without a key", "[gpg]\n\tformat = ssh\n", "user.signingkey is not set"},
		{"ssh, a key that is not there", "[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = /nowhere/key\n", "ssh-keygen with key /nowhere/key"},
		{"openpgp without a key", "", "gpg with key Slipway <slipway@localhost>"},
		{"a program that is not there", "[gpg]\n\tprogram = /nowhere/gpg\n", "/nowhere/gpg"},
		{"a program that signs nothing", "[gpg]\n\tprogram = true\n", "it made no signature"},
		{"another format", "[gpg]\n\tformat = wax\n", "gpg.format is wax"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := bare(t)
			t.Setenv("GNUPGHOME", t.TempDir())
			o := newPlatform(t, serveHTTP(t, root, "", ""))
			userConfig(t, "[commit]\n\tgpgsign = true\n"+tt.config)
			_, err := Push(t.Context(), o)
			wantError(t, err, nil, "sign the commit, as commit.gpgsign asks for", tt.want)
			if refs := run(t, filepath.Join(root, "repo.git"), "for-each-ref"); refs != "" {
				t.Errorf("something was pushed: %s", refs)
			}
		})
	}
}

// TestConfigurationWithoutGit: no git program is needed for the user's name, and none is named by a repository that may be
// somebody else's.
func TestConfigurationWithoutGit(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	userConfig(t, "[user]\n\tname = Ann\n\temail = ann@example.com\n")
	push(t, o)
	run(t, o.Dir, "config", "user.email", "ann@work.example.com")
	run(t, o.Dir, "config", "gpg.program", "/nowhere/gpg")
	r, err := Open(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", t.TempDir())
	got := r.settings(t.Context())
	if got["user.name"] != "Ann" || got["user.email"] != "ann@work.example.com" || got["gpg.program"] != "" {
		t.Errorf("got %v", got)
	}
}

// TestWhoCommits: as git decides it.
func TestWhoCommits(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings settings
		env      map[string]string
		given    Author
		want     Author
	}{
		{"nobody", settings{}, nil, Author{}, Author{"Slipway", "slipway@localhost"}},
		{"the user", settings{"user.name": "Ann", "user.email": "a@x"}, nil, Author{}, Author{"Ann", "a@x"}},
		{"for the role", settings{"user.name": "Ann", "user.email": "a@x", "author.name": "Bot"}, nil, Author{}, Author{"Bot", "a@x"}},
		{"the environment, as in CI", settings{"user.name": "Ann"}, map[string]string{"GIT_AUTHOR_NAME": "CI", "GIT_AUTHOR_EMAIL": "ci@x"}, Author{}, Author{"CI", "ci@x"}},
		{"the caller", settings{"user.name": "Ann"}, map[string]string{"GIT_AUTHOR_NAME": "CI"}, Author{"Me", "me@x"}, Author{"Me", "me@x"}},
	} {
		for _, name := range []string{"GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "EMAIL"} {
			t.Setenv(name, tt.env[name])
		}
		if got := tt.settings.identity("author", tt.given); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestSomebodyElsesRepository: git does not take settings from a repository that belongs to another user, and nor is a
// program started that one names.
func TestSomebodyElsesRepository(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	proof, program := filepath.Join(t.TempDir(), "ran"), filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch "+proof+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, o.Dir, "config", "commit.gpgsign", "true")
	run(t, o.Dir, "config", "gpg.program", program)
	if _, err := Push(t.Context(), o); err != nil { // nothing to commit yet
		t.Fatal(err)
	}
	write(t, o.Dir, map[string]string{"platform.yaml": "mine\n"})
	_, err := Push(t.Context(), o)
	wantError(t, err, nil, "it made no signature")
	if err := os.Remove(proof); err != nil { // of one's own it is run
		t.Fatal(err)
	}
	write(t, o.Dir, map[string]string{"platform.yaml": "next\n"})
	if err := filepath.WalkDir(o.Dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil {
			err = os.Lchown(path, 12345, 12345)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := push(t, o); !got.Pushed {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(proof); err == nil {
		t.Error("the program of a repository that is somebody else's was run")
	}
}
