// Package credential reads the values of a platform's credentials from where
// the platform says they are. Values stay in memory: they never go into an
// error, a log, an argument or the environment of a program.
package credential

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// Value is what a credential comes to.
type Value struct{ Username, Password, SSHKey, KnownHosts, CA, GitHubAppKey, Identity string }

// Reader reads credentials, each once: nobody is asked twice.
type Reader struct {
	Dir    string // that files are relative to
	Getenv func(string) string
	// Environ is what git's helpers get: the user's own environment.
	Environ []string
	// Ask asks on the terminal, without showing a secret answer. It is nil where there is none.
	Ask func(ctx context.Context, question string, secret bool) (string, error)

	mu   sync.Mutex
	seen map[string]Value
	apps map[string]appToken
}

// Read returns a credential's values; what is missing is named with what to do.
func (r *Reader) Read(ctx context.Context, c platform.Credential) (Value, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.seen[c.Name]; ok {
		return v, nil
	}
	v, err := r.read(ctx, c)
	if err != nil {
		return Value{}, fmt.Errorf("credential %s: %w", c.Name, err)
	}
	if r.seen == nil {
		r.seen = map[string]Value{}
	}
	r.seen[c.Name] = v
	return v, nil
}

func (r *Reader) read(ctx context.Context, c platform.Credential) (Value, error) {
	var v Value
	for _, from := range c.Values() {
		text, err := "", error(nil)
		switch from.Source {
		case platform.FromEnv:
			if text = r.Getenv(from.Name); text == "" {
				err = fmt.Errorf("the environment variable %s is not set", from.Name)
			}
		case platform.FromFile:
			text, err = r.readFile(from.Name)
		case platform.FromPrompt:
			text, err = r.ask(ctx, c, from.Field)
		default:
			continue // both of its values come at once
		}
		if err != nil {
			return v, err
		}
		*v.field(from.Field) = text
	}
	if c.Kind == "ca" && !x509.NewCertPool().AppendCertsFromPEM([]byte(v.CA)) {
		return v, errors.New("there is no certificate in it; PEM is expected, which begins with -----BEGIN CERTIFICATE-----")
	}
	if c.Kind == platform.AgeKind {
		_, err := sops.ReadKey(v.Identity)
		return v, err
	}
	if c.From.GitCredentialHelper {
		return r.fromHelper(ctx, c, v)
	}
	return v, nil
}

func (v *Value) field(name string) *string {
	return map[string]*string{
		"username": &v.Username, "password": &v.Password, "sshPrivateKey": &v.SSHKey, "knownHosts": &v.KnownHosts, "ca": &v.CA, "githubAppPrivateKey": &v.GitHubAppKey, "identity": &v.Identity,
	}[name]
}

func (r *Reader) readFile(name string) (string, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.Dir, path)
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the user's own choice
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(data), "\r\n")
	if text == "" {
		return "", fmt.Errorf("the file %s is empty", name)
	}
	if strings.Contains(text, "\n") {
		text += "\n" // keys and certificates end with a line
	}
	return text, nil
}

// Answers is how the variables begin that answer instead of a terminal.
const Answers = "SLIPWAY_CREDENTIAL_"

// ask asks on the terminal. Where there is none, as in CI, a variable answers.
func (r *Reader) ask(ctx context.Context, c platform.Credential, field string) (string, error) {
	variable := Answers + strings.ToUpper(strings.ReplaceAll(c.Name, "-", "_")+"_"+field)
	if text := r.Getenv(variable); text != "" {
		return text, nil
	}
	secret := field == "password" || field == "identity"
	if r.Ask == nil {
		if !secret && c.Kind == "git" {
			return "", nil // Git has a default
		}
		return "", fmt.Errorf("there is no terminal to ask for its %s on; set %s", field, variable)
	}
	question := fmt.Sprintf("%s for %s (credential %s)", field, c.URL, c.Name)
	if c.URL == "" {
		question = fmt.Sprintf("%s of credential %s", field, c.Name)
	}
	text, err := r.Ask(ctx, question, secret)
	if err != nil {
		return "", fmt.Errorf("ask for its %s: %w", field, err)
	}
	if text == "" && (secret || c.Kind != "git") {
		return "", fmt.Errorf("its %s was left empty", field)
	}
	return text, nil
}
