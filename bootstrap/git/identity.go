package git

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"time"
)

// Author signs commits.
type Author struct{ Name, Email string }

func (a Author) line(now time.Time) string {
	clean := strings.NewReplacer("<", "", ">", "", "\n", " ").Replace
	return fmt.Sprintf("%s <%s> %d %s", clean(a.Name), clean(a.Email), now.Unix(), now.Format("-0700"))
}

// identity is who the caller names, else whom git would take for a role, author or committer, else a stand-in that a reader
// recognises.
func (s settings) identity(role string, a Author) Author {
	env := "GIT_" + strings.ToUpper(role)
	return Author{
		Name:  cmp.Or(a.Name, os.Getenv(env+"_NAME"), s[role+".name"], s["user.name"], "Slipway"),
		Email: cmp.Or(a.Email, os.Getenv(env+"_EMAIL"), s[role+".email"], s["user.email"], os.Getenv("EMAIL"), "slipway@localhost"),
	}
}
