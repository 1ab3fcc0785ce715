package e2e

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestTheDocsTellWhatCredentialsComeTo: every key of an agent's Git Secret and
// every object that holds a private authority stand in docs/credentials.md.
func TestTheDocsTellWhatCredentialsComeTo(t *testing.T) {
	text, err := os.ReadFile("../docs/credentials.md")
	if err != nil {
		t.Fatal(err)
	}
	agents, err := generator.Agents(sources(t), "hub")
	if err != nil {
		t.Fatal(err)
	}
	for _, agent := range agents {
		words := []string{agent.GitSecret.Name}
		for key := range agent.GitSecret.Data {
			if key != "type" {
				words = append(words, key)
			}
		}
		for _, s := range append(agent.CASecrets, agent.ChartSecret, agent.OCISecret, agent.ManifestsSecret) {
			words = append(words, strings.NewReplacer("ca-$name", "ca-<name>", "$name", "<id>").Replace(s.Name))
		}
		for _, word := range words {
			if !strings.Contains(string(text), "`"+word+"`") {
				t.Errorf("docs/credentials.md does not name %s of %s", word, agent.Title)
			}
		}
	}
}

// TestKnownProblemsNameTestsThatExist holds the answers of docs/known-problems.md
// to tests and scripts by their names.
func TestKnownProblemsNameTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../docs/known-problems.md")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		all.Write(source)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test[A-Za-z]+)(/([a-z]+))?`").FindAllStringSubmatch(string(text), -1)
	for _, m := range named {
		if !strings.Contains(all.String(), "\nfunc "+m[1]+"(t *testing.T) {") {
			t.Errorf("there is no %s", m[1])
		}
		if script := m[3]; script != "" {
			if _, err := os.Stat("../cmd/slipway/testdata/script/" + script + ".txtar"); err != nil {
				t.Error(err)
			}
		}
	}
	if len(named) < 30 {
		t.Errorf("only %d tests are named", len(named))
	}
}

// TestTheReadmeTellsEveryLimit holds its list of what agents cannot express to
// their folders: each says all of its own, and no more.
func TestTheReadmeTellsEveryLimit(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, list, ok := strings.Cut(string(text), "### What an agent cannot express\n")
	if !ok {
		t.Fatal("there is no list")
	}
	list, _, _ = strings.Cut(list, "\n#")
	agents, err := generator.Agents(sources(t), "hub")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, agent := range agents {
		_, of, _ := strings.Cut(list, "**"+agent.Title+"**")
		of, _, _ = strings.Cut(of, "**")
		of = strings.Join(strings.Fields(of), " ")
		for _, l := range agent.Limits {
			if !strings.Contains(of+" - ", "- "+l.What+"; "+l.Instead+" - ") {
				t.Errorf("README.md does not tell of %s: %s: %s", agent.Title, l.What, l.Instead)
			}
		}
		told += len(agent.Limits)
	}
	if lines := strings.Count(list, "\n- "); lines != told {
		t.Errorf("README.md tells %d limits, and there are %d", lines, told)
	}
}
