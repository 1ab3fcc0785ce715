// Command demo shows the main job: from one file to a cluster under Git's
// control, a deleted object coming back, and everything taken down again. It
// runs the slipway program as a user would.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

func main() {
	slipway := flag.String("slipway", "bin/slipway", "the program to show")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := show(ctx, *slipway); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is one showing.
type demo struct {
	slipway string
	dir     string // the platform's folder
	state   string // where the lab keeps its clusters
	start   time.Time
}

func show(ctx context.Context, slipway string) (err error) {
	slipway, err = filepath.Abs(slipway)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "slipway-demo-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	d := &demo{slipway: slipway, dir: filepath.Join(scratch, "acme"), state: filepath.Join(scratch, "labs"), start: time.Now()}
	port, err := freePort()
	if err != nil {
		return err
	}
	defer func() {
		// Taken down also after a failure or Ctrl-C: hence a context of its own.
		d.say("taking everything down")
		err = errors.Join(err, d.run(context.WithoutCancel(ctx), "lab", "down", "acme"))
		if err == nil {
			d.say("done")
		}
	}()
	for _, part := range []struct {
		what string
		args []string
	}{
		{"writing a platform", []string{"init", "--name", "acme", "--domain", "platform.example.com", "--profile", "lab", "--provider", "local",
			"--repository", fmt.Sprintf("http://127.0.0.1:%d/acme.git", port)}},
		{"checking it", []string{"validate"}},
		{"generating the repository", []string{"generate"}},
		{"starting a cluster and a Git server", []string{"lab", "up", "--no-bootstrap"}},
		{"bringing the cluster under Git's control", []string{"bootstrap"}},
		{"is the contract kept?", []string{"status"}},
	} {
		d.say("%s", part.what)
		if err := d.run(ctx, part.args...); err != nil {
			return err
		}
	}
	if err := d.drift(ctx); err != nil {
		return err
	}
	d.say("and again: nothing to do")
	return d.run(ctx, "bootstrap", "-q")
}

// drift deletes an object that Git holds and waits for it to come back.
func (d *demo) drift(ctx context.Context) error {
	client, err := kube.ConnectFile(filepath.Join(d.state, "acme", "clusters", "hub", "kubeconfig"), "")
	if err != nil {
		return err
	}
	object := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "platform-system", Name: "platform-info"}
	before, err := client.Get(ctx, object)
	if err != nil {
		return err
	}
	d.say("deleting %s, as if somebody had", object)
	if err := client.Delete(ctx, object, kube.Background); err != nil {
		return err
	}
	deleted := time.Now()
	err = kube.Wait(ctx, object.String(), 100*time.Millisecond, 2*time.Minute, func(string) {}, func(ctx context.Context) (bool, string, error) {
		now, err := client.Get(ctx, object)
		if errors.Is(err, kube.ErrNotFound) {
			return false, "it is gone", nil
		}
		return err == nil && uid(now) != uid(before), "it is being deleted", err
	})
	if err != nil {
		return err
	}
	d.say("it is back after %s", time.Since(deleted).Round(100*time.Millisecond))
	return nil
}

func uid(obj map[string]any) any {
	meta, _ := obj["metadata"].(map[string]any)
	return meta["uid"]
}

func (d *demo) say(format string, args ...any) {
	fmt.Printf("\n%s  %s\n", clock(time.Since(d.start)), fmt.Sprintf(format, args...))
}

func clock(t time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(t.Minutes()), int(t.Seconds())%60)
}

// run runs slipway on the platform's folder, showing the command.
func (d *demo) run(ctx context.Context, args ...string) error {
	fmt.Printf("       $ slipway %s\n", strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, d.slipway, append([]string{"-C", d.dir}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Env = append(os.Environ(), "SLIPWAY_STATE="+d.state)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("slipway %s: %w", args[0], err)
	}
	return nil
}

// freePort asks the system for a port of loopback that nobody uses.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
