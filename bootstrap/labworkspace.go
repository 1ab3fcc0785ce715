package bootstrap

import (
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/platform"
)

// MakeWorkspace makes the folder of a lab's platform a repository of its own, in
// which plain git commits as the participant, if there is one.
func MakeWorkspace(dir string, p *platform.Platform, participant string) error {
	author := git.Author{}
	if participant != "" {
		author = git.Author{Name: participant, Email: participant + "@" + p.Domain}
	}
	return git.MakeWorkspace(dir, p.Repository.Branch, p.Repository.URL, author)
}
