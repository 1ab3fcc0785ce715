package git

import (
	"os"
	"path"
	"path/filepath"
	"strings"
)

type verdict int

// The verdicts of go-git's patterns, by value.
const (
	noMatch verdict = iota
	exclude
	include
)

type ignoreRule func(path []string, dir bool) verdict

// ignore answers what git's ignore files exclude. It reads only those on the way to the paths it is asked about, because
// reading all of them means walking the whole work tree.
type ignore struct {
	root  string
	first []ignoreRule            // the user's and the repository's own, the weakest
	cache map[string][]ignoreRule // by folder
}

func newIgnore(root, gitDir, excludesFile string) *ignore {
	ig := &ignore{root: root, cache: map[string][]ignoreRule{}}
	for _, file := range []string{userFile(excludesFile, "ignore"), filepath.Join(commonDir(gitDir), "info", "exclude")} {
		ig.first = append(ig.first, readRules(file, nil)...)
	}
	return ig
}

// userFile is what the configuration names, or git's default for it.
func userFile(configured, name string) string {
	home, _ := os.UserHomeDir()
	if rest, ok := strings.CutPrefix(configured, "~/"); ok {
		return filepath.Join(home, rest)
	}
	if configured != "" {
		return configured
	}
	config := os.Getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(home, ".config")
	}
	return filepath.Join(config, "git", name)
}

// readRules reads an ignore file; one that is missing or unreadable has no rules, as in git.
func readRules(file string, folder []string) []ignoreRule {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	var lines []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return ignoreRules(lines, folder)
}

// excludes tells whether git would ignore the file p, itself or with one of its folders.
func (ig *ignore) excludes(p string) bool {
	parts := strings.Split(p, "/")
	for n := 1; n <= len(parts); n++ {
		if ig.decide(parts[:n], n < len(parts)) == exclude {
			return true
		}
	}
	return false
}

func (ig *ignore) decide(parts []string, dir bool) verdict {
	last := noMatch
	apply := func(rules []ignoreRule) {
		for _, rule := range rules {
			if v := rule(parts, dir); v != noMatch {
				last = v
			}
		}
	}
	apply(ig.first)
	for n := range parts { // from the root down: the nearest file has the last word
		apply(ig.rules(parts[:n]))
	}
	return last
}

func (ig *ignore) rules(folder []string) []ignoreRule {
	key := path.Join(folder...)
	rules, ok := ig.cache[key]
	if !ok {
		rules = readRules(filepath.Join(ig.root, filepath.FromSlash(key), ".gitignore"), folder)
		ig.cache[key] = rules
	}
	return rules
}
