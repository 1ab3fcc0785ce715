package forge

// github is GitHub, and GitHub Enterprise Server where the host is another.
func github() dialect {
	return dialect{
		api:   "$scheme://$host/api/v3",
		hosts: map[string]string{"github.com": "https://api.github.com", "ssh.github.com": "https://api.github.com"},
		headers: map[string]string{
			"Authorization": "Bearer $token", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
		},
		wants:      []string{"X-Accepted-GitHub-Permissions", "X-Accepted-OAuth-Scopes"},
		repository: "/repos/$owner/$name",
		creations: []creation{
			{owner: "/user", named: "login", post: "/user/repos", body: map[string]any{"name": "$name", "private": true}},
			{owner: "/orgs/$owner", post: "/orgs/$owner/repos", body: map[string]any{"name": "$name", "private": true}},
		},
		branch:   "/repos/$owner/$name/branches/$branch",
		keys:     "/repos/$owner/$name/keys",
		key:      map[string]any{"title": "$title", "key": "$key", "read_only": true},
		readOnly: map[string]any{"read_only": true},
		pulls:    "/repos/$owner/$name/pulls?state=open&head=$owner:$from&base=$into",
		open:     "/repos/$owner/$name/pulls",
		pull:     map[string]any{"title": "$title", "head": "$from", "base": "$into", "body": "$body"},
		number:   "number",
		page:     "html_url",
	}
}
