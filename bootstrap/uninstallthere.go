package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// isThere reports whether the host follows the platform's repository, or did
// before an uninstall began. An agent that follows none may be anybody's; where
// there is no agent at all, somebody removed it, and marks tell what it left.
func (h *leaving) isThere(ctx context.Context) (bool, error) {
	var err error
	if h.resumed, err = h.isLeaving(ctx); err != nil || h.resumed {
		return h.resumed, err
	}
	if err := errors.Join(h.checkForeign(ctx), h.checkMoves(ctx)); err != nil {
		return false, err
	}
	if d, err := h.driver(ctx); err != nil || d != nil {
		return err == nil && d.repository != "", err
	}
	there, err := h.kube.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: h.Agent.Namespace})
	h.byMarks = !there
	if err == nil && there {
		err = fmt.Errorf("cluster %s has a namespace %s, and nothing there says that it is this platform's; if bootstrap was ended in it, finish that first: slipway bootstrap",
			h.host.Name, h.Agent.Namespace)
	}
	if err == nil && h.byMarks {
		err = h.checkElsewhere(ctx)
	}
	return h.byMarks, err
}

// checkElsewhere refuses a cluster on which the agent runs for somebody else: its kinds and objects are theirs by now.
func (h *leaving) checkElsewhere(ctx context.Context) error {
	found, err := h.foreignWorkloads(ctx)
	if err != nil || len(found) == 0 {
		return err
	}
	return fmt.Errorf("cluster %s has no namespace %s any more, and %s runs there for somebody else (%s, %s): what is left of the platform cannot be removed without taking that apart; remove by hand what bears its marks",
		h.host.Name, h.Agent.Namespace, h.Agent.Title, found[0].Ref, found[0].image)
}

// recheck refuses a cluster that became another's since preflight.
func (h *leaving) recheck(ctx context.Context) error {
	leaving, err := h.isLeaving(ctx)
	if err != nil || leaving {
		return err
	}
	return errors.Join(h.checkForeign(ctx), h.checkMoves(ctx))
}
