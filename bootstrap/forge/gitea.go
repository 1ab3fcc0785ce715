package forge

// gitea is Gitea, and Forgejo, whose API is the same.
func gitea() dialect {
	d := github()
	d.api, d.hosts = "$scheme://$host/api/v1", nil
	d.headers = map[string]string{"Authorization": "token $token", "Accept": "application/json"}
	d.wants = nil // it says so in its message
	d.pulls = "/repos/$owner/$name/pulls?state=open"
	return d
}
