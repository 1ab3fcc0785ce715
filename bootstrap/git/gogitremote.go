package git

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
)

// This file knows go-git's transports.

// agentAuth signs with the keys of the user's ssh agent.
func agentAuth(user string) (*gitssh.PublicKeysCallback, error) { return gitssh.NewSSHAgentAuth(user) }

// connect opens one connection, of which reading the references is the first half.
func (r *remote) connect(write bool) (transport.Session, error) {
	ep, err := transport.NewEndpoint(r.url)
	if err != nil {
		return nil, err
	}
	ep.User, ep.Password, ep.CaBundle = "", "", r.ca
	via, err := client.NewClient(ep)
	if err != nil {
		return nil, err
	}
	if write {
		return via.NewReceivePackSession(ep, r.auth)
	}
	return via.NewUploadPackSession(ep, r.auth)
}

func advertised(ctx context.Context, session transport.Session) (*packp.AdvRefs, error) {
	adv, err := session.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return packp.NewAdvRefs(), nil
	}
	return adv, err
}

// peeledSuffix marks in a list of references what an annotated tag points to.
const peeledSuffix = "^{}"

// refs lists what the remote has, as full reference names.
func (r *remote) refs(ctx context.Context, write bool) (map[string]hash, error) {
	return within(ctx, func() (map[string]hash, error) {
		session, err := r.connect(write)
		if err != nil {
			return nil, err
		}
		defer session.Close()
		adv, err := advertised(ctx, session)
		if err != nil {
			return nil, plain(err)
		}
		out := map[string]hash{}
		for name, h := range adv.References {
			out[name] = hash(h)
		}
		for name, h := range adv.Peeled {
			out[name+peeledSuffix] = hash(h)
		}
		return out, nil
	})
}

// send moves ref on the remote from old to at and delivers the objects. said is what the server told meanwhile.
func (r *remote) send(ctx context.Context, from *store, ref string, old, at hash, objects []hash) (said string, err error) {
	pack, err := from.pack(objects)
	if err != nil {
		return "", fmt.Errorf("pack git objects: %w", err)
	}
	return within(ctx, func() (string, error) {
		session, err := r.connect(true)
		if err != nil {
			return "", err
		}
		defer session.Close()
		adv, err := advertised(ctx, session)
		if err != nil {
			return "", err
		}
		var progress bytes.Buffer
		req := packp.NewReferenceUpdateRequestFromCapabilities(adv.Capabilities)
		if adv.Capabilities.Supports(capability.Sideband64k) && req.Capabilities.Set(capability.Sideband64k) == nil {
			req.Progress = &progress
		}
		req.Commands = []*packp.Command{{Name: plumbing.ReferenceName(ref), Old: plumbing.Hash(old), New: plumbing.Hash(at)}}
		req.Packfile = io.NopCloser(pack)
		report, err := session.(transport.ReceivePackSession).ReceivePack(ctx, req)
		if err != nil && report != nil {
			err = cmp.Or(declined(report), err)
		}
		return progress.String(), plain(err)
	})
}

// declined says in the server's words that it took the objects and did not move the branch. Forges answer as git does when
// a hook refuses, or name their rule.
func declined(report *packp.ReportStatus) error {
	for _, command := range report.CommandStatuses {
		for _, words := range []string{"hook declined", "protected", "TF402455"} {
			if strings.Contains(command.Status, words) {
				return fmt.Errorf("%w: %s", ErrDeclined, command.Status)
			}
		}
	}
	return nil
}

// plain is the cause of the errors that do not unwrap.
func plain(err error) error {
	var unexpected *plumbing.UnexpectedError
	if errors.As(err, &unexpected) {
		return unexpected.Err
	}
	return err
}

// classify maps the transports' errors to this package's; said is what the server answered with it.
func classify(err error) (ours error, said string) {
	for theirs, ours := range map[error]error{
		transport.ErrAuthenticationRequired: ErrAuth,
		transport.ErrAuthorizationFailed:    ErrForbidden,
		transport.ErrRepositoryNotFound:     ErrNotFound,
	} {
		if errors.Is(err, theirs) {
			_, said, _ := strings.Cut(err.Error(), theirs.Error()+": ")
			return ours, said
		}
	}
	var status *githttp.Err
	var data *packp.ErrUnexpectedData
	switch {
	case errors.Is(err, pktline.ErrInvalidPktLen), errors.Is(err, packp.ErrEmptyInput), errors.As(err, &data),
		strings.HasPrefix(err.Error(), "http redirect: target"):
		return ErrNotGit, ""
	case errors.As(err, &status):
		return fmt.Errorf("the server answers %s", status.Response.Status), ""
	}
	return nil, ""
}
