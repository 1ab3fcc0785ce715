package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/forge"
	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// keyAtForge is the deploy key that bootstrap made for a cluster's agent.
type keyAtForge struct {
	title  string // empty where the platform makes none
	public string // empty where nothing on the cluster tells it
	gone   bool
	left   *Leftover
}

// findKey learns which key is the agent's, and says beforehand when it will stay.
func (h *leaving) findKey(ctx context.Context) error {
	if !h.makesDeployKeys() {
		return nil
	}
	h.key.title = h.keyTitle()
	noted, err := h.kube.Get(ctx, leaveRef)
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		return err
	}
	h.key.public = textAt(noted, "data.deployKey")
	if h.key.public == "" {
		private, err := h.agentsKey(ctx)
		if err != nil {
			return err
		}
		if private != "" {
			if h.key.public, err = forge.PublicKey(private); err != nil {
				return err
			}
		}
	}
	h.lookForKey(ctx)
	if h.key.left != nil {
		h.UI.Note("%s stays: %s", h.key.left.Object, h.key.left.Why)
	}
	return nil
}

// lookForKey asks the forge what there is of the key, and changes nothing.
func (h *leaving) lookForKey(ctx context.Context) {
	ours, others := 0, 0
	f, err := h.forge(ctx)
	if err == nil {
		ours, others, err = f.DeployKeys(ctx, h.key.title, h.key.public)
	}
	h.key.gone, h.key.left = ours > 0, nil
	switch {
	case err != nil:
		h.keyStays(err.Error() + "; " + removeByHand)
	case others > 0 && h.key.public == "":
		h.keyStays("nothing on the cluster tells any more whether it is the agent's; " + removeByHand)
	case others > 0:
		h.keyStays("it is another key than the agent's; if nobody reads with it, " + removeByHand)
	}
}

func (h *leaving) keyStays(why string) {
	h.key.left = &Leftover{fmt.Sprintf("deploy key %q at %s", h.key.title, forge.Address(h.Platform.Repository)), why}
}

// removeKey takes the agent's key away at the forge, once the agent is gone. That the forge refuses is no reason to keep the
// rest of a platform: it is listed with what is left.
func (h *leaving) removeKey(ctx context.Context) {
	if h.key.title == "" || h.key.public == "" {
		return
	}
	f, err := h.forge(ctx)
	removed := false
	if err == nil {
		removed, err = f.RemoveDeployKey(ctx, h.key.title, h.key.public)
	}
	if h.lookForKey(ctx); err != nil {
		h.keyStays(err.Error() + "; " + removeByHand)
	}
	h.key.gone = removed
}

const removeByHand = "remove it by hand, among the deploy keys in the repository's settings"

// addKey tells in the report of the host what became of the key.
func (h *leaving) addKey(gone *ClusterLeft) {
	if gone.DeployKey = ""; h.key.gone {
		gone.DeployKey = h.key.title
	}
	if h.key.left != nil {
		gone.Left = append(gone.Left, *h.key.left)
	}
}
