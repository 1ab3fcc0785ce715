//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// block is what a page shows to be typed, line by line, and what comes of it.
type block struct {
	page  string
	line  int
	typed []typed
}

type typed struct {
	command string
	shows   string // what stands below a line with a $, or nothing
	prompt  bool
}

// aCommand is the beginning of a line that people type.
var aCommand = regexp.MustCompile(`^(\$ |(bin/)?slipway( |$)|make |git |go |kubectl |docker |tar |curl |cosign |gh |brew |sha256sum )`)

// docsPages are the README and every page below docs/.
func docsPages(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	names := []string{"README.md"}
	err := filepath.WalkDir("../../docs", func(name string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ".md") {
			names = append(names, strings.TrimPrefix(filepath.ToSlash(name), "../../"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return pages
}

// blocks finds what a page shows to be typed: in blocks that are fenced as sh,
// console or text, and in those that are indented.
func blocks(page, text string) (out []block) {
	var lines []string
	fence, start := "", 0
	flush := func(sh bool) {
		b := block{page: page, line: start, typed: commandsIn(lines, sh)}
		if len(b.typed) > 0 {
			out = append(out, b)
		}
		lines = nil
	}
	blank := true
	for i, line := range strings.Split(text, "\n") {
		language, isFence := strings.CutPrefix(line, "```")
		switch {
		case isFence && fence == "":
			flush(false)
			fence, start = "```"+language, i+2
		case isFence:
			if language := fence[3:]; language != "" && language != "sh" && language != "console" && language != "text" {
				lines = nil
			}
			flush(fence == "```sh")
			fence = ""
		case fence != "":
			lines = append(lines, line)
		case strings.HasPrefix(line, "    ") && (blank || lines != nil):
			if lines == nil {
				start = i + 1
			}
			lines = append(lines, line[4:])
		case strings.TrimSpace(line) != "":
			flush(false)
		}
		blank = strings.TrimSpace(line) == ""
	}
	flush(false)
	return out
}

// commandsIn returns the commands among the lines of a block. In sh every line is
// one; elsewhere what follows a line with a $ is what it shows.
func commandsIn(lines []string, sh bool) (out []typed) {
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		for strings.HasSuffix(line, `\`) && i+1 < len(lines) {
			i++
			line = strings.TrimSuffix(line, `\`) + strings.TrimSpace(lines[i])
		}
		command, prompt := strings.CutPrefix(line, "$ ")
		command, _, _ = strings.Cut(command, " #")
		command = strings.TrimSpace(command)
		switch {
		case aCommand.MatchString(line), sh && command != "" && !strings.HasPrefix(command, "#"):
			out = append(out, typed{command: command, prompt: prompt})
		case len(out) > 0 && out[len(out)-1].prompt:
			out[len(out)-1].shows += line + "\n"
		}
	}
	return out
}

// aPlaceholder is what a reader replaces, such as CLUSTER, or chooses, such as [flags].
var aPlaceholder = regexp.MustCompile(` (\[[^\]]*\]|[A-Z]{2,})( |$)`)

// howOf finds the class of a line: the longest beginning that fits.
func howOf(command string) (how, by string) {
	if aPlaceholder.MatchString(command) {
		return shape, ""
	}
	longest := -1
	for _, l := range docsLines {
		fits := command == strings.TrimSpace(l.begins) || strings.HasPrefix(command, strings.TrimSpace(l.begins)+" ")
		if fits && len(l.begins) > longest {
			how, by, longest = l.how, l.by, len(l.begins)
		}
	}
	return how, by
}

// split takes a line with && apart.
func split(line string) []string { return strings.Split(line, " && ") }

// sh runs a line in a folder and returns what it says on both streams.
func sh(dir, line string) (string, error) {
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "SLIPWAY_CACHE="+filepath.Join(dir, ".cache"), "SLIPWAY_STATE="+filepath.Join(dir, ".state"),
		"GITHUB_WORKSPACE=", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
