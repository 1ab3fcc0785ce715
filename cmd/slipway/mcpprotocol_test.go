package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// TestNothingButTheProtocol is on stdout, whatever is sent, and the end of stdin is the end.
func TestNothingButTheProtocol(t *testing.T) {
	cmd := slipway(t, "mcp", "-v", "-C", toolsFolder(t))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	answer := func() {
		var message struct{ JSONRPC string }
		if err := json.Unmarshal(lines.Bytes(), &message); err != nil || message.JSONRPC != "2.0" {
			t.Errorf("%s: %v", lines.Text(), err)
		}
	}
	for _, message := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"validate","arguments":{}}}`,
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"explain","arguments":{"cluster":"x","component":"y"}}}`,
		`{"jsonrpc":"2.0","id":4,"method":"no/such"}`,
	} {
		if _, err := io.WriteString(in, message+"\n"); err != nil {
			t.Fatal(err)
		}
		if !lines.Scan() {
			t.Fatalf("no answer to %s", message)
		}
		answer()
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		answer()
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// TestWhatWasAskedIsAnswered although stdin ends at once, as a pipe's does.
func TestWhatWasAskedIsAnswered(t *testing.T) {
	asked := []string{
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"validate","arguments":{}}}`,
		`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"validate","arguments":{}}}`, // an id that is taken gets no answer of its own
		`{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"explain","arguments":{"cluster":"hub","component":"sample"}}}`,
		`{"jsonrpc":"2.0","id":4,"method":"no/such"}`,
	}
	cmd := slipway(t, "mcp", "-C", toolsFolder(t))
	cmd.Stdin = strings.NewReader(strings.Join(asked, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	answered := map[int]bool{}
	for line := range strings.Lines(string(out)) {
		var answer struct {
			ID    int
			Error *struct{ Message string }
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if answer.Error != nil && answer.ID != 4 {
			t.Errorf("%d fails: %s", answer.ID, answer.Error.Message)
		}
		answered[answer.ID] = true
	}
	for id := 1; id <= 4; id++ {
		if !answered[id] {
			t.Errorf("%d is not answered:\n%s", id, out)
		}
	}
}

// TestTheEndWaitsForNothingElse: an answer that never comes is not waited for when the
// program is to stop, or when the connection is given up.
func TestTheEndWaitsForNothingElse(t *testing.T) {
	call := `{"jsonrpc":"2.0","id":1,"method":"tools/call"}` + "\n"
	for name, end := range map[string]func(stop func(), c mcp.Connection){
		"stopped": func(stop func(), _ mcp.Connection) { stop() },
		"closed":  func(_ func(), c mcp.Connection) { _ = c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			in := &mcp.IOTransport{Reader: io.NopCloser(strings.NewReader(call)), Writer: nopCloser{io.Discard}}
			c, err := patient{in, ctx.Done()}.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() {
				_, err := c.Read(t.Context())
				ended <- err
			}()
			select {
			case err := <-ended:
				t.Fatalf("the end was not held back: %v", err)
			case <-time.After(50 * time.Millisecond):
			}
			end(stop, c)
			if err := <-ended; !errors.Is(err, io.EOF) {
				t.Error(err)
			}
		})
	}
}
