package forge

import (
	"strings"
	"testing"
)

func TestPullRequest(t *testing.T) {
	const from, into, title, body = "round/2", "main", "Generate acme", "When this is merged"
	page := "&per_page=50&limit=50&page=1"
	tests := map[string]struct{ list, open, sent, other string }{
		"github": {"/repos/acme/platform/pulls?state=open&head=acme:round%2F2&base=main" + page, "/repos/acme/platform/pulls",
			`{"title": "Generate acme", "head": "round/2", "base": "main", "body": "When this is merged"}`, `{"number": 7, "html_url": "PAGE", "head": {"ref": "round/2"}, "base": {"ref": "main"}}`},
		"gitea": {"/api/v1/repos/acme/platform/pulls?state=open" + page, "/api/v1/repos/acme/platform/pulls",
			`{"title": "Generate acme", "head": "round/2", "base": "main", "body": "When this is merged"}`, `{"number": 7, "html_url": "PAGE", "head": {"ref": "round/2"}, "base": {"ref": "main"}}`},
		"gitlab": {"/api/v4/projects/acme%2Finfra%2Fplatform/merge_requests?state=opened&source_branch=round%2F2&target_branch=main" + page, "/api/v4/projects/acme%2Finfra%2Fplatform/merge_requests",
			`{"title": "Generate acme", "source_branch": "round/2", "target_branch": "main", "description": "When this is merged"}`, `{"id": 4711, "iid": 7, "web_url": "PAGE", "source_branch": "round/2", "target_branch": "main"}`},
	}
	for kind, tt := range tests {
		here := forges()[kind].page
		made := strings.Replace(tt.other, "PAGE", here, 1)
		elsewhere := strings.Replace(strings.Replace(tt.other, "PAGE", "https://other", 1), "round/2", "round/1", 1)
		for name, exchanges := range map[string][]exchange{
			"none is open":    {{"GET", tt.list, "", 200, "[]"}, {"POST", tt.open, tt.sent, 201, made}},
			"another is open": {{"GET", tt.list, "", 200, "[" + elsewhere + "]"}, {"POST", tt.open, tt.sent, 201, made}},
			"it is open":      {{"GET", tt.list, "", 200, "[" + elsewhere + "," + made + "]"}},
		} {
			t.Run(kind+", "+name, func(t *testing.T) {
				if got, err := open(t, kind, exchanges).PullRequest(t.Context(), from, into, title, body); err != nil || got != (Pull{here, "7"}) {
					t.Errorf("got %q, %v", got, err)
				}
			})
		}
	}
}

// TestFate: a pull request that is merged is closed too, by two forges' word, and by the third's a state of its own.
func TestFate(t *testing.T) {
	paths := map[string]string{"github": "/repos/acme/platform/pulls/7", "gitea": "/api/v1/repos/acme/platform/pulls/7", "gitlab": "/api/v4/projects/acme%2Finfra%2Fplatform/merge_requests/7"}
	for _, tt := range []struct {
		kind, answer string
		want         Fate
	}{
		{"github", `{"state": "open", "merged": false}`, Open},
		{"github", `{"state": "closed", "merged": true}`, Merged},
		{"github", `{"state": "closed", "merged": false}`, Closed},
		{"gitea", `{"state": "open", "merged": false}`, Open},
		{"gitea", `{"state": "closed", "merged": true}`, Merged},
		{"gitea", `{"state": "closed", "merged": false}`, Closed},
		{"gitlab", `{"state": "opened", "merge_commit_sha": null}`, Open},
		{"gitlab", `{"state": "locked"}`, Open},
		{"gitlab", `{"state": "merged"}`, Merged},
		{"gitlab", `{"state": "closed"}`, Closed},
	} {
		f := open(t, tt.kind, []exchange{{"GET", paths[tt.kind], "", 200, tt.answer}})
		if got, err := f.Fate(t.Context(), Pull{Number: "7"}); err != nil || got != tt.want {
			t.Errorf("%s says %s: got %v, %v", tt.kind, tt.answer, got, err)
		}
	}
}
