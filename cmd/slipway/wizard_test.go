//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// whichCapabilities is the question whose options grow with the catalog; those that walk takes are marked by name.
const whichCapabilities = "Which capabilities do the clusters get?"

// walk answers every question of a platform with a bit of everything.
func walk() [][2]string {
	return [][2]string{
		{"What is the platform called?", "acme"},
		{"Which agent reconciles the repository?", down},
		{"Who runs the agent?", ""},
		{"Where does the Git repository live?", "https://git.example.com/acme/platform.git"},
		{"Which branch does the agent follow?", ""},
		{"Which folder of the repository is the platform's?", ""},
		{"Below which domain does each cluster get its own?", "platform.example.com"},
		{"What size is it to be?", ""},
		{whichCapabilities, ""},
		{"Which other components do they get?", ""},
		{"cert-manager, issuer.kind:", down},
		{"cert-manager, issuer.email:", "ops@example.com"},
		{"MetalLB, mode:", ""},
		{"MetalLB, addresses:", "192.0.2.10-192.0.2.20"},
		{"What needs a credential to be read?", " "},
		{"Credential git: for which address?", ""},
		{"Credential git: where do its values come from?", ""},
		{"Credential git, username:", "-"},
		{"Credential git, password:", "GIT_TOKEN"},
		{"What are the clusters called?", "hub, eu-1"},
		{"Cluster hub: what makes it reachable?", down},
		{"Cluster hub: which labels does it carry?", "environment=production"},
		{"Cluster eu-1: what makes it reachable?", ""},
		{"Cluster eu-1: which labels does it carry?", "environment=production, region=eu"},
		{"Cluster eu-1: which kubeconfig context reaches it?", "eu-1"},
		{"Cluster eu-1: at which address does the hub reach it?", "https://eu-1.example.com:6443"},
		{"Write platform.yaml?", ""},
	}
}

