//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"github.com/hinshun/vt10x"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/cause"
)

// screen is a terminal, and what shows on it.
type screen struct {
	tty *os.File
	vt  vt10x.Terminal
}

func newScreen(t *testing.T, width, height int) *screen {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skipf("skipped: this machine has no pseudo terminals: %v", err)
	}
	if err := pty.Setsize(ptmx, &pty.Winsize{Cols: uint16(width), Rows: uint16(height)}); err != nil {
		t.Fatal(err)
	}
	s := &screen{tty: tty, vt: vt10x.New(vt10x.WithSize(width, height))}
	go func() { _, _ = io.Copy(s.vt, ptmx) }() // ends with the terminal
	t.Cleanup(func() { _ = errors.Join(tty.Close(), ptmx.Close()) })
	return s
}

// eventually waits until the screen shows what is wanted, and nothing else.
func (s *screen) eventually(t *testing.T, want string) {
	t.Helper()
	var shown string
	for range 200 {
		var lines []string
		for line := range strings.SplitSeq(s.vt.String(), "\n") {
			lines = append(lines, strings.TrimRight(line, " "))
		}
		if shown = strings.TrimRight(strings.Join(lines, "\n"), "\n"); shown == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("the screen shows (- want, + shown)\n%s", cmp.Diff(want, shown))
}

// TestTheTreeIsDrawnOverItself on a real terminal: whatever was longer before
// leaves nothing behind.
func TestTheTreeIsDrawnOverItself(t *testing.T) {
	s := newScreen(t, 80, 24)
	show := (&app{out: s.tty, output: "text"}).viewer()
	for _, r := range []*bootstrap.Report{fleet(40, 40, 9, 9), fleet(2, 1, 9, 2), fleet(2, 0, 9, 0)} {
		if err := show(r, nil); err != nil {
			t.Fatal(err)
		}
		s.eventually(t, strings.Join(drawTree(r, 80, 24), "\n"))
	}
	if err := show(nil, errors.New("reach cluster hub: connection refused")); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "error: reach cluster hub: connection refused")
}

// TestErrorsFitATerminal: on a terminal lines are broken, elsewhere they are not.
func TestErrorsFitATerminal(t *testing.T) {
	long := "the contract is not kept\ncause: " + strings.Repeat("word ", 30) + "\nmend: wait"
	s := newScreen(t, 120, 24)
	(&app{err: s.tty}).report(t.Context(), errors.New(long))
	words := strings.TrimRight(strings.Repeat("word ", 14), " ")
	s.eventually(t, "error: the contract is not kept\ncause: "+words+"\n       "+words+"\n       word word\nmend: wait")
	var out bytes.Buffer
	(&app{err: &out}).report(t.Context(), errors.New(long))
	if out.String() != "error: "+long+"\n" {
		t.Errorf("elsewhere it is %q", out.String())
	}
}

// TestChangesAreLines where there is no terminal.
func TestChangesAreLines(t *testing.T) {
	var out bytes.Buffer
	show := (&app{out: &out, output: "text"}).viewer()
	kept, shop := fleet(2, 0, 2, 0), fleet(2, 0, 2, 0)
	shop.Clusters[1].Tenants = []bootstrap.TenantReport{{Name: "shop", Verdict: bootstrap.Verdict{Sync: "NotReady"}, Finding: cause.Finding{Cause: "cluster c001, tenant shop: no such repository"}}}
	broken := errors.New("reach cluster hub: connection refused")
	for _, seen := range []struct {
		r   *bootstrap.Report
		err error
	}{{fleet(2, 1, 2, 1), nil}, {fleet(2, 1, 2, 1), nil}, {kept, nil}, {nil, broken}, {nil, broken}, {kept, nil}, {shop, nil}, {shop, nil}} {
		if err := show(seen.r, seen.err); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, line[:min(len(line)-1, 60)])
	}
	want := []string{
		"cluster c000, unit u00: NotReady: the quota full is used up: xxxxxx"[:60],
		"the contract is not kept: cluster c000, unit u00: the quota full is used up"[:60],
		"cluster c000, unit u00: Ready",
		"the contract is kept at 01234567",
		"the contract is not kept: reach cluster hub: connection refused"[:60],
		"the contract is kept at 01234567",
		"cluster c001, tenant shop: NotReady: no such repository",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// TestChangesForPrograms: an object on each line, with cause and mend.
func TestChangesForPrograms(t *testing.T) {
	var out bytes.Buffer
	if err := (&app{out: &out, output: "json"}).viewer()(fleet(1, 1, 2, 1), nil); err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	for line := range strings.Lines(out.String()) {
		var c map[string]any
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
	}
	if len(got) != 2 || got[0]["unit"] != "u00" || got[1]["kept"] != false || got[1]["causeName"] != "quota-exceeded" || got[1]["mend"] == "" {
		t.Errorf("got %v", got)
	}
}
