//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/e2e/trouble"
)

// faultMaker makes a fault and returns what lifts it: around a run, which does
// not run meanwhile, or of the run that is at work.
type faultMaker struct {
	around func(l *faultLab, step int) (lift func())
	of     func(l *faultLab) (lift func())
}

func faultMakers() map[string]faultMaker {
	around := func(make func(l *faultLab, step int) func()) faultMaker { return faultMaker{around: make} }
	return map[string]faultMaker{
		"API server killed":      around(killAPIServer),
		"etcd slow":              around(slowEtcd),
		"API server answers 429": around(frontMakes(trouble.TooMany)),
		"API server answers 500": around(frontMakes(trouble.Internal)),
		"API server hangs":       around(frontMakes(trouble.Hang)),
		"connections cut":        around(frontMakes(trouble.Cut)),
		"clock skew":             around(frontMakes(trouble.Skew)),
		"webhook refuses":        around(refuseByWebhook),
		"policy refuses":         around(refuseByPolicy),
		"quota exceeded":         around(exceedQuota),
		"CRD stuck":              around(stickCRD),
		"namespace terminating":  around(stickNamespace),
		"Git down":               around(func(l *faultLab, _ int) func() { return l.site.git.goes() }),
		"Git slow":               around(func(l *faultLab, _ int) func() { return l.site.git.makes(trouble.Slow) }),
		"Git hangs":              around(func(l *faultLab, _ int) func() { return l.site.git.makes(trouble.Hang) }),
		"token wrong":            around(rotateToken),
		"chart registry down":    around(func(l *faultLab, _ int) func() { return l.site.registry.goes() }),
		"wrong digest":           around(func(l *faultLab, _ int) func() { return l.site.registry.makes(trouble.Damage) }),
		"agent crash-loops":      around(crashAgent),
		diskFull:                 around(fillDisk),
		"SIGINT":                 {of: func(l *faultLab) func() { l.signalFirst(syscall.SIGINT); return func() {} }},
		"SIGKILL":                {of: func(l *faultLab) func() { l.signalFirst(syscall.SIGKILL); return func() {} }},
		"two bootstraps at once": {of: anotherBootstrap},
	}
}

// TestEveryFaultIsMade holds the makers to the table.
func TestEveryFaultIsMade(t *testing.T) {
	makers := faultMakers()
	for _, f := range faults() {
		if m, ok := makers[f.name]; !ok || (m.around == nil) == (m.of == nil) {
			t.Errorf("nobody makes %s", f.name)
		}
		delete(makers, f.name)
	}
	for name := range makers {
		t.Errorf("the table has no %s", name)
	}
}

// killAPIServer kills it once; its keeper starts it again.
func killAPIServer(l *faultLab, _ int) func() {
	l.signal(l.pid("hub/kube-apiserver"), syscall.SIGKILL)
	return func() {}
}

func slowEtcd(l *faultLab, _ int) func() {
	pid := l.pid("hub/etcd")
	over, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			_ = syscall.Kill(pid, syscall.SIGSTOP)
			time.Sleep(700 * time.Millisecond)
			_ = syscall.Kill(pid, syscall.SIGCONT)
			select {
			case <-over:
				return
			case <-time.After(300 * time.Millisecond):
			}
		}
	}()
	return func() {
		close(over)
		<-ended
	}
}

// frontMakes has the front of the API server make trouble for slipway alone.
func frontMakes(kind string) func(*faultLab, int) func() {
	return func(l *faultLab, _ int) func() {
		file := filepath.Join(l.folder(), "clusters", "hub", "trouble")
		write := func(text string) {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				l.t.Error(err)
			}
		}
		write(kind + " slipway")
		return func() { write("") }
	}
}

// rotateToken makes another token the right one; to lift that is to give it.
func rotateToken(l *faultLab, _ int) func() {
	l.site.token.Store(secondToken)
	return func() { os.Setenv("GIT_TOKEN", secondToken) } // the lab put it back when the test ends
}

// fillDisk leaves no room where the platform's folder is.
func fillDisk(l *faultLab, _ int) func() {
	l.t.Helper()
	filler := filepath.Join(l.dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		l.t.Fatal(err)
	}
	defer f.Close()
	for size := 4096; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	return func() {
		if err := os.Remove(filler); err != nil {
			l.t.Error(err)
		}
	}
}

// anotherBootstrap runs another at the same time. One of the two at least brings
// the platform in.
func anotherBootstrap(l *faultLab) func() {
	l.t.Helper()
	_, said, err := l.try("bootstrap", "--timeout", "90s")
	if wrong := (meeting{ends: mayStop, says: []string{"cluster hub is being changed by slipway bootstrap of"}}).wrong(said, err); wrong != "" {
		l.t.Errorf("the other run %s\n%s", wrong, said)
	}
	return func() {
		if !strings.Contains(said+l.first.said.String(), "settle ✓") {
			l.t.Errorf("neither run came to the end:\n%s\n%s", said, l.first.said.String())
		}
	}
}
