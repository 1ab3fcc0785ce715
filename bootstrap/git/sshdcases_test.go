package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestHostKeysOfARealServer(t *testing.T) {
	root := bare(t)
	key, public := sshKey(t, "ed25519")
	rsaFile, rsa := sshKey(t, "rsa")
	ecdsaFile, ecdsa := sshKey(t, "ecdsa")
	_, otherPublic := sshKey(t, "ed25519")
	authority, authorityPublic := sshKey(t, "ed25519")
	keygen(t, "-q", "-s", authority, "-I", "host", "-h", "-n", "127.0.0.1", ecdsaFile+".pub")
	server := startSSHD(t, root, []byte(public), "HostKey "+rsaFile, "HostKey "+ecdsaFile,
		"HostCertificate "+ecdsaFile+"-cert.pub")

	tests := []struct {
		name, known string
		want        []string // of the error; none when it is trusted
	}{
		{"one kind of several", string(server.knows(rsa)), nil},
		{"another kind", string(server.knows(ecdsa)), nil},
		{"all kinds", string(server.knows(rsa)) + string(server.knows(ecdsa)), nil},
		{"hashed", hashed(t, server.knows(ecdsa)), nil},
		{"an authority", "@cert-authority " + string(server.knows(authorityPublic)), nil},
		{"an authority and a key of another kind", "@cert-authority " + string(server.knows(authorityPublic)) + string(server.knows(rsa)), nil},
		{"a pattern", "[127.0.0.*]" + server.address[strings.Index(server.address, ":"):] + " " + rsa, nil},
		{"no kind that the server has", string(server.knows(otherPublic)), []string{"host key not trusted", "ssh-ed25519"}},
		{"another authority", "@cert-authority " + string(server.knows(otherPublic)), []string{"host key not trusted"}},
		{"revoked", string(server.knows(rsa)) + "@revoked * " + rsa, []string{"host key not trusted", "revokes"}},
		{"without the port", "127.0.0.1 " + rsa, []string{"host key not trusted", "is not in known_hosts", "ssh-keyscan -p"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := CanWrite(t.Context(), server.url, Auth{SSHKey: contents(t, key), KnownHosts: []byte(tt.known)})
			if len(tt.want) == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, ErrHostKey, tt.want...)
		})
	}
}

func hashed(t *testing.T, lines []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(file, lines, 0o600); err != nil {
		t.Fatal(err)
	}
	keygen(t, "-q", "-H", "-f", file)
	return string(contents(t, file))
}

// agentWith starts ssh-agent with keys.
func agentWith(t *testing.T, files ...string) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	cmd := exec.Command("ssh-agent", "-D", "-a", socket) // #nosec G204
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Setenv("SSH_AUTH_SOCK", socket)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			break
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		if out, err := exec.CommandContext(t.Context(), "ssh-add", "-q", file).CombinedOutput(); err != nil {
			t.Fatalf("ssh-add: %v\n%s", err, out)
		}
	}
}

func TestKeysOfAnAgent(t *testing.T) {
	root := bare(t)
	key, public := sshKey(t, "ed25519")
	rsaKey, rsa := sshKey(t, "rsa")
	host, hostPublic := sshKey(t, "ed25519")
	server := startSSHD(t, root, []byte(public+rsa), "HostKey "+host)
	known := Auth{KnownHosts: server.knows(hostPublic)}
	t.Run("the right one", func(t *testing.T) {
		agentWith(t, key)
		o := newPlatform(t, server.url)
		o.Auth = known
		if got := push(t, o); !got.Pushed {
			t.Errorf("%+v", got)
		}
	})
	t.Run("rsa", func(t *testing.T) {
		agentWith(t, rsaKey)
		if err := CanWrite(t.Context(), server.url, known); err != nil {
			t.Error(err)
		}
	})
	t.Run("none", func(t *testing.T) {
		agentWith(t)
		err := CanWrite(t.Context(), server.url, known)
		wantError(t, err, ErrAuth, "ssh-add")
	})
	t.Run("too many", func(t *testing.T) {
		var keys []string
		for range 7 {
			k, _ := sshKey(t, "ed25519")
			keys = append(keys, k)
		}
		agentWith(t, keys...)
		err := CanWrite(t.Context(), server.url, known)
		wantError(t, err, ErrAuth, "too many")
	})
	t.Run("no agent", func(t *testing.T) {
		t.Setenv("SSH_AUTH_SOCK", "")
		err := CanWrite(t.Context(), server.url, known)
		wantError(t, err, nil, "spec.credentials")
	})
	t.Run("agent gone", func(t *testing.T) {
		t.Setenv("SSH_AUTH_SOCK", "/nowhere/agent")
		err := CanWrite(t.Context(), server.url, known)
		wantError(t, err, nil, "/nowhere/agent")
	})
}
