package gitweb

import (
	"net/http"
	"strings"
)

const (
	mostDiff   = 4 << 20 // bytes
	mostLines  = 5000
	mostOfFile = 300 // lines: one long file hides no other
	mostBody   = 64 << 10
)

// line is one of a diff, and what it is: file, place, added, removed, or nothing.
type line struct{ Kind, Text string }

// commit shows one with what it changes, against its first parent.
func (web *web) commit(r *http.Request) (string, any, string, error) {
	repo, err := web.open(r.PathValue("name"))
	if err != nil {
		return "", nil, "", err
	}
	ctx, hash := r.Context(), r.PathValue("commit")
	if !repo.exists(ctx, hash) {
		return "", nil, "", errNotFound
	}
	out, _, err := repo.git(ctx, mostBody, "show", "--no-patch", "--format=tformat:%P%x00%an%x00%ae%x00%aI%x00%s%x00%b%x00", "--end-of-options", hash)
	if err != nil {
		return "", nil, "", err
	}
	about := records(append(out, make([]byte, 6)...), 6)[0] // a body that was cut has no end
	diff, cut, err := repo.git(ctx, mostDiff, "diff-tree", "--patch", "--root", "--no-commit-id", "--find-renames", "--no-ext-diff", "--no-textconv", "--no-color",
		"--diff-merges=first-parent", "--end-of-options", hash)
	if err != nil {
		return "", nil, "", err
	}
	lines := diffLines(string(diff))
	return "commit.html", map[string]any{
		"Title": clip(about[4]), "Repository": repo.name, "Hash": hash, "Parents": strings.Fields(about[0]),
		"Author": clip(about[1]), "Email": clip(about[2]), "When": when(about[3]), "Body": bodyLines(about[5]),
		"Lines": lines[:min(len(lines), mostLines)], "Cut": cut || len(lines) > mostLines,
	}, "", nil
}

func bodyLines(text string) []string {
	var out []string
	for l := range strings.Lines(strings.TrimSpace(text)) {
		out = append(out, clip(strings.TrimRight(l, "\r\n")))
	}
	return out
}

// diffLines tells what each line of a patch is, and leaves out the end of what a
// long file has.
func diffLines(patch string) []line {
	var out []line
	inside, ofFile := false, 0
	for text := range strings.SplitSeq(strings.TrimSuffix(patch, "\n"), "\n") {
		var kind string
		if kind, inside = kindOf(text, inside); kind == "file" {
			ofFile = 0
		}
		ofFile++
		switch {
		case text == "" || ofFile > mostOfFile+1:
		case ofFile > mostOfFile:
			out = append(out, line{"place", "… more of this file than a page shows"})
		default:
			out = append(out, line{kind, clip(text)})
		}
	}
	return out
}

// kindOf is what a line is. Between a file's name and the first place, lines are
// about the file; inside is whether that is over.
func kindOf(text string, inside bool) (kind string, nowInside bool) {
	switch {
	case strings.HasPrefix(text, "diff --git "):
		return "file", false
	case strings.HasPrefix(text, "@@ "):
		return "place", true
	case !inside:
		return "about", false
	case strings.HasPrefix(text, "+"):
		return "added", true
	case strings.HasPrefix(text, "-"):
		return "removed", true
	}
	return "", true
}
