package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/term"
)

// keyboard hands on what a person types, one key at a time, so that nothing that
// is typed ahead gets lost between two questions. Until it is closed the terminal
// shows nothing by itself, and Ctrl-C is a key like others.
type keyboard struct {
	ctx     context.Context // a reader is handed none
	in, out *os.File
	before  *term.State
	// keys are those typed, reports what the terminal says of its cursor when asked.
	keys, reports chan []byte
	asked         atomic.Int32
	// mute is whether the terminal did not say so when it was asked.
	mute bool
	rest []byte
	// pressed is what Ctrl-C stood for when it was last handed on.
	pressed press
}

// press tells keys apart that end a question without an answer.
type press int

const (
	pressedLeave press = iota
	pressedBack
)

const (
	keyInterrupt = "\x03"
	keyEnd       = "\x04"
	keyBack      = "\x1b[Z" // Shift-Tab
	keyHome      = "\x1b[H"
)

// reportTimeout is how long a terminal may take to say where its cursor is.
const reportTimeout = time.Second

func openKeyboard(ctx context.Context, in, out *os.File) (*keyboard, error) {
	k := &keyboard{ctx: ctx, in: in, out: out, keys: make(chan []byte, 4096), reports: make(chan []byte, 16)}
	if runtime.GOOS == "windows" {
		return k, nil // who draws questions reads the console's events there
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("take over the terminal: %w", err)
	}
	k.before = before
	go k.listen()
	return k, nil
}

// close gives the terminal back as it was.
func (k *keyboard) close() {
	if k.before != nil {
		_ = term.Restore(int(k.in.Fd()), k.before)
	}
}

// goesBack is whether a key leads to the question before.
func (k *keyboard) goesBack() bool { return k.before != nil }

// listen ends with the terminal, else with the program.
func (k *keyboard) listen() {
	defer close(k.keys)
	report := regexp.MustCompile(`^\x1b\[\d+;\d+R$`)
	for buf := make([]byte, 1024); ; {
		n, err := k.in.Read(buf)
		for _, key := range keysIn(buf[:n]) {
			to := k.keys
			if report.Match(key) {
				to = k.reports
			}
			select {
			case to <- key:
			default: // nobody types that far ahead
			}
		}
		if err != nil {
			return
		}
	}
}

// keysIn takes what a terminal sent apart. Sequences that mean nothing here are
// left out: whoever reads keys one by one would take them for text.
func keysIn(sent []byte) [][]byte {
	sequence := regexp.MustCompile(`^\x1b(\[[0-9;?]*[@-~]|O[A-Za-z]|.?)`)
	known := regexp.MustCompile(`^\x1b(\[\d+;\d+R|[\[O][ABCDFHZ]|\[3~)$`)
	var out [][]byte
	for len(sent) > 0 {
		if sent[0] == '\x1b' {
			key := sequence.Find(sent)
			if known.Match(key) {
				out = append(out, bytes.Clone(key))
			}
			sent = sent[len(key):]
			continue
		}
		_, size := utf8.DecodeRune(sent)
		out = append(out, bytes.Clone(sent[:size]))
		sent = sent[size:]
	}
	return out
}

// Read returns one key. Those that end a question without an answer are all
// handed on as Ctrl-C.
func (k *keyboard) Read(p []byte) (int, error) {
	if len(k.rest) == 0 {
		k.rest = k.next()
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}

func (k *keyboard) next() []byte {
	if k.asked.Load() > 0 {
		k.asked.Add(-1)
		return k.report()
	}
	var key []byte
	select {
	case key = <-k.keys: // nothing when the terminal is gone
	case <-k.ctx.Done():
	}
	switch string(key) {
	case keyBack:
		k.pressed = pressedBack
		return []byte(keyHome + keyInterrupt) // to where the text began, then away
	case keyInterrupt, keyEnd, "":
		k.pressed = pressedLeave
		return []byte(keyHome + keyInterrupt)
	}
	return key
}

// report is where the cursor is. A terminal that does not say is taken to be at
// its end.
func (k *keyboard) report() []byte {
	if !k.mute {
		select {
		case r := <-k.reports:
			return r
		case <-k.ctx.Done():
		case <-time.After(reportTimeout):
			k.mute = true
		}
	}
	width, height, _ := size(k.out)
	return fmt.Appendf(nil, "\x1b[%d;%dR", height, width)
}

// Fd is the terminal's.
func (k *keyboard) Fd() uintptr { return k.in.Fd() }

// screenOf is where a keyboard's terminal shows things: lines end as a terminal
// wants them that does nothing by itself.
type screenOf struct{ *keyboard }

// Write notes when the terminal is asked where its cursor is.
func (s screenOf) Write(p []byte) (int, error) {
	text := string(p)
	s.asked.Add(int32(strings.Count(text, "\x1b[6n")))
	_, err := s.out.WriteString(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n"))
	return len(p), err
}

// Fd is the terminal's.
func (s screenOf) Fd() uintptr { return s.out.Fd() }
