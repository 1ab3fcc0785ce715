package credential

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

type (
	from = platform.CredentialFrom
	env  = platform.CredentialEnv
	file = platform.CredentialFile
)

// TestRead is where values come from, and what is said where they do not; no
// error holds a value.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"token": "s-token\n", "key": "s-key\nline\n", "empty": "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	answers := func(_ context.Context, question string, secret bool) (string, error) {
		if secret != strings.HasPrefix(question, "password for https://git.example.com/acme (credential c)") {
			t.Errorf("asked %q, secret %t", question, secret)
		}
		if secret {
			return "s-asked", nil
		}
		return "ann", nil
	}
	for name, tt := range map[string]struct {
		kind  string
		from  from
		ask   func(context.Context, string, bool) (string, error)
		want  Value
		wrong string
	}{
		"environment":         {"git", from{Env: &env{Username: "USER", Password: "TOKEN"}}, nil, Value{Username: "ann", Password: "s-env"}, ""},
		"not set":             {"git", from{Env: &env{Username: "USER", Password: "UNSET"}}, nil, Value{}, "the environment variable UNSET is not set"},
		"files":               {"git", from{File: &file{Password: "token", SSHPrivateKey: filepath.Join(dir, "key")}}, nil, Value{Password: "s-token", SSHKey: "s-key\nline\n"}, ""},
		"empty file":          {"git", from{File: &file{Password: "empty"}}, nil, Value{}, "the file empty is empty"},
		"no file":             {"git", from{File: &file{Password: "gone"}}, nil, Value{}, "no such file"},
		"both":                {"git", from{Env: &env{Username: "USER"}, File: &file{Password: "token"}}, nil, Value{Username: "ann", Password: "s-token"}, ""},
		"prompt":              {"helm", from{Prompt: true}, answers, Value{Username: "ann", Password: "s-asked"}, ""},
		"prompt for the rest": {"helm", from{Env: &env{Username: "USER"}, Prompt: true}, answers, Value{Username: "ann", Password: "s-asked"}, ""},
		"no terminal":         {"git", from{Prompt: true}, nil, Value{}, "there is no terminal to ask for its password on; set SLIPWAY_CREDENTIAL_C_PASSWORD"},
		"no terminal, a user": {"helm", from{Prompt: true}, nil, Value{}, "set SLIPWAY_CREDENTIAL_C_USERNAME"},
		"no certificate":      {"ca", from{File: &file{CA: "key"}}, nil, Value{}, "there is no certificate in it"},
		"left empty": {"helm", from{Prompt: true}, func(context.Context, string, bool) (string, error) { return "", nil }, Value{},
			"its username was left empty"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &Reader{Dir: dir, Ask: tt.ask, Getenv: func(name string) string {
				return map[string]string{"USER": "ann", "TOKEN": "s-env"}[name]
			}}
			got, err := r.Read(t.Context(), platform.Credential{Name: "c", Kind: tt.kind, URL: "https://git.example.com/acme", From: tt.from})
			check(t, got, err, tt.want, tt.wrong)
		})
	}
}

func check(t *testing.T, got Value, err error, want Value, wrong string) {
	t.Helper()
	if (wrong == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), wrong) {
		t.Errorf("got %v, want %q", err, wrong)
	}
	if err != nil && (strings.Contains(err.Error(), "s-") || strings.Contains(err.Error(), "ann")) {
		t.Errorf("the error holds a value: %v", err)
	}
	if got != want {
		t.Errorf("got other values: %+v", got)
	}
}

// TestNobodyIsAskedTwice: several clusters and steps need the same value.
func TestNobodyIsAskedTwice(t *testing.T) {
	asked := 0
	r := &Reader{Getenv: func(string) string { return "" }, Ask: func(context.Context, string, bool) (string, error) { asked++; return "x", nil }}
	c := platform.Credential{Name: "c", Kind: "git", URL: "https://git.example.com", From: from{Prompt: true}}
	for range 3 {
		if _, err := r.Read(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2 {
		t.Errorf("asked %d times for two values", asked)
	}
}

// TestCI: where there is no terminal a variable that is named after the credential answers.
func TestCI(t *testing.T) {
	r := &Reader{Getenv: func(name string) string {
		return map[string]string{"SLIPWAY_CREDENTIAL_MY_GIT_PASSWORD": "s-ci"}[name]
	}}
	got, err := r.Read(t.Context(), platform.Credential{Name: "my-git", Kind: "git", URL: "https://git.example.com", From: from{Prompt: true}})
	check(t, got, err, Value{Password: "s-ci"}, "")
}

// helper is a credential helper in git's own protocol: it knows one address.
const helper = `#!/bin/sh
test "$1" = get || exit 0
while read -r line && test -n "$line"; do
  case $line in path=acme/known) known=1;; username=*) user=${line#username=};; esac
done
test -n "$known" || { echo "s-noise on stderr" >&2; exit 0; }
echo "username=${user:-bob}"
echo password=s-helper
`

// TestGitCredentialHelper asks the real git, with a helper in the user's own
// configuration.
func TestGitCredentialHelper(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "helper")
	if err := os.WriteFile(program, []byte(helper), 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config")
	text := "[credential]\n\thelper = " + program + "\n\tuseHttpPath = true\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_ASKPASS", "/bin/false")
	for name, tt := range map[string]struct {
		url   string
		from  from
		path  string
		want  Value
		wrong string
	}{
		"known":    {"https://git.example.com/acme/known", from{GitCredentialHelper: true}, os.Getenv("PATH"), Value{Username: "bob", Password: "s-helper"}, ""},
		"a user's": {"https://git.example.com/acme/known", from{Env: &env{Username: "USER"}, GitCredentialHelper: true}, os.Getenv("PATH"), Value{Username: "ann", Password: "s-helper"}, ""},
		"unknown":  {"https://git.example.com/acme/other", from{GitCredentialHelper: true}, os.Getenv("PATH"), Value{}, "git has none for https://git.example.com/acme/other"},
		"no git":   {"https://git.example.com/acme/known", from{GitCredentialHelper: true}, dir, Value{}, "needs the program git"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", tt.path)
			r := &Reader{Dir: dir, Environ: os.Environ(), Getenv: func(string) string { return "ann" }}
			got, err := r.Read(t.Context(), platform.Credential{Name: "c", Kind: "git", URL: tt.url, From: tt.from})
			check(t, got, err, tt.want, tt.wrong)
		})
	}
}
