package git

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// signature signs a commit as the user told git to (commit.gpgsign), by the programs that git itself would call; nil where
// the user did not. No key is read here: gpg, ssh-keygen and their agents have them.
func (s settings) signature(ctx context.Context, payload []byte, committer Author) ([]byte, error) {
	if !s.is("commit.gpgsign") {
		return nil, nil
	}
	format := cmp.Or(s["gpg.format"], "openpgp")
	sign, known := map[string]func(context.Context, settings, []byte, Author) ([]byte, error){
		"openpgp": func(ctx context.Context, s settings, data []byte, by Author) ([]byte, error) {
			return signGPG(ctx, cmp.Or(s.first("gpg.openpgp.program", "gpg.program"), "gpg"), s["user.signingkey"], data, by)
		},
		"x509": func(ctx context.Context, s settings, data []byte, by Author) ([]byte, error) {
			return signGPG(ctx, cmp.Or(s["gpg.x509.program"], "gpgsm"), s["user.signingkey"], data, by)
		},
		"ssh": func(ctx context.Context, s settings, data []byte, _ Author) ([]byte, error) {
			return signSSH(ctx, cmp.Or(s["gpg.ssh.program"], "ssh-keygen"), s["user.signingkey"], data)
		},
	}[format]
	err := fmt.Errorf("gpg.format is %s, which is not known", format)
	var out []byte
	if known {
		out, err = sign(ctx, s, payload, committer)
	}
	if err != nil {
		return nil, fmt.Errorf("sign the commit, as commit.gpgsign asks for: %w", err)
	}
	return out, nil
}

// signGPG lets gpg choose by the committer's identity where no key is named, as git does.
func signGPG(ctx context.Context, program, key string, payload []byte, by Author) ([]byte, error) {
	key = cmp.Or(key, fmt.Sprintf("%s <%s>", by.Name, by.Email))
	cmd := exec.CommandContext(ctx, home(program), "--status-fd=2", "-bsau", key) // #nosec G204 -- the user's own configuration
	cmd.Stdin = bytes.NewReader(payload)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err == nil && !strings.Contains(said.String(), "[GNUPG:] SIG_CREATED ") {
		err = errors.New("it made no signature")
	}
	if err != nil {
		return nil, fmt.Errorf("%s with key %s: %w: %s", program, key, err, withoutStatus(said.String()))
	}
	return out, nil
}

// signSSH takes a key's file, or a public key whose private half an agent has.
func signSSH(ctx context.Context, program, key string, payload []byte) (signature []byte, err error) {
	if key == "" {
		return nil, errors.New("gpg.format is ssh and user.signingkey is not set")
	}
	dir, err := os.MkdirTemp("", "slipway-sign-")
	if err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	data, args := filepath.Join(dir, "commit"), []string{"-Y", "sign", "-n", "git", "-f", home(key)}
	literal, isLiteral := strings.CutPrefix(key, "key::")
	if isLiteral || strings.HasPrefix(key, "ssh-") {
		public := filepath.Join(dir, "key.pub")
		if err := os.WriteFile(public, []byte(literal+"\n"), 0o600); err != nil {
			return nil, fmt.Errorf("write public key: %w", err)
		}
		args[len(args)-1] = public
		args = append(args, "-U")
	}
	if err := os.WriteFile(data, payload, 0o600); err != nil {
		return nil, fmt.Errorf("write commit: %w", err)
	}
	if said, err := exec.CommandContext(ctx, home(program), append(args, data)...).CombinedOutput(); err != nil { // #nosec G204
		return nil, fmt.Errorf("%s with key %s: %w: %s", program, key, err, spoken(string(said)))
	}
	return os.ReadFile(data + ".sig")
}

// withoutStatus leaves out the lines that gpg writes for programs.
func withoutStatus(said string) string {
	var lines []string
	for line := range strings.Lines(said) {
		if !strings.HasPrefix(line, "[GNUPG:]") {
			lines = append(lines, line)
		}
	}
	return spoken(strings.Join(lines, ""))
}

// home replaces a leading ~/, as git does in paths.
func home(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if dir, err := os.UserHomeDir(); err == nil {
			return filepath.Join(dir, rest)
		}
	}
	return path
}
