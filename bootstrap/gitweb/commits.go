package gitweb

import (
	"context"
	"net/http"
	"os"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
)

const (
	commitsOnPage = 50
	mostBranches  = 50
	mostText      = 1 << 20 // bytes of a list
)

// summary is a commit in a list.
type summary struct{ Hash, Short, When, Author, Subject string }

type branch struct{ Name, Commit string }

// repositories lists them; where there is one, it is shown at once.
func (web *web) repositories(*http.Request) (string, any, string, error) {
	entries, err := os.ReadDir(web.root)
	if err != nil {
		return "", nil, "", errNotFound
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".git"); ok && gitserver.ValidName(name) {
			names = append(names, name)
		}
	}
	if len(names) == 1 {
		return "", nil, "/" + names[0] + "/", nil
	}
	return "repositories.html", map[string]any{"Title": "Repositories", "Names": names}, "", nil
}

// commits lists those of the branch that is checked out by default, or of one that is named.
func (web *web) commits(r *http.Request) (string, any, string, error) {
	repo, err := web.open(r.PathValue("name"))
	if err != nil {
		return "", nil, "", err
	}
	ctx := r.Context()
	data := map[string]any{"Title": repo.name, "Repository": repo.name}
	branches, err := repo.branches(ctx)
	if err != nil {
		return "", nil, "", err
	}
	data["Branches"] = branches
	from := r.URL.Query().Get("from")
	if from == "" {
		from = repo.head(ctx)
	}
	if from == "" {
		return "commits.html", data, "", nil // nothing was pushed yet
	}
	if !repo.exists(ctx, from) {
		return "", nil, "", errNotFound
	}
	data["Head"] = from
	list, err := repo.log(ctx, from, commitsOnPage+1)
	if err != nil {
		return "", nil, "", err
	}
	if len(list) > commitsOnPage {
		data["Older"] = list[commitsOnPage].Hash
		list = list[:commitsOnPage]
	}
	data["Commits"] = list
	return "commits.html", data, "", nil
}

// head is the commit of the default branch; empty where there is none yet.
func (r repository) head(ctx context.Context) string {
	out, _, err := r.git(ctx, 100, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func (r repository) branches(ctx context.Context) ([]branch, error) {
	out, _, err := r.git(ctx, mostText, "for-each-ref", "--count=50", "--format=%(refname:short)%00%(objectname)%00", "refs/heads")
	if err != nil {
		return nil, err
	}
	var all []branch
	for _, f := range records(out, 2) {
		all = append(all, branch{f[0], f[1]})
	}
	return all[:min(len(all), mostBranches)], nil
}

func (r repository) log(ctx context.Context, from string, most int) ([]summary, error) {
	out, _, err := r.git(ctx, mostText, "log", "--max-count="+itoa(most), "--format=tformat:%H%x00%aI%x00%an%x00%s%x00", "--end-of-options", from, "--")
	if err != nil {
		return nil, err
	}
	var all []summary
	for _, f := range records(out, 4) {
		all = append(all, summary{Hash: f[0], Short: f[0][:8], When: when(f[1]), Author: clip(f[2]), Subject: clip(f[3])})
	}
	return all, nil
}