// TestTheWizard asks everything, writes what was answered, and replays it. No
// width of a terminal breaks a line in its middle or leaves anything behind.
func TestTheWizard(t *testing.T) {
	var first []byte
	for _, size := range [][2]int{{80, 24}, {60, 24}, {120, 50}} {
		dir := t.TempDir()
		c := open(t, dir, size[0], size[1], "init", "-C", "acme", "--save-answers", "answers.yaml")
		for _, s := range walk() {
			c.sees("? " + s[0][:min(len(s[0]), 40)])
			c.tidy()
			if s[0] == whichCapabilities {
				c.marks("certificates", "ingress", "load-balancer")
			}
			c.types(s[1], enter)
		}
		if code := c.ends(); code != exitDone {
			t.Fatalf("exit code %d:\n%s", code, c.screen())
		}
		c.sees("next: slipway -C acme generate\n      slipway -C acme bootstrap")
		text, err := os.ReadFile(filepath.Join(dir, "acme", "platform.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		}
		if !bytes.Equal(text, first) {
			t.Errorf("another terminal gives another platform:\n%s", text)
		}
		c = open(t, dir, 80, 24, "init", "-C", "replayed", "--answers", "answers.yaml")
		if code := c.ends(); code != exitDone || strings.Contains(c.screen(), "?") {
			t.Errorf("exit code %d, and the screen shows\n%s", code, c.screen())
		}
		again, err := os.ReadFile(filepath.Join(dir, "replayed", "platform.yaml"))
		if err != nil || !bytes.Equal(again, text) {
			t.Errorf("%v: replayed it is\n%s", err, again)
		}
	}
	for _, want := range []string{"name: acme", "agent: flux", "kind: acme\n          email: ops@example.com", "- 192.0.2.10-192.0.2.20", "traefik: {}",
		"password: GIT_TOKEN", "provider: kind", "region: eu", "server: https://eu-1.example.com:6443"} {
		if !strings.Contains(string(first), want) {
			t.Errorf("there is no %q in\n%s", want, first)
		}
	}
}

// tidy holds the screen to lines that begin as those of the wizard do, and in
// which every answered question stands once.
func (c *console) tidy() {
	c.t.Helper()
	begins := regexp.MustCompile(`^($|[✓?>] |  |Enter takes|Shift-Tab goes|Ctrl-C leaves|before the end|The platform|What the pods|Still to be)`)
	seen := map[string]bool{}
	for line := range strings.SplitSeq(c.screen(), "\n") {
		if !begins.MatchString(line) || strings.HasPrefix(line, "✓") && seen[line] {
			c.t.Fatalf("the line %q does not belong on the screen\n%s", line, c.screen())
		}
		seen[line] = true
	}
}

// TestBackAndHelp: an answer that is not good is told and asked again, ? explains,
// and going back takes answers off the screen and proposes them again.
func TestBackAndHelp(t *testing.T) {
	c := open(t, t.TempDir(), 80, 24, "init")
	c.sees("? What is the platform called?")
	c.types(back) // there is nothing before
	c.types("Acme", enter)
	c.sees("✗ must be a DNS label: lower case letters, digits and dashes, at most 40\n  characters (got \"Acme\")")
	c.types("?", enter)
	c.sees("The platform's name, a DNS label such as acme. In platform.yaml it is\n  metadata.name, in a file of answers name.")
	c.types("acme", enter)
	c.sees("? Which agent")
	c.hides("✗", "metadata.name")
	c.types("?")
	c.sees("in a file of answers agent.")
	c.types("flu", enter)
	c.sees("✓ Which agent reconciles the repository?  flux\n? Who runs the agent?")
	c.types(enter, "git@example.com:acme", back, back, back)
	c.sees("? What is the platform called?\n  Enter takes acme\n")
	c.hides("✓", "git@")
	c.types(enter, enter)
	c.sees("✓ Which agent reconciles the repository?  flux\n? Who runs the agent?")
	long := "https://git.example.com/" + strings.Repeat("a-long-name/", 8) + "platform.git"
	c.types(enter, long, back)
	c.sees("✓ Which agent reconciles the repository?  flux\n? Who runs the agent?")
	c.hides("a-long-name")
	c.types(enter, long, enter)
	c.sees("? Which branch")
	c.tidy()
	c.types("main..x", enter)
	c.sees("✗ must be a branch")
	c.types(back, enter)
	c.sees("? Which branch does the agent follow?\n  Enter takes main\n")
	c.tidy()
	c.types(ctrlC)
	if code := c.ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

// TestBackFromTheSummary: what has scrolled away is shown anew.
func TestBackFromTheSummary(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, 80, 24, "init", "--name", "acme", "--repository", "https://git.example.com/acme/platform.git")
	c.sees("? Which agent")
	c.types(strings.Repeat(enter, 4), "platform.example.com", strings.Repeat(enter, 9))
	c.sees("? Write platform.yaml?")
	c.types(down, enter)
	c.sees("✓ Cluster hub: which labels does it carry?  none\n? Cluster hub: which kubeconfig context reaches it?")
	c.tidy()
	c.hides("The platform acme")
	c.types("kind-hub", enter)
	c.sees("? Write platform.yaml?")
	c.types(back, enter)
	c.sees("? Write platform.yaml?")
	c.types(down, down, enter)
	if code := c.ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	c.sees("nothing was written")
	c.left(dir)
}

// TestCtrlCLeavesNothing behind, at whichever question, nor does the end of input.
// Keys that are typed ahead are not lost.
func TestCtrlCLeavesNothing(t *testing.T) {
	given := []string{"init", "-C", "acme", "--save-answers", "answers.yaml", "--domain", "example.com", "--repository", "https://git.example.com/a.git"}
	const questions = 13
	for n := range questions + 1 { // the last is whether to write
		leave := []string{ctrlC, ctrlD}[n%2]
		dir := t.TempDir()
		c := open(t, dir, 80, 60, given...)
		c.sees("? What is the platform called?")
		if n > 0 {
			c.types("acme", strings.Repeat(enter, n))
		}
		c.types(leave)
		if code := c.ends(); code != exitInterrupted {
			t.Errorf("after %d questions: exit code %d", n, code)
		}
		if got := strings.Count(c.screen(), "✓"); got != n || strings.Contains(c.screen(), "The platform acme") != (n == questions) {
			t.Errorf("after %d questions: %d were answered:\n%s", n, got, c.screen())
		}
		c.left(dir)
	}
}

// TestASignalGivesTheTerminalBack as it was.
func TestASignalGivesTheTerminalBack(t *testing.T) {
	dir := t.TempDir()
	c := open(t, dir, 80, 24, "init")
	c.sees("? What is the platform called?")
	raw, err := unix.IoctlGetTermios(int(c.tty.Fd()), ioctlTermios)
	if err != nil || raw.Lflag&unix.ECHO != 0 {
		t.Fatalf("the terminal shows what is typed by itself: %v", err)
	}
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := c.ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
	after, err := unix.IoctlGetTermios(int(c.tty.Fd()), ioctlTermios)
	if err != nil || after.Lflag&unix.ECHO == 0 || after.Oflag&unix.OPOST == 0 {
		t.Errorf("the terminal is %+v, %v", after, err)
	}
	c.left(dir)
}

// TestAMuteTerminal: one that does not say where its cursor is will do.
func TestAMuteTerminal(t *testing.T) {
	c := start(t, nil, t.TempDir(), 80, 24, true, "init")
	c.answers([2]string{"What is the platform called?", "acme"}, [2]string{"Which agent", down}, [2]string{"Who runs", ""})
	c.sees("✓ Who runs the agent?  hub\n? Where does the Git repository live?")
	c.tidy()
	c.types(ctrlC)
	if code := c.ends(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

// TestNoColour: colours are left out where NO_COLOR or a flag says so.
func TestNoColour(t *testing.T) {
	colours := regexp.MustCompile(`\x1b\[[0-9;]+m`)
	for _, c := range []struct {
		env, flag string
		want      bool
	}{{"NO_COLOR=", "-q", true}, {"NO_COLOR=1", "-q", false}, {"NO_COLOR=", "--no-color", false}} {
		on := openWith(t, []string{c.env}, t.TempDir(), 80, 24, "init", c.flag)
		on.sees("? What is the platform called?")
		on.types("Acme", enter)
		on.sees("✗ must be")
		on.types("?", enter, "acme", enter)
		on.sees("? Which agent")
		on.types(ctrlC)
		on.ends()
		if got := colours.MatchString(on.sent()); got != c.want {
			t.Errorf("%s %s: colours are %t", c.env, c.flag, got)
		}
	}
}

// TestWhatIsGivenIsNotAsked: flags answer questions, and of a file's missing
// answers only those are asked for that have no default.
func TestWhatIsGivenIsNotAsked(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "answers.yaml"), []byte("agent: flux\nrepository.url: https://git.example.com/a.git\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, dir, 80, 50, "init", "--answers", "answers.yaml", "--name", "acme")
	c.answers([2]string{"Below which domain", "example.com"}, [2]string{"Write platform.yaml?", ""})
	if code := c.ends(); code != exitDone || strings.Count(c.screen(), "✓") != 1 {
		t.Errorf("exit code %d:\n%s", code, c.screen())
	}
	c = open(t, dir, 80, 24, "init")
	if code := c.ends(); code != exitFailed || strings.Contains(c.screen(), "?") {
		t.Errorf("exit code %d:\n%s", code, c.screen())
	}
	if told := strings.Join(strings.Fields(c.screen()), " "); !strings.Contains(told, "platform.yaml exists already; change it, or choose another folder with --directory") {
		t.Errorf("it says %s", told)
	}
	c = open(t, dir, 80, 24, "init", "-C", "all", "--name", "a", "--domain", "example.com", "--repository", "https://git.example.com/a.git")
	if code := c.ends(); code != exitDone || strings.Contains(c.screen(), "?") {
		t.Errorf("exit code %d:\n%s", code, c.screen())
	}
	c = open(t, dir, 80, 24, "init", "-C", "wrong", "--name", "Acme!")
	if code := c.ends(); code != exitUsage || strings.Contains(c.screen(), "? ") {
		t.Errorf("exit code %d:\n%s", code, c.screen())
	}
	c = openWith(t, []string{"TERM=dumb"}, dir, 80, 24, "init", "-C", "dumb")
	if code := c.ends(); code != exitUsage || !strings.Contains(c.screen(), "name: is not answered") {
		t.Errorf("exit code %d:\n%s", code, c.screen())
	}
}
