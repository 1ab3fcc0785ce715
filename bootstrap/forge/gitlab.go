package forge

// gitlab is GitLab, on gitlab.com and elsewhere. A project is named by its whole path, escaped.
func gitlab() dialect {
	return dialect{
		api:        "$scheme://$host/api/v4",
		headers:    map[string]string{"Authorization": "Bearer $token", "Accept": "application/json"},
		repository: "/projects/$path",
		creations: []creation{{
			owner: "/namespaces/$owner", post: "/projects",
			body: map[string]any{"name": "$name", "path": "$name", "namespace_id": "$id", "visibility": "private"},
		}},
		branch:   "/projects/$path/repository/branches/$branch",
		keys:     "/projects/$path/deploy_keys",
		key:      map[string]any{"title": "$title", "key": "$key", "can_push": false},
		readOnly: map[string]any{"can_push": false},
		pulls:    "/projects/$path/merge_requests?state=opened&source_branch=$from&target_branch=$into",
		open:     "/projects/$path/merge_requests",
		pull:     map[string]any{"title": "$title", "source_branch": "$from", "target_branch": "$into", "description": "$body"},
		number:   "iid",
		page:     "web_url",
	}
}
