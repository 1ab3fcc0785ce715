//go:build unix

package main

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestThreeMinutesToARepository answers only what has no default, holds
// docs/wizard.md to what the terminal shows, and counts what there is to read and
// to type from git clone to the generated repository.
func TestThreeMinutesToARepository(t *testing.T) {
	needed := map[string]string{
		"What is the platform called?":                      "acme",
		"Where does the Git repository live?":               "https://git.example.com/acme/platform.git",
		"Below which domain does each cluster get its own?": "platform.example.com",
		"Cluster hub: which kubeconfig context reaches it?": "kind-acme",
	}
	dir := t.TempDir()
	c := open(t, dir, 80, 100, "init", "-C", "acme")
	cost := &effort{}
	for last := ""; !strings.Contains(last, "? Write platform.yaml?"); {
		last = c.settled(last)
		name, _, _ := strings.Cut(strings.TrimPrefix(last, "? "), "\n")
		answer := needed[strings.TrimSpace(name)]
		cost.asks(last, answer)
		c.types(answer, enter)
	}
	if code := c.ends(); code != exitDone {
		t.Fatalf("exit code %d:\n%s", code, c.screen())
	}
	c.sees("acme bootstrap")
	shown := map[string]string{"quick": "$ slipway init -C acme\n" + strings.ReplaceAll(c.screen(), c.cmd.Dir+"/", "")}
	generate := exec.Command("slipway", "-C", "acme", "generate")
	generate.Dir = dir
	out, err := generate.CombinedOutput()
	if err != nil {
		t.Errorf("generate: %v\n%s", err, out)
	}
	shown["generated"] = "$ slipway -C acme generate\n" + strings.TrimRight(string(out), "\n")
	_, summary, _ := strings.Cut(shown["quick"], "\nThe platform acme\n")
	lines := strings.Split(shown["generated"], "\n")
	cost.reads(summary + lines[len(lines)-1]) // nobody reads the paths one by one
	holds(t, "../../docs/wizard.md", shown)
	cost.holds(t, docsPages(t)["docs/wizard.md"])
}

// effort is what somebody reads and types from git clone to a repository.
type effort struct{ words, keys int }

func (e *effort) reads(text string) {
	e.words += len(regexp.MustCompile(`[\pL\d][^\s]*`).FindAllString(text, -1))
}

// asks counts a question with everything that it shows, and its answer.
func (e *effort) asks(question, answer string) {
	e.reads(question)
	e.keys += strings.Count(answer, down) + len(strings.ReplaceAll(answer, down, "")) + len(enter)
}

// holds a page to the figures that it tells, and these to three minutes for
// somebody who reads 230 words and presses 200 keys a minute, as most do.
func (e *effort) holds(t *testing.T, page string) {
	t.Helper()
	first := blocks("", page)[0]
	e.keys += len(first.typed) * len("cv\r") // copied, pasted, Enter
	for _, line := range first.typed {
		e.reads(line.command)
	}
	m := regexp.MustCompile(`about (\d+) words to read and (\d+) keys to press`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("docs/wizard.md does not tell how much there is to read and to type")
	}
	for i, is := range []int{e.words, e.keys} {
		if told, _ := strconv.Atoi(m[i+1]); told < is*9/10 || told > is*11/10 {
			t.Errorf("docs/wizard.md tells %s, and it is %d words and %d keys", m[0], e.words, e.keys)
		}
	}
	if minutes := float64(e.words)/230 + float64(e.keys)/200; minutes > 3 {
		t.Errorf("from git clone to a repository it takes %.1f minutes to read %d words and to press %d keys", minutes, e.words, e.keys)
	}
}

// settled is the question that is asked after another, when all of it is shown.
func (c *console) settled(before string) string {
	c.t.Helper()
	was := before
	for range 500 {
		time.Sleep(30 * time.Millisecond)
		is := c.question()
		if is == was && is != before && strings.HasPrefix(is, "? ") {
			return is
		}
		was = is
	}
	c.t.Fatalf("nothing is asked; the screen shows\n%s", c.screen())
	return ""
}
