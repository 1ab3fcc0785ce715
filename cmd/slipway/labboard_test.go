package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/lab/board"
)

// TestABoardAndItsLab: a board is started as an instructor does, a lab joins by
// what it prints, and is shown; what is wrong with joining is said.
func TestABoardAndItsLab(t *testing.T) {
	labs := t.TempDir()
	t.Setenv("SLIPWAY_STATE", labs)
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(labs, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("lab/lab.json", `{"agent": "flux", "workspace": "/nowhere", "repository": "http://127.0.0.1:3000/lab.git"}`)
	write("lab/progress.json", `{"lab": "lab", "current": "drift", "exercises": [{"exercise": "drift", "number": 2, "title": "Three pods", "agent": "flux",
		"started": "2026-01-02T03:04:05Z", "hints": 1, "solutionShown": false, "checks": [{"goal": "a", "holds": true}, {"goal": "b", "holds": false, "told": "hush"}]}]}`)

	ctx, stop := context.WithCancel(t.Context())
	said, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"lab", "board", "--listen", "127.0.0.1:0", "-o", "json"}, strings.NewReader(""), out, io.Discard)
		out.Close()
	}()
	var at struct {
		URLs []string
		Code string
	}
	if err := json.NewDecoder(said).Decode(&at); err != nil || len(at.URLs) != 1 || board.CheckCode(at.Code) != nil {
		t.Fatalf("the board says %+v, %v", at, err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()

	empty := t.TempDir()
	join := func(args ...string) (string, int) {
		var told strings.Builder
		code := run(t.Context(), append([]string{"-C", empty, "lab", "join"}, args...), strings.NewReader(""), &told, &told)
		return told.String(), code
	}
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{at.URLs[0]}, exitUsage, "takes the board's address and its join code"},
		{[]string{at.URLs[0], at.Code}, exitUsage, "with --as"},
		{[]string{"127.0.0.1", at.Code, "--as", "ada"}, exitUsage, "such as http://192.0.2.1:7070"},
		{[]string{at.URLs[0], "WRONG-CODE", "--as", "ada"}, exitFailed, "the join code is another one"},
		{[]string{at.URLs[0], at.Code, "--as", "Ada L"}, exitUsage, "lower case letters"},
		{[]string{at.URLs[0], at.Code, "--as", "ada", "-o", "json"}, exitDone, `"done": "joined",
  "board": "` + at.URLs[0] + `",
  "participant": "ada"`},
		{[]string{at.URLs[0], at.Code, "--as", "ada"}, exitDone, "lab lab reports to " + at.URLs[0] + " as ada"},
	} {
		if told, code := join(tt.args...); code != tt.code || !strings.Contains(told, tt.says) {
			t.Errorf("lab join %v: exit code %d\n%s", tt.args, code, told)
		}
	}
	if m, err := board.ReadMember(filepath.Join(labs, "lab")); err != nil || m == nil || m.Participant != "ada" {
		t.Errorf("the lab knows %+v, %v", m, err)
	}
	answer, err := http.Get(at.URLs[0] + "/api/board")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	shown, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(shown), `"name":"ada","agent":"flux","current":"drift"`) || !strings.Contains(string(shown), `"holds":1,"of":2`) ||
		!strings.Contains(string(shown), `"name":"contract"`) || strings.Contains(string(shown), "hush") || strings.Contains(string(shown), at.Code) {
		t.Errorf("the board shows %s (%v)", shown, err)
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("interrupted, the board ends with %d", code)
	}
}

// TestWhoInterruptsHearsNothingOfABoard: that it was not told is the user's own doing.
func TestWhoInterruptsHearsNothingOfABoard(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for ctx, want := range map[context.Context]string{t.Context(): "everything else goes on", ended: ""} {
		var said strings.Builder
		(&app{err: &said}).tellBoardOf(ctx, board.Member{Address: "http://127.0.0.1:1", Code: "ROOM-FOUR", Participant: "p01"}, t.TempDir())
		if got := said.String(); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("it says %q, and not %q", got, want)
		}
	}
}

// TestWhereABoardListens: nobody but this machine reaches one that nobody has opened.
func TestWhereABoardListens(t *testing.T) {
	for _, tt := range []struct {
		o     boardOptions
		want  string
		wrong bool
	}{
		{boardOptions{}, "127.0.0.1:7070", false},
		{boardOptions{lan: true}, "0.0.0.0:7070", false},
		{boardOptions{listen: "192.0.2.1:80"}, "192.0.2.1:80", false},
		{boardOptions{lan: true, listen: "192.0.2.1:80"}, "", true},
	} {
		if got, err := tt.o.address(); got != tt.want || (err != nil) != tt.wrong {
			t.Errorf("%+v listens on %q, %v", tt.o, got, err)
		}
	}
}

// TestWhereABoardIs: where it listens on every address, people get one to type.
func TestWhereABoardIs(t *testing.T) {
	for _, at := range []string{"127.0.0.1:7070", "[::1]:7070", "192.0.2.1:80"} {
		address, err := net.ResolveTCPAddr("tcp", at)
		if err != nil {
			t.Fatal(err)
		}
		if urls, err := boardURLs(address); err != nil || len(urls) != 1 || urls[0] != "http://"+at {
			t.Errorf("%s is %v, %v", at, urls, err)
		}
	}
	for _, every := range []net.IP{net.IPv4zero, net.IPv6unspecified} {
		urls, err := boardURLs(&net.TCPAddr{IP: every, Port: 7070})
		if err != nil || urls[len(urls)-1] != "http://127.0.0.1:7070" {
			t.Errorf("%s is %v, %v", every, urls, err)
		}
	}
}

// TestAPublicBoardIsSaid: --lan listens on every address, and people mean the room's.
func TestAPublicBoardIsSaid(t *testing.T) {
	var has []net.Addr
	for _, one := range []string{"127.0.0.1/8", "203.0.113.7/24", "169.254.1.2/16", "10.1.2.3/8", "2001:db8::1/64"} {
		ip, network, err := net.ParseCIDR(one)
		if err != nil {
			t.Fatal(err)
		}
		has = append(has, &net.IPNet{IP: ip, Mask: network.Mask})
	}
	for six, want := range map[bool]string{false: "[169.254.1.2 10.1.2.3 203.0.113.7 127.0.0.1]", true: "[169.254.1.2 10.1.2.3 203.0.113.7 2001:db8::1 127.0.0.1]"} {
		if got := fmt.Sprint(reachedAt(has, six)); got != want {
			t.Errorf("it is reached at %s, where it listens by IPv6: %v", got, six)
		}
	}
	for url, want := range map[string]bool{"http://203.0.113.7:7070": true, "http://[2001:db8::1]:7070": true, "http://10.1.2.3:7070": false,
		"http://127.0.0.1:7070": false, "http://169.254.1.2:7070": false, "http://[fd00::1]:7070": false} {
		var said strings.Builder
		(&app{err: &said}).warnOfPublic([]string{url})
		if got := strings.Contains(said.String(), "is a public address"); got != want {
			t.Errorf("of %s it says %q", url, said.String())
		}
	}
}
