package gitweb

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
)

const (
	mostFile    = 512 << 10 // bytes
	mostEntries = 2000
	looked      = 8000 // bytes, in which a NUL makes a file binary, as for git
)

// entry is what stands in a folder. URL is empty for what cannot be opened.
type entry struct{ Name, Kind, Size, URL, hash string }

// crumb is one folder on the way to what is shown.
type crumb struct{ Name, URL string }

// files shows a folder or a file of a commit.
func (web *web) files(r *http.Request) (string, any, string, error) {
	repo, err := web.open(r.PathValue("name"))
	if err != nil {
		return "", nil, "", err
	}
	ctx, commit, path := r.Context(), r.PathValue("commit"), strings.TrimSuffix(r.PathValue("path"), "/")
	if !repo.exists(ctx, commit) {
		return "", nil, "", errNotFound
	}
	base := "/" + repo.name + "/files/" + commit + "/"
	data := map[string]any{"Title": cmp.Or(path, repo.name), "Repository": repo.name, "Commit": commit, "Short": commit[:8], "Crumbs": crumbs(base, path)}
	at := entry{Kind: "tree", hash: commit}
	if path != "" {
		if at, err = repo.find(ctx, commit, path); err != nil {
			return "", nil, "", err
		}
	}
	if at.Kind != "tree" {
		return "file.html", data, "", repo.read(ctx, at, data)
	}
	if path != "" {
		base += pathURL(path) + "/"
	}
	return "folder.html", data, "", repo.list(ctx, at.hash, base, data)
}

func crumbs(base, path string) []crumb {
	out := []crumb{{"files", base}}
	if path == "" {
		return out
	}
	parts := strings.Split(path, "/")
	for i, name := range parts {
		out = append(out, crumb{name, base + pathURL(strings.Join(parts[:i+1], "/"))})
	}
	return out
}

// find looks a path up by its bytes.
func (r repository) find(ctx context.Context, commit, path string) (entry, error) {
	out, _, err := r.git(ctx, mostText, "ls-tree", "-z", "-l", "--full-tree", commit, "--", path)
	if err != nil {
		return entry{}, errNotFound
	}
	for _, e := range entries(out) {
		if e.Name == path && e.hash != "" {
			return e, nil
		}
	}
	return entry{}, errNotFound
}

func (r repository) list(ctx context.Context, hash, base string, data map[string]any) error {
	out, cut, err := r.git(ctx, mostText, "ls-tree", "-z", "-l", hash)
	if err != nil {
		return err
	}
	all := entries(out)
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(b.Kind, a.Kind) }) // folders before files
	data["Cut"] = cut || len(all) > mostEntries
	all = all[:min(len(all), mostEntries)]
	for i := range all {
		if all[i].Kind != "commit" {
			all[i].URL = base + pathURL(all[i].Name)
		}
	}
	data["Entries"] = all
	return nil
}

// entries reads what ls-tree -z -l says: mode, kind, hash and size, then the name.
func entries(out []byte) []entry {
	var all []entry
	for record := range strings.SplitSeq(string(out), "\x00") {
		about, name, ok := strings.Cut(record, "\t")
		words := strings.Fields(about)
		if !ok || len(words) != 4 {
			continue
		}
		all = append(all, entry{Name: name, Kind: words[1], hash: words[2], Size: strings.TrimPrefix(words[3], "-")})
	}
	return all
}

func (r repository) read(ctx context.Context, e entry, data map[string]any) error {
	data["Size"] = e.Size
	if e.Kind != "blob" {
		return errNotFound // a commit of another repository
	}
	text, cut, err := r.git(ctx, mostFile, "cat-file", "blob", e.hash)
	if err != nil {
		return err
	}
	if bytes.IndexByte(text[:min(len(text), looked)], 0) >= 0 {
		data["Binary"] = true
		return nil
	}
	var lines []string
	for l := range strings.Lines(string(text)) {
		lines = append(lines, clip(strings.TrimSuffix(strings.TrimSuffix(l, "\n"), "\r")))
	}
	data["Lines"], data["Cut"] = lines[:min(len(lines), mostLines)], cut || len(lines) > mostLines
	return nil
}
