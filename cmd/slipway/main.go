// Command slipway renders a platform into a GitOps repository and brings
// clusters under its control. This package turns flags into options, nothing
// more.
package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/slipway-platform/slipway/schemas"
)

func main() {
	spendMemory()
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		ends = append(ends, syscall.SIGHUP) // the terminal was closed: what runs without one is to end as well
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: what it touches comes in as parameters.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	return runWith(ctx, schemas.FS, args, in, out, errOut)
}

// runWith is run with another format of what users write.
func runWith(ctx context.Context, format fs.FS, args []string, in io.Reader, out, errOut io.Writer) int {
	environ := os.Environ()
	a := &app{schemas: format, in: in, out: out, err: errOut, now: time.Now, environ: environ, getenv: lookUp(environ)}
	if _, _, terminal := size(errOut); terminal {
		a.canvas = &canvas{f: errOut.(*os.File)}
		a.err = a.canvas
		defer a.canvas.end()
	}
	cmd := a.root()
	cmd.SetArgs(args)
	cmd.SetIn(in)
	cmd.SetOut(out)
	cmd.SetErr(a.err)
	return a.report(ctx, cmd.ExecuteContext(ctx))
}
