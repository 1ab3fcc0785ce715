package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser is a tab of a real Chromium without a window. It writes down what the
// page asks servers for and what the console complains of.
type browser struct {
	t   *testing.T
	ctx context.Context

	sync.Mutex
	requests, complaints []string
}

// browse starts a Chromium, or skips the test where there is none; at the test's
// end it is gone.
func browse(t *testing.T) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: it starts a browser")
	}
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("skipped: there is no Chromium; Debian has it in the package chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1400, 900))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	limited, stop := context.WithTimeout(allocator, 3*time.Minute)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(limited)
	t.Cleanup(closeTab)
	b := &browser{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *browser) listen(event any) {
	b.Lock()
	defer b.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, event.Request.URL)
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, event.ExceptionDetails.Text+" "+event.ExceptionDetails.Exception.Description)
	case *runtime.EventConsoleAPICalled:
		b.complaints = append(b.complaints, fmt.Sprintf("console.%s of %d values", event.Type, len(event.Args)))
	case *log.EventEntryAdded:
		b.complaints = append(b.complaints, event.Entry.Text)
	}
}

// do acts as a user does; what cannot be done ends the test.
func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatalf("%v\nthe console says %q", err, b.complaints)
	}
}

// open shows a file from the disk, and returns its address.
func (b *browser) open(file string) string {
	b.t.Helper()
	path, err := filepath.Abs(file)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.Navigate("file://" + path))
	return "file://" + path
}

// value is what an expression comes to in the page.
func value[T any](b *browser, expression string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

// text is what people read of an element.
func (b *browser) text(selector chromedp.CSS) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	if err != nil {
		b.t.Fatalf("read %s: %v", selector, err)
	}
	return text
}

// until waits for an expression to be true in the page, which says what for.
func (b *browser) until(expression string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 20*time.Second)
	defer stop()
	poll := chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(50*time.Millisecond))
	if err := chromedp.Do(ctx, poll); err != nil {
		b.t.Fatalf("%s: %v\nthe console says %q", expression, err, b.complaints)
	}
}

// shows waits for an element to hold a text.
func (b *browser) shows(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, text))
}

func (b *browser) click(selector chromedp.CSS) {
	b.t.Helper()
	b.do(chromedp.Click(selector))
}

// write types a text into a field.
func (b *browser) write(selector chromedp.CSS, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(selector, text))
}

func (b *browser) focus(selector chromedp.CSS) {
	b.t.Helper()
	b.do(chromedp.Focus(selector))
}

// back goes to where the browser was before.
func (b *browser) back() {
	b.t.Helper()
	b.do(chromedp.NavigateBack())
}

// drag moves the mouse from one point to another with its button down.
func (b *browser) drag(fromX, fromY, toX, toY float64) {
	b.t.Helper()
	b.do(chromedp.DragAndDropXY(fromX, fromY, toX, toY))
}

// zoom turns the mouse's wheel at a point while Ctrl is down.
func (b *browser) zoom(x, y, delta float64) {
	b.t.Helper()
	b.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, x, y, chromedp.ButtonModifiers(chromedp.ModifierCtrl),
		func(p *input.DispatchMouseEventParams) { p.DeltaX, p.DeltaY = 1e-9, delta })) // of 0 nothing would be sent, which Chromium refuses
}

// press is a key as a keyboard sends it: what the page keeps to itself types no
// text. chromedp's own KeyEvent sends the text regardless.
func (b *browser) press(key, text string) {
	b.t.Helper()
	for _, event := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: text}, {Type: input.DispatchKeyEventTypeKeyUp, Key: key},
	} {
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, event); err != nil {
			b.t.Fatalf("press %s: %v", key, err)
		}
	}
}

// quiet is that the page asked for nothing but itself, and nothing complained.
func (b *browser) quiet(address string) {
	b.t.Helper()
	b.Lock()
	defer b.Unlock()
	for _, url := range b.requests {
		if file, _, _ := strings.Cut(url, "#"); file != address {
			b.t.Errorf("the page asks for %s", url)
		}
	}
	for _, complaint := range b.complaints {
		b.t.Errorf("the console says: %s", complaint)
	}
	if len(b.requests) == 0 {
		b.t.Error("not even the page was asked for")
	}
}
