package bootstrap

import (
	"context"
	"errors"

	"github.com/slipway-platform/slipway/bootstrap/doctor"
	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/git"
)

const repositoryArea doctor.Area = "repository"

// byPullRequest is how changes come in where nobody may push them.
const byPullRequest = "slipway bootstrap --branch NAME --wait-merge 24h"

// examineRepository looks at the folder and asks the repository what later steps
// rely on.
func examineRepository(ctx context.Context, opts Options) []doctor.Check {
	const area = repositoryArea
	folder := area.OK("folder", "it is what platform.yaml says")
	if !opts.Changes.Empty() {
		folder = area.Fail("folder", "it is not what platform.yaml says", "slipway generate")
	}
	return append([]doctor.Check{folder}, examineRemote(ctx, opts)...)
}

func examineRemote(ctx context.Context, opts Options) []doctor.Check {
	const area = repositoryArea
	s := &session{Options: opts}
	auth, err := gitAuth(ctx, opts)
	if err != nil {
		return []doctor.Check{area.Fail("credentials", err.Error(), "")}
	}
	url := opts.Platform.Repository.URL
	err = opts.askGit(ctx, func(ctx context.Context) error { return git.CanRead(ctx, url, auth) })
	if errors.Is(err, git.ErrNotFound) && s.makesRepository() {
		return append([]doctor.Check{area.OK("read", "it is not there, and bootstrap makes it")}, s.examineForge(ctx)...)
	}
	checks := []doctor.Check{area.Of("read", url, err, "")}
	if err != nil {
		return append(checks, area.Skip("write", "it could not be read"))
	}
	err = opts.askGit(ctx, func(ctx context.Context) error { return git.CanWrite(ctx, url, auth) })
	checks = append(checks, area.Of("write", "the credential may push", err, "give the credential the right to push, or have somebody who may merge it: "+byPullRequest))
	return append(checks, s.examineForge(ctx)...)
}

// examineForge asks the forge's API, where the platform names one, whether the
// branch takes pushes.
func (s *session) examineForge(ctx context.Context) []doctor.Check {
	const area, name = repositoryArea, "branch protection"
	if s.Platform.Repository.Forge == nil {
		return nil
	}
	f, err := s.forge(ctx)
	if err != nil {
		return []doctor.Check{area.Fail("forge", err.Error(), "")}
	}
	branch := s.Platform.Repository.Branch
	protection, err := askGitFor(ctx, &s.Options, func(ctx context.Context) (forge.Protection, error) { return f.Protection(ctx, branch) })
	switch {
	case err != nil:
		return []doctor.Check{area.Fail("forge", err.Error(), "")}
	case protection == forge.ProtectedFromUs:
		return []doctor.Check{area.Warn(name, "branch "+branch+" takes no push with this credential", byPullRequest)}
	case protection == forge.Protected:
		return []doctor.Check{area.Warn(name, "branch "+branch+" is protected, and may refuse a push", byPullRequest)}
	}
	return []doctor.Check{area.OK(name, "branch "+branch+" takes pushes")}
}
