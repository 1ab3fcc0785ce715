//go:build unix

package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestEveryPageIsInTheSite: a page that is not in mkdocs.yml's nav is found by nobody.
func TestEveryPageIsInTheSite(t *testing.T) {
	text, err := os.ReadFile("../../mkdocs.yml")
	if err != nil {
		t.Fatal(err)
	}
	var site struct{ Nav []any }
	if err := yaml.Unmarshal(text, &site); err != nil {
		t.Fatal(err)
	}
	listed := leaves(site.Nav)
	for page := range docsPages(t) {
		if name, inDocs := strings.CutPrefix(page, "docs/"); inDocs && !slices.Contains(listed, name) {
			t.Errorf("%s is not in mkdocs.yml: add it below nav, as a line of: Title: %s", page, name)
		}
	}
	for _, name := range listed {
		if _, err := os.Stat(filepath.Join("../../docs", name)); err != nil {
			t.Errorf("mkdocs.yml: %v", err)
		}
	}
}

// leaves are the pages of a nav, however deep.
func leaves(nav any) (pages []string) {
	switch v := nav.(type) {
	case string:
		return []string{v}
	case []any:
		for _, item := range v {
			pages = append(pages, leaves(item)...)
		}
	case map[string]any:
		for _, item := range v {
			pages = append(pages, leaves(item)...)
		}
	}
	return pages
}

var (
	aLink    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	aBlock   = regexp.MustCompile("(?s)\n```.*?\n```")
	aHeading = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
	aQuote   = regexp.MustCompile("(?s)\n```.*?\n```|`[^`\n]*`")
	aMark    = regexp.MustCompile("[^a-z0-9 _-]")
)

// TestEveryLinkLeadsSomewhere: relative links, to files and to headings in them.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	pages := docsPages(t)
	found := 0
	for page, text := range pages {
		for _, m := range aLink.FindAllStringSubmatch(aQuote.ReplaceAllString(text, ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			found++
			file, anchor, _ := strings.Cut(m[1], "#")
			target := page
			if file != "" {
				target = path.Join(path.Dir(page), file)
			}
			there, isPage := pages[target]
			if _, err := os.Stat(filepath.Join("../..", target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", page, m[1])
			}
			if anchor != "" && isPage && !slices.Contains(anchors(there), anchor) {
				t.Errorf("%s links to %s, and there is no such heading", page, m[1])
			}
			if strings.HasPrefix(page, "docs/") && !strings.HasPrefix(target, "docs/") {
				t.Errorf("%s links to %s, which is not in the site: write the address at the forge", page, m[1])
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d links were found", found)
	}
}

// anchors are a page's headings as the forge and the site call them.
func anchors(text string) (out []string) {
	for _, m := range aHeading.FindAllStringSubmatch(aBlock.ReplaceAllString(text, ""), -1) {
		out = append(out, strings.ReplaceAll(aMark.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return out
}

// TestTheDocsAreInPlainEnglish: no dash that joins half sentences, and one title.
func TestTheDocsAreInPlainEnglish(t *testing.T) {
	for page, text := range docsPages(t) {
		if strings.Contains(text, "\u2014") || strings.Contains(text, " \u2013 ") {
			t.Errorf("%s has a dash that joins half sentences: make two of it", page)
		}
		if !strings.HasPrefix(text, "# ") {
			t.Errorf("%s does not begin with its title", page)
		}
		if titles := regexp.MustCompile(`(?m)^# `).FindAllString(aQuote.ReplaceAllString(text, ""), -1); len(titles) != 1 {
			t.Errorf("%s has %d titles", page, len(titles))
		}
	}
}
