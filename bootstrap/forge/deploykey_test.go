package forge

import "testing"

// TestRemoveDeployKey: the key of that title and no other goes.
func TestRemoveDeployKey(t *testing.T) {
	paths := map[string]string{"github": "/repos/acme/platform/keys", "gitea": "/api/v1/repos/acme/platform/keys", "gitlab": "/api/v4/projects/acme%2Finfra%2Fplatform/deploy_keys"}
	for kind, path := range paths {
		list := func(keys string) exchange {
			return exchange{"GET", path + "?per_page=50&limit=50&page=1", "", 200, "[" + keys + "]"}
		}
		const ours = `{"id": 2, "title": "slipway acme/hub", "key": "` + public + ` ann"}`
		const anothers = `{"id": 1, "title": "slipway acme/hub", "key": "ssh-ed25519 AAAAOther"}, {"id": 3, "title": "ann", "key": "` + public + `"}`
		for name, tt := range map[string]struct {
			removed      bool
			ours, others int
			exchanges    []exchange
		}{
			"there is none":   {false, 0, 0, []exchange{list("")}},
			"it is there":     {true, 1, 1, []exchange{list(anothers + "," + ours), {"DELETE", path + "/2", "", 204, ""}}},
			"another's stays": {false, 0, 1, []exchange{list(anothers)}},
		} {
			t.Run(kind+", "+name, func(t *testing.T) {
				f := open(t, kind, append(tt.exchanges[:1:1], tt.exchanges...))
				if ours, others, err := f.DeployKeys(t.Context(), "slipway acme/hub", public); err != nil || ours != tt.ours || others != tt.others {
					t.Errorf("%d and %d others, %v", ours, others, err)
				}
				if removed, err := f.RemoveDeployKey(t.Context(), "slipway acme/hub", public); err != nil || removed != tt.removed {
					t.Errorf("removed %v, %v", removed, err)
				}
			})
		}
	}
}
