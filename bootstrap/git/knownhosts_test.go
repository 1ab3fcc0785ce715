package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestKnownHostsOfTheUser: what the user trusts is handed on, for one host, and nothing else.
func TestKnownHostsOfTheUser(t *testing.T) {
	bare(t)
	_, key := sshKey(t, "ed25519")
	_, other := sshKey(t, "rsa")
	_, authority := sshKey(t, "ecdsa")
	write(t, os.Getenv("HOME"), map[string]string{".ssh/known_hosts": "git.example.com " + key + "[git.example.com]:2222 " + other +
		"elsewhere.example.com " + other + "@cert-authority *.corp.example.com " + authority})
	tests := []struct{ address, want string }{
		{"ssh://git@git.example.com/a/b.git", "git.example.com " + key},
		{"ssh://git@git.example.com:22/a/b.git", "git.example.com " + key},
		{"ssh://git@git.example.com:2222/a/b.git", "[git.example.com]:2222 " + other},
		{"ssh://git@git.corp.example.com/a/b.git", "@cert-authority git.corp.example.com " + authority},
	}
	for _, tt := range tests {
		got, err := KnownHosts(tt.address)
		if err != nil || got != tt.want {
			t.Errorf("%s: %q, %v", tt.address, got, err)
		}
	}
	_, err := KnownHosts("ssh://git@unknown.example.com:2222/a/b.git")
	wantError(t, err, ErrHostKey, "ssh-keyscan -p 2222 unknown.example.com")
	if strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("got %v", err)
	}
	if err := os.Remove(filepath.Join(os.Getenv("HOME"), ".ssh", "known_hosts")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(systemKnownHosts); err == nil {
		t.Skip("this machine has known hosts of its own")
	}
	_, err = KnownHosts("ssh://git@git.example.com/a/b.git")
	wantError(t, err, ErrHostKey, "the user has none")
}
