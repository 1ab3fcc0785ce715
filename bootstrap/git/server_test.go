package git

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"
)

// bare makes an empty repository repo.git in a new folder and returns the folder.
func bare(t *testing.T) string {
	t.Helper()
	// Neither the tests nor the git they call read the configuration of whoever runs them.
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	root := t.TempDir()
	run(t, root, "init", "--quiet", "--bare", "--initial-branch=main", "repo.git")
	run(t, filepath.Join(root, "repo.git"), "config", "http.receivepack", "true")
	return root
}

// run calls the real git, against which everything here is checked.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=Other", "GIT_AUTHOR_EMAIL=other@example.com",
		"GIT_COMMITTER_NAME=Other", "GIT_COMMITTER_EMAIL=other@example.com", "GIT_TERMINAL_PROMPT=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// serveHTTP puts git http-backend behind basic auth; with no user everybody may do everything.
func serveHTTP(t *testing.T, root, user, password string) string {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	backend := &cgi.Handler{Path: git, Args: []string{"http-backend"}, Stderr: io.Discard,
		Env: []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1", "REMOTE_USER=x", "HOME=" + os.Getenv("HOME")}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name, word, _ := req.BasicAuth()
		if user != "" && (name != user || word != password) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, "<html>please log in</html>")
			return
		}
		if strings.Contains(req.URL.String(), "receive-pack") && user == "reader" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		backend.ServeHTTP(w, req)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/repo.git"
}

func newKey(t *testing.T) (ssh.Signer, []byte) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer, pem.EncodeToMemory(block)
}

// serveSSH runs an ssh server that executes git's two commands for whoever has the key allowed.
func serveSSH(t *testing.T, root string, hostKey ssh.Signer, allowed ssh.PublicKey) (url string, knownHosts func(ssh.PublicKey) []byte) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if !bytes.Equal(key.Marshal(), allowed.Marshal()) {
			return nil, fmt.Errorf("unknown key")
		}
		return nil, nil
	}}
	config.AddHostKey(hostKey)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serveConn(conn, config, root)
		}
	}()
	address := listener.Addr().String()
	return "ssh://git@" + address + "/repo.git", func(key ssh.PublicKey) []byte {
		return []byte(knownhosts.Line([]string{knownhosts.Normalize(address)}, key) + "\n")
	}
}

func serveConn(conn net.Conn, config *ssh.ServerConfig, root string) {
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for offered := range channels {
		channel, requests, err := offered.Accept()
		if err != nil {
			return
		}
		go func() {
			for req := range requests {
				if req.Type != "exec" {
					_ = req.Reply(false, nil)
					continue
				}
				_ = req.Reply(true, nil)
				go execute(channel, string(req.Payload[4:]), root)
			}
		}()
	}
}

// refuses is the file in a server's folder with which it answers instead of running git's command, as forges do.
const refuses = "refuses"

// blank begins an answer of a forge that prints an empty line where git's protocol belongs.
const blank = "\x00"

func execute(channel ssh.Channel, command, root string) {
	defer channel.Close()
	if says, err := os.ReadFile(filepath.Join(root, refuses)); err == nil {
		if words, ok := bytes.CutPrefix(says, []byte(blank)); ok {
			says = words
			_, _ = channel.Write([]byte("\n"))
		}
		_, _ = channel.Stderr().Write(says)
		_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{1}))
		return
	}
	name, path, _ := strings.Cut(command, " ")
	cmd := exec.Command("git", strings.TrimPrefix(name, "git-"), filepath.Join(root, strings.Trim(path, "'"))) // #nosec G204
	cmd.Stdout, cmd.Stderr = channel, channel.Stderr()
	stdin, err := cmd.StdinPipe() // not cmd.Stdin: waiting would then last until the client hangs up
	if err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(stdin, channel)
		stdin.Close()
	}()
	var status struct{ Code uint32 }
	if err := cmd.Run(); err != nil {
		status.Code = 1
	}
	_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(status))
}
