package git

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestTwoPlatformsInOneRepository push at the same time: each has read the branch before either writes it. One is first. The
// other's work tree is not touched; one command brings it up to date, and then its push goes through.
func TestTwoPlatformsInOneRepository(t *testing.T) {
	root := bare(t)
	remote := filepath.Join(root, "repo.git")
	address := serveHTTP(t, root, "", "")
	seed := t.TempDir()
	run(t, "", "clone", "--quiet", address, seed)
	write(t, seed, map[string]string{"teams/a/platform.yaml": "a\n", "teams/b/platform.yaml": "b\n"})
	run(t, seed, "add", ".")
	run(t, seed, "commit", "--quiet", "-m", "one")
	run(t, seed, "push", "--quiet")

	front := together(t, address, 2)
	teams := []string{"a", "b"}
	errs := make([]error, len(teams))
	options := make([]Options, len(teams))
	for i, team := range teams {
		dir := filepath.Join(t.TempDir(), team)
		run(t, "", "clone", "--quiet", address, dir)
		run(t, dir, "remote", "set-url", "origin", front)
		write(t, dir, map[string]string{"teams/" + team + "/platform.yaml": "changed\n", "teams/" + team + "/gitops/x": "x\n"})
		options[i] = Options{Dir: filepath.Join(dir, "teams", team), URL: front, Branch: "main", Message: team, Paths: []string{"platform.yaml", "gitops/x"}}
	}
	var all sync.WaitGroup
	for i := range teams {
		all.Go(func() { _, errs[i] = Push(t.Context(), options[i]) })
	}
	all.Wait()
	loser := slices.IndexFunc(errs, func(err error) bool { return errors.Is(err, ErrMoved) })
	if loser < 0 || errs[1-loser] != nil {
		t.Fatal(errs)
	}
	_, hint, _ := strings.Cut(errs[loser].Error(), "run git ")
	command, _, _ := strings.Cut(hint, ", then")
	dir := options[loser].Dir
	write(t, dir, map[string]string{"platform.yaml": "changed again, not committed\n"})
	run(t, dir, strings.Fields(command)...)
	options[loser].URL = address
	if got := push(t, options[loser]); !got.Pushed {
		t.Errorf("%+v", got)
	}
	want := []string{"teams/a/gitops/x", "teams/a/platform.yaml", "teams/b/gitops/x", "teams/b/platform.yaml"}
	if files := tracked(t, remote, "main"); !slices.Equal(files, want) {
		t.Errorf("the remote holds %q", files)
	}
	if merges := run(t, remote, "rev-list", "--merges", "--count", "main"); merges != "0" {
		t.Errorf("%s merges", merges)
	}
}

// together passes pushes on when so many wait.
func together(t *testing.T, address string, pushes int) string {
	t.Helper()
	server, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: server.Scheme, Host: server.Host})
	var waiting sync.WaitGroup
	waiting.Add(pushes)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "git-receive-pack") {
			waiting.Done()
			waiting.Wait()
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL + server.Path
}

// TestAProtectedBranch: what the server says of it is shown, over both transports, and what to do.
func TestAProtectedBranch(t *testing.T) {
	const says = "GH006: Protected branch update failed for refs/heads/main.\nChanges must be made through a pull request."
	for _, hook := range []string{"pre-receive", "update"} {
		for _, transport := range []string{"http", "ssh"} {
			t.Run(hook+" over "+transport, func(t *testing.T) {
				root := bare(t)
				script := "#!/bin/sh\ncat <<EOF\n" + says + "\nEOF\nexit 1\n"
				writeHook(t, filepath.Join(root, "repo.git"), hook, script)
				o := newPlatform(t, serveHTTP(t, root, "", ""))
				if transport == "ssh" {
					host, _ := newKey(t)
					user, private := newKey(t)
					address, knownHosts := serveSSH(t, root, host, user.PublicKey())
					o.URL, o.Auth = address, Auth{SSHKey: private, KnownHosts: knownHosts(host.PublicKey())}
				}
				_, err := Push(t.Context(), o)
				wantError(t, err, ErrDeclined, "hook declined", "GH006: Protected branch update failed for refs/heads/main. Changes must be made through a pull request.")
			})
		}
	}
}
