package load

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzAddressInstead: whatever is written, what is proposed holds no password, and no user but a login of SSH.
func FuzzAddressInstead(f *testing.F) {
	for _, seed := range []string{"git@github.com:acme/x.git", "https://ann:pw@git.example.com/x", "ssh://git:pw@git:y@git.example.com/x", "git+ssh://a@b:c/d", "a@b:c@d:e/f", "https://a/b@c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := addressInstead(text)
		if got == "" {
			return
		}
		u, err := url.Parse(got)
		if err != nil {
			return // the schema refuses it
		}
		if _, secret := u.User.Password(); secret || u.User != nil && u.Scheme != "ssh" || strings.Count(got, "@") > 1 {
			t.Errorf("%q: %q", text, got)
		}
	})
}
