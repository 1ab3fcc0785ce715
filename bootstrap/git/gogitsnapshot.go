package git

import (
	"context"
	"fmt"
	"io"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/storage/memory"
)

// snapshot reads the commit that a remote branch is at into memory: without what came before it and, where the server can
// leave that out, without what is in the files.
func (r *remote) snapshot(ctx context.Context, branch string) (into *store, at hash, err error) {
	type snap struct {
		store *store
		at    hash
	}
	got, err := within(ctx, func() (snap, error) {
		session, err := r.connect(false)
		if err != nil {
			return snap{}, err
		}
		defer session.Close()
		adv, err := advertised(ctx, session)
		if err != nil {
			return snap{}, plain(err)
		}
		tip, there := adv.References["refs/heads/"+branch]
		if !there {
			return snap{}, fmt.Errorf("it has no branch %s any more", branch)
		}
		repo, err := gogit.Init(memory.NewStorage(), nil)
		if err != nil {
			return snap{}, err
		}
		return snap{&store{repo}, hash(tip)}, plain(fetchOne(ctx, session.(transport.UploadPackSession), adv.Capabilities, tip, repo))
	})
	switch {
	case ctx.Err() != nil:
		return nil, at, ctx.Err()
	case err != nil:
		return nil, at, r.explain("read", err, "")
	}
	return got.store, got.at, nil
}

func fetchOne(ctx context.Context, session transport.UploadPackSession, can *capability.List, tip plumbing.Hash, into *gogit.Repository) error {
	req := packp.NewUploadPackRequestFromCapabilities(can)
	req.Wants = []plumbing.Hash{tip}
	if can.Supports(capability.Shallow) && req.Capabilities.Set(capability.Shallow) == nil {
		req.Depth = packp.DepthCommits(1)
	}
	if can.Supports(capability.Filter) && req.Capabilities.Set(capability.Filter) == nil {
		req.Filter = packp.FilterBlobNone()
	}
	answer, err := session.UploadPack(ctx, req)
	if err != nil {
		return err
	}
	defer answer.Close()
	return packfile.UpdateObjectStorage(into.Storer, unwrapped(req.Capabilities, answer))
}

// unwrapped takes the pack out of what else the server tells.
func unwrapped(asked *capability.List, answer io.Reader) io.Reader {
	switch {
	case asked.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, answer)
	case asked.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, answer)
	}
	return answer
}
