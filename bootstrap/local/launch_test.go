//go:build unix

package local

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

func launch(t *testing.T, state string) *Client {
	t.Helper()
	client, err := Launch(t.Context(), self(t), state)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // a keeper outlives its starter: that is its purpose
		if e, err := readEndpoint(state); err == nil {
			_ = syscall.Kill(e.PID, syscall.SIGTERM)
			soon(t, "end of the keeper", func() bool { return !alive(e.PID) })
		}
	})
	return client
}

func TestDetachedKeeper(t *testing.T) {
	state, ctx := t.TempDir(), t.Context()
	if _, err := Dial(ctx, state); !errors.Is(err, ErrNoKeeper) {
		t.Fatalf("dialling nobody: %v", err)
	}
	client := launch(t, state)
	info, err := os.Stat(endpointPath(state))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("keeper.json has mode %v (%v)", info.Mode(), err)
	}
	again, err := Launch(ctx, self(t), state)
	if err != nil || again.endpoint.PID != client.endpoint.PID {
		t.Fatalf("a second launch found %+v (%v)", again, err)
	}
	address := freeAddress(t)
	server := player(t, state, "server", "serve", address)
	server.Ready = &Probe{TCP: address}
	if err := client.Start(ctx, server); err != nil {
		t.Fatal(err)
	}
	if err := again.Start(ctx, server); err != nil {
		t.Fatal(err)
	}
	pid := statusOf(t, again, "server").PID
	if err := client.Start(ctx, player(t, state, "crashing", "crash")); err == nil || !strings.Contains(err.Error(), "the reason is here") {
		t.Errorf("error is %v", err)
	}
	if err := client.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if alive(pid) || isFile(endpointPath(state)) {
		t.Error("stopping left a process or keeper.json behind")
	}
}

func TestKilledKeeperTakesItsChildrenAlong(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends the children of a process that is killed")
	}
	state, ctx := t.TempDir(), t.Context()
	client := launch(t, state)
	for _, name := range []string{"one", "two"} {
		if err := client.Start(ctx, player(t, state, name, "deaf")); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Second) // idle threads of the keeper may end meanwhile
	one, two := statusOf(t, client, "one"), statusOf(t, client, "two")
	if !alive(one.PID) || !alive(two.PID) || one.Restarts+two.Restarts > 0 {
		t.Fatalf("they do not run: %+v %+v", one, two)
	}
	if err := syscall.Kill(client.endpoint.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	soon(t, "end of the children", func() bool { return !alive(one.PID) && !alive(two.PID) })

	if _, err := Dial(ctx, state); !errors.Is(err, ErrNoKeeper) {
		t.Errorf("dialling the dead: %v", err)
	}
	next := launch(t, state) // although keeper.json is still there
	if next.endpoint.PID == client.endpoint.PID {
		t.Error("launch returned the dead keeper")
	}
	if all, err := next.Status(ctx); err != nil || len(all) != 0 {
		t.Errorf("the new keeper keeps %v (%v)", all, err)
	}
}

func TestLaunchTwiceAtOnce(t *testing.T) {
	state := t.TempDir()
	pids := make([]int, 3)
	var group sync.WaitGroup
	for i := range pids {
		group.Go(func() {
			client, err := Launch(t.Context(), self(t), state)
			if err != nil {
				t.Error(err)
				return
			}
			pids[i] = client.endpoint.PID
		})
	}
	group.Wait()
	launch(t, state) // for its cleanup
	if pids[0] != pids[1] || pids[1] != pids[2] {
		t.Errorf("several keepers run on one folder: %v", pids)
	}
}

func TestWrongToken(t *testing.T) {
	client := launch(t, t.TempDir())
	stranger := *client
	stranger.endpoint.Token = "guess"
	if _, err := stranger.Status(t.Context()); err == nil {
		t.Error("a wrong token was accepted")
	}
	if err := writeEndpoint(client.stateDir, stranger.endpoint); err != nil {
		t.Fatal(err)
	}
	if _, err := Dial(t.Context(), client.stateDir); err == nil || errors.Is(err, ErrNoKeeper) {
		t.Errorf("a keeper that lives but does not answer: %v", err)
	}
}

func TestLaunchOfWhatIsNoKeeper(t *testing.T) {
	_, err := Launch(t.Context(), "/bin/false", t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("error is %v", err)
	}
}

func TestGitServiceOfTheKeeper(t *testing.T) {
	state, ctx := t.TempDir(), t.Context()
	root, address := filepath.Join(state, "git"), freeAddress(t)
	if _, err := gitserver.Init(ctx, root, "platform", "main"); err != nil {
		t.Fatal(err)
	}
	client := launch(t, state)
	service := Service{Name: "git", Kind: ServiceGit, Address: address, Root: root, User: "robot", Password: "s3cret"}
	for range 2 {
		if err := client.StartService(ctx, service); err != nil {
			t.Fatal(err)
		}
	}
	clash := service
	clash.Name = "other"
	if err := client.StartService(ctx, clash); err == nil || !strings.Contains(err.Error(), "taken") {
		t.Errorf("two services on one port: %v", err)
	}
	for user, want := range map[string]bool{"robot:s3cret@": true, "": false} {
		cmd := exec.Command("git", "-c", "credential.helper=", "ls-remote", "http://"+user+address+"/platform.git")
		cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "no_proxy=127.0.0.1")
		if out, err := cmd.CombinedOutput(); (err == nil) != want {
			t.Errorf("ls-remote with %q: %v %s", user, err, out)
		}
	}
}
