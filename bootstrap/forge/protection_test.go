package forge

import "testing"

func TestProtection(t *testing.T) {
	for _, tt := range []struct {
		name, kind, uri string
		status          int
		answer          string
		want            Protection
	}{
		{"none", "github", "/repos/acme/platform/branches/live%2Fmain", 200, `{"name": "live/main", "protected": false}`, Unprotected},
		{"not there", "github", "/repos/acme/platform/branches/live%2Fmain", 404, `{"message": "Branch not found"}`, Unprotected},
		{"it does not say from whom", "github", "/repos/acme/platform/branches/live%2Fmain", 200, `{"protected": true}`, Protected},
		{"not from us", "gitlab", "/api/v4/projects/acme%2Finfra%2Fplatform/repository/branches/live%2Fmain", 200, `{"protected": true, "can_push": true}`, Unprotected},
		{"from us", "gitlab", "/api/v4/projects/acme%2Finfra%2Fplatform/repository/branches/live%2Fmain", 200, `{"protected": true, "can_push": false}`, ProtectedFromUs},
		{"from us", "gitea", "/api/v1/repos/acme/platform/branches/live%2Fmain", 200, `{"protected": true, "user_can_push": false}`, ProtectedFromUs},
	} {
		t.Run(tt.kind+", "+tt.name, func(t *testing.T) {
			got, err := open(t, tt.kind, []exchange{{"GET", tt.uri, "", tt.status, tt.answer}}).Protection(t.Context(), "live/main")
			if err != nil || got != tt.want {
				t.Errorf("it is %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}
