package branches

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/apiversion"
	"github.com/slipway-platform/slipway/generator/dora"
)

// BenchmarkReport is 2,000 commits of a platform of 100 clusters in three rings: each changes a component in one ring or all,
// and the input.
func BenchmarkReport(b *testing.B) {
	dir := b.TempDir()
	input := strings.NewReplacer("AGENT", "argocd", "TOPOLOGY", "hub", "CREDENTIAL", ", credentials: {secretRef: {name: x}}").Replace(begin)
	for i := range 97 {
		input += fmt.Sprintf("    - {name: c-%d, labels: {region: r%d, ring: %s}, server: \"https://c-%d.example.com:6443\", credentials: {secretRef: {name: x}}}\n", i, i%5, []string{"canary", "none"}[i%2], i)
	}
	put(b, dir, "platform.yaml", input)
	changes, err := generator.Plan(sources(b), dir, generator.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := changes.Apply(b.Context()); err != nil {
		b.Fatal(err)
	}
	manyCommits(b, dir, input, 2000)
	p, err := generator.Load(sources(b), dir)
	if err != nil {
		b.Fatal(err)
	}
	agents, err := generator.Agents(sources(b), p.Topology)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		past, err := Read(dir, p, agents, apiversion.Table{}, Period{Since: func(until time.Time) time.Time { return until.AddDate(-10, 0, 0) }})
		if err != nil {
			b.Fatal(err)
		}
		if r := dora.Of(past.History, dora.Options{Since: past.Since, Until: past.Until}); r.Measures.Frequency.Deployments != 2000 {
			b.Fatal(r.Measures.Frequency.Deployments)
		}
	}
}

func put(b *testing.B, dir, name, text string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
}

// manyCommits commits what is there, and then changes it again and again, as git's importer takes it.
func manyCommits(b *testing.B, dir, input string, n int) {
	b.Helper()
	git := func(stdin string, args ...string) {
		b.Helper()
		cmd := exec.CommandContext(b.Context(), "git", args...)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(stdin)
		cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com",
			"GIT_AUTHOR_DATE=2025-01-01T00:00:00Z", "GIT_COMMITTER_DATE=2025-01-01T00:00:00Z")
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("", "init", "-q", "-b", "main")
	git("", "add", "-A")
	git("", "commit", "-q", "-m", "begin")
	components := []string{"cert-manager", "reloader"}
	var stream bytes.Buffer
	from := "from refs/heads/main^0\n"
	for i := range n {
		values := "gitops/components/" + components[i%2] + "/base/values.yaml"
		old, err := os.ReadFile(filepath.Join(dir, values))
		if err != nil {
			b.Fatal(err)
		}
		at := 1735689600 + (i+1)*4000
		subject := fmt.Sprintf("Change %d", i)
		fmt.Fprintf(&stream, "commit refs/heads/main\nauthor a <a@example.com> %d +0000\ncommitter a <a@example.com> %d +0000\ndata %d\n%s\n%s", at-600, at, len(subject), subject, from)
		from = ""
		for name, text := range map[string]string{values: fmt.Sprintf("%s\nchange: %d\n", old, i), "platform.yaml": fmt.Sprintf("%s# %d\n", input, i)} {
			fmt.Fprintf(&stream, "M 100644 inline %s\ndata %d\n%s\n", name, len(text), text)
		}
	}
	git(stream.String(), "fast-import", "--quiet")
}
