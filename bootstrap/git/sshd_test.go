package git

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// sshd is OpenSSH's own server, for what only it shows: host certificates, several kinds of host keys, its limits and what
// git's commands print through a login shell.
type sshd struct {
	url     string // of repo.git
	address string
}

// startSSHD runs OpenSSH's server for whoever runs the test, with further lines of configuration. Where it is not installed
// the test is skipped.
func startSSHD(t *testing.T, root string, authorized []byte, config ...string) sshd {
	t.Helper()
	program, err := exec.LookPath("sshd")
	if err != nil {
		program = "/usr/sbin/sshd" // not on every user's PATH; it wants to be called by its whole path
	}
	if _, err := os.Stat(program); err != nil {
		t.Skip("sshd is not installed (Debian: openssh-server)")
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if me.Uid == "0" { // the folder that root's sshd shuts a process in before it has logged in
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Skip(err)
		}
	}
	dir := t.TempDir()
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	write(t, dir, map[string]string{
		"authorized": string(authorized),
		"config": strings.Join(append([]string{
			"Port " + port, "ListenAddress 127.0.0.1", "PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no",
			"KbdInteractiveAuthentication no", "AuthorizedKeysFile " + filepath.Join(dir, "authorized"),
		}, config...), "\n") + "\n",
	})
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-D", "-e", "-f", filepath.Join(dir, "config")) // #nosec G204
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		log.Close()
		if said, err := os.ReadFile(log.Name()); err == nil && t.Failed() {
			t.Logf("sshd: %s", said)
		}
	})
	awaitPort(t, address)
	return sshd{fmt.Sprintf("ssh://%s@%s%s/repo.git", me.Username, address, root), address}
}

func (s sshd) knows(line string) []byte { return []byte(knownhosts.Normalize(s.address) + " " + line) }

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func awaitPort(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("nobody listens at %s", address)
}

// sshKey makes a key pair and returns the private key's file and the public key's line.
func sshKey(t *testing.T, kind string) (file, public string) {
	t.Helper()
	private, err := map[string]func() (crypto.Signer, error){
		"ed25519": func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err },
		"ecdsa":   func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) },
		"rsa":     func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) },
	}[kind]()
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "test")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	file, public = filepath.Join(t.TempDir(), kind), string(ssh.MarshalAuthorizedKey(key))
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+".pub", []byte(public), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, public
}

func keygen(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ssh-keygen", args...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func contents(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
