package bootstrap

import "testing"

// TestImagesTellTheAgent: by the end of their names, in whatever registry, and
// the minor version by the tag. Without a tag nothing is known.
func TestImagesTellTheAgent(t *testing.T) {
	for image, want := range map[string][2]string{
		"quay.io/argoproj/argocd:v3.2.11":                 {"quay.io/argoproj/argocd", "v3.2.11"},
		"mirror.internal:5000/argoproj/argocd":            {"mirror.internal:5000/argoproj/argocd", ""},
		"mirror.internal:5000/a/b:v1@sha256:0123456789ab": {"mirror.internal:5000/a/b", "v1"},
	} {
		if repository, tag := splitImage(image); repository != want[0] || tag != want[1] {
			t.Errorf("%s: %q %q", image, repository, tag)
		}
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"a/x:v3.2.11", "b/x:v3.2.4", true},
		{"x:v1.7.3", "x:1.7.0", true},
		{"x:v3.2.11", "x:v3.3.0", false},
		{"x:v3.2.11", "x:v2.2.11", false},
		{"x:latest", "x:latest", false},
		{"x@sha256:01", "x:v1.0.0", false},
	} {
		if got := sameLine(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s: %t", tt.a, tt.b, got)
		}
	}
}
