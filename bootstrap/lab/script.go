package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/exercise"
)

// Solve runs the script that solves the exercise which is under way. Nobody can take that back meanwhile.
func (l *Lab) Solve(ctx context.Context, name string, out io.Writer) (*exercise.Exercise, error) {
	_, unlock, err := l.underWay()
	if err != nil {
		return nil, err
	}
	defer unlock()
	e, a, err := l.started(name)
	if err != nil {
		return nil, err
	}
	return e, l.run(ctx, e, exercise.Script, a, out)
}

// run runs a script of the exercise with bash, in the workspace, as a participant
// would type it: with slipway, kubectl and git on PATH, and the lab's clusters.
func (l *Lab) run(ctx context.Context, e *exercise.Exercise, script string, a *attempt, out io.Writer) error {
	data, err := fs.ReadFile(e.Folder, script)
	if err != nil {
		return err
	}
	environ, err := l.environment(ctx, a)
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", string(data)) // #nosec G204 -- a script of the program's own
	cmd.Dir, cmd.Env = l.Dir, environ
	both := io.MultiWriter(out, &said) // one for both, so that one goroutine writes to it
	cmd.Stdout, cmd.Stderr = both, both
	if err := local.RunGroup(ctx, cmd); err != nil {
		return fmt.Errorf("run %s of exercise %s: %w\n%s", script, e.Name, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// environment is the user's, and what a participant's shell has besides.
func (l *Lab) environment(ctx context.Context, a *attempt) ([]string, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	kubectl, err := bootstrap.Kubectl(ctx)
	if err != nil {
		return nil, err
	}
	bin := filepath.Join(l.state, "bin")
	for name, program := range map[string]string{"slipway": self, "kubectl": kubectl} {
		if err := link(program, filepath.Join(bin, name)); err != nil {
			return nil, err
		}
	}
	return slices.Concat(l.Environ, unsigned(os.Getenv("GIT_CONFIG_COUNT")), []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"),
		"KUBECONFIG=" + l.kubeconfigs(a),
		"SLIPWAY_STATE=" + filepath.Dir(l.state),
		// What a setup or a clean-up has to know of the lab: where its repositories are, and with which commit and which agent
		// it began.
		"SLIPWAY_LAB_GIT=" + filepath.Dir(a.Served), "SLIPWAY_LAB_START=" + a.start(), "SLIPWAY_LAB_AGENT=" + a.Agent,
		"GIT_AUTHOR_NAME=Participant", "GIT_AUTHOR_EMAIL=participant@localhost",
		"GIT_COMMITTER_NAME=Participant", "GIT_COMMITTER_EMAIL=participant@localhost",
	}), nil
}

// unsigned is the environment in which git asks nobody to sign or to approve what a script commits, whatever the
// participant's configuration says. Count is how many settings the environment holds already.
func unsigned(count string) (environ []string) {
	n, _ := strconv.Atoi(count) // git refuses what is no number
	for _, setting := range []struct{ key, value string }{{"commit.gpgSign", "false"}, {"tag.gpgSign", "false"}, {"core.hooksPath", os.DevNull}} {
		environ = append(environ, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, setting.key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, setting.value))
		n++
	}
	return append(environ, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n))
}

// kubeconfigs are those of all clusters of the lab, first that of the cluster
// that runs the agent: it is the one that kubectl takes.
func (l *Lab) kubeconfigs(a *attempt) string {
	found, _ := filepath.Glob(kubeconfigIn(l.state, "*")) // the pattern is well formed
	host := kubeconfigIn(l.state, a.Host)
	found = slices.DeleteFunc(found, func(f string) bool { return f == host })
	return strings.Join(append([]string{host}, found...), string(os.PathListSeparator))
}

func link(to, at string) error {
	if now, err := os.Readlink(at); err == nil && now == to {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return fmt.Errorf("prepare PATH: %w", err)
	}
	if err := os.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("prepare PATH: %w", err)
	}
	if err := os.Symlink(to, at); err != nil {
		return fmt.Errorf("prepare PATH: %w", err)
	}
	return nil
}
