package bootstrap

import (
	"context"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator/platform"
)

// MakeWorkspace makes the folder of a lab's platform a repository of its own, in
// which plain git commits: as the participant, if there is one, and otherwise as the
// user, or as somebody where git does not know who that is.
func MakeWorkspace(ctx context.Context, dir string, p *platform.Platform, participant string) error {
	author := git.Author{}
	if participant != "" {
		author = git.Author{Name: participant, Email: participant + "@" + p.Domain}
	}
	return git.MakeWorkspace(ctx, dir, p.Repository.Branch, p.Repository.URL, author, git.Author{Name: "Participant", Email: "participant@localhost"})
}
