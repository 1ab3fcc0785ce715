package credential

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// fromHelper asks git's credential helpers as git does: the address goes to
// git's standard input, and what comes back is read from its output. Helpers
// are the user's own, so git has the user's environment; it does not ask on the
// terminal itself.
func (r *Reader) fromHelper(ctx context.Context, c platform.Credential, v Value) (Value, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return v, errors.New("its address is not one")
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return v, errors.New("gitCredentialHelper needs the program git, which is not on PATH; install it, or take the values from env or file")
	}
	request := fmt.Sprintf("protocol=%s\nhost=%s\npath=%s\n", u.Scheme, u.Host, strings.TrimPrefix(u.Path, "/"))
	if v.Username != "" {
		request += "username=" + v.Username + "\n"
	}
	cmd := exec.CommandContext(ctx, git, "credential", "fill") // #nosec G204 -- fixed arguments
	cmd.Dir, cmd.Env = r.Dir, append(slices.Clone(r.Environ), "GIT_TERMINAL_PROMPT=0")
	cmd.Stdin = strings.NewReader(request + "\n")
	var out bytes.Buffer
	cmd.Stdout = &out // its errors are not shown: a helper may put anything into them
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return v, ctx.Err()
		}
		return v, fmt.Errorf("git has none for %s; let git read from there once, or set one up (git help credentials)", c.URL)
	}
	for line := range strings.Lines(out.String()) {
		switch key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "="); key {
		case "username":
			v.Username = value
		case "password":
			v.Password = value
		}
	}
	if v.Password == "" {
		return v, fmt.Errorf("git's credential helper gave no password for %s", c.URL)
	}
	return v, nil
}
