package git

import (
	"context"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAccessOverHTTP(t *testing.T) {
	root := bare(t)
	url := serveHTTP(t, root, "ann", "hunter2")
	good := Auth{Username: "ann", Password: "hunter2"}
	if err := CanRead(t.Context(), url, good); err != nil {
		t.Error(err)
	}
	if err := CanWrite(t.Context(), url, good); err != nil {
		t.Error(err)
	}
	o := newPlatform(t, url)
	o.Auth = good
	push(t, o)

	_, err := Head(t.Context(), url, "main", Auth{})
	wantError(t, err, ErrAuth)
	err = CanWrite(t.Context(), url, Auth{Username: "ann", Password: "topsecret"})
	wantError(t, err, ErrAuth, "credentials given were refused")
	if strings.Contains(err.Error(), "topsecret") || strings.Contains(err.Error(), "html") {
		t.Errorf("got %q", err)
	}

	reader := serveHTTP(t, root, "reader", "r")
	if err := CanRead(t.Context(), reader, Auth{Username: "reader", Password: "r"}); err != nil {
		t.Error(err)
	}
	wantError(t, CanWrite(t.Context(), reader, Auth{Username: "reader", Password: "r"}), ErrForbidden, "write to")
	wantError(t, CanRead(t.Context(), strings.Replace(url, "repo", "none", 1), good), ErrNotFound)
}

func TestAddressesThatAreRefused(t *testing.T) {
	tests := []struct{ url, want string }{
		{"https://ann:hunter2@git.example.com/a.git", "holds a password"},
		{"http://git.example.com/a.git", "plain http"},
		{"file:///tmp/a.git", "not one"},
		{"git://git.example.com/a.git", `scheme "git"`},
		{"https://a b:hunter2@x/%zz", "not one"},
	}
	for _, tt := range tests {
		err := CanRead(t.Context(), tt.url, Auth{Password: "p"})
		wantError(t, err, nil, tt.want)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the password leaks: %v", err)
		}
	}
}

func TestShortAddresses(t *testing.T) {
	u, err := parse("git@git.example.com:acme/platform.git")
	if err != nil || u.Scheme != "ssh" || u.Host != "git.example.com" || u.User.Username() != "git" {
		t.Errorf("got %v, %v", u, err)
	}
}

func TestSpellingsOfOneRepository(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"git@github.com:acme/platform.git", "ssh://git@github.com/acme/platform.git", true},
		{"git@github.com:acme/platform.git", "https://github.com/acme/platform", true},
		{"https://ann@dev.azure.com/acme/_git/x", "https://dev.azure.com/acme/_git/x", true},
		{"ssh://git@git.example.com:2222/acme/x.git", "https://git.example.com/acme/x.git", true},
		{"https://git.example.com:8443/acme/x.git", "https://git.example.com/acme/x.git", false},
		{"https://github.com/acme/platform", "https://github.com/ann/platform", false},
		{"https://github.com/acme/platform", "https://gitlab.com/acme/platform", false},
		{"/srv/git/x.git", "/srv/git/x.git", true},
		{"/srv/git/x.git", "https://github.com/acme/platform", false},
	}
	for _, tt := range tests {
		if sameRepository(tt.a, tt.b) != tt.same || sameRepository(tt.b, tt.a) != tt.same {
			t.Errorf("%s, %s: want %v", tt.a, tt.b, tt.same)
		}
	}
}

func TestUnreachableAndCancelled(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, key := newKey(t)
	host, _ := newKey(t)
	for _, url := range []string{"http://" + address + "/x", "ssh://" + address + "/x"} { // it accepts and says nothing
		err := CanRead(ctx, url, Auth{SSHKey: key, KnownHosts: []byte("h " + string(sshLine(host)))})
		if err != context.DeadlineExceeded { //nolint:errorlint // exactly this
			t.Errorf("%s: got %v", url, err)
		}
	}
	listener.Close()
	wantError(t, CanRead(t.Context(), "http://"+address+"/x", Auth{}), ErrUnreachable, "connection refused")
}

func TestRevisionsAreBranchesAndTags(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	first := push(t, o).Commit
	run(t, o.Dir, "tag", "light")
	run(t, o.Dir, "tag", "-m", "with a message", "v1")
	run(t, o.Dir, "tag", "both")
	write(t, o.Dir, map[string]string{"platform.yaml": "next\n"})
	second := push(t, o).Commit
	run(t, o.Dir, "branch", "both")
	run(t, o.Dir, "push", "--quiet", o.URL, "refs/tags/light", "refs/tags/v1", "refs/tags/both", "refs/heads/both")
	got, err := Resolve(t.Context(), o.URL, []string{"main", "light", "v1", "both", "none", "heads/main", "refs/heads/both", "refs/tags/both", "refs/tags/v1", "refs/tags/none"}, Auth{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"main": second, "light": first, "v1": first, "both": second,
		"refs/heads/both": second, "refs/tags/both": first, "refs/tags/v1": first}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestAddressesOfForges: paths as forges have them, over both transports, with and without .git.
func TestAddressesOfForges(t *testing.T) {
	root := bare(t)
	http := strings.TrimSuffix(serveHTTP(t, root, "", ""), "/repo.git")
	host, _ := newKey(t)
	user, private := newKey(t)
	address, knownHosts := serveSSH(t, root, host, user.PublicKey())
	auth := Auth{SSHKey: private, KnownHosts: knownHosts(host.PublicKey())}
	for _, path := range []string{"/acme/infra/_git/platform", "/v3/acme/infra/platform", "/acme/my%20project/_git/platform", "/scm/acme/platform.git", "/acme/infra/eu/platform.git"} {
		for _, base := range []string{http, strings.TrimSuffix(address, "/repo.git")} {
			folder := filepath.Join(root, strings.ReplaceAll(path, "%20", " "))
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
			run(t, "", "init", "--quiet", "--bare", "--initial-branch=main", folder)
			run(t, folder, "config", "http.receivepack", "true")
			o := newPlatform(t, base+path)
			o.Auth = auth
			if got := push(t, o); run(t, folder, "rev-parse", "main") != got.Commit {
				t.Errorf("%s%s: %+v", base, path, got)
			}
		}
	}
}
