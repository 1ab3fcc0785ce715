package platform

import "testing"

func TestNewest(t *testing.T) {
	for _, c := range []struct {
		than     string
		versions []string
		want     string
	}{
		{"1.2.3", []string{"1.2.3", "1.2.2"}, ""},
		{"1.2.3", nil, ""},
		{"1.2.3", []string{"1.10.0", "1.9.0", "2.0.0-rc.1"}, "1.10.0"},
		{"1.2.3", []string{"v1.2.3", "v1.3.0"}, "v1.3.0"},
		{"v1.2.3", []string{"1.2.4"}, "1.2.4"},
		{"2.0.0-rc.1", []string{"2.0.0-rc.2", "1.9.9"}, "2.0.0-rc.2"},
		{"2.0.0-rc.1", []string{"2.0.0", "2.0.0-rc.2"}, "2.0.0"},
		{"1.2.3", []string{"latest", "", "nonsense", "1.2"}, ""},
		{"1.2.3", []string{"1.2.3+build.5"}, ""},
		{"main", []string{"1.0.0"}, ""},
	} {
		if got := Newest(c.than, c.versions); got != c.want {
			t.Errorf("newer than %s of %v: %q, not %q", c.than, c.versions, got, c.want)
		}
	}
}
