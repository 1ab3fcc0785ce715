package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// removeWave removes the objects of a wave's units in three parts: custom
// resources while what works off their finalizers still runs; then what the API
// server asks about others, before nobody answers; then the rest.
func (u *uninstall) removeWave(ctx context.Context, t *target, wave int, objects []kube.Meta, custom map[string]bool, ui StepUI) error {
	parts := make([][]kube.Meta, 3)
	for _, m := range objects {
		i := 2
		switch {
		case custom[m.Definition()]:
			i = 0
		case asksOthers(m.Kind):
			i = 1
		}
		parts[i] = append(parts[i], m)
	}
	for _, part := range parts {
		if err := u.removeAll(ctx, t, fmt.Sprintf("wave %d of cluster %s", wave, t.Name), part, ui); err != nil {
			return err
		}
	}
	return nil
}

// asksOthers reports whether the API server asks somebody because of a kind.
func asksOthers(kind string) bool {
	return slices.ContainsFunc(asking(), func(k askingKind) bool { return k.kind == kind })
}

// removeAll removes objects and waits until they are gone. What may not be
// deleted now, such as by a webhook that is on its way out, is tried again.
func (u *uninstall) removeAll(ctx context.Context, t *target, what string, objects []kube.Meta, ui StepUI) error {
	if len(objects) == 0 {
		return nil
	}
	r := removal{target: t, wanted: map[string]bool{}, kinds: kube.KindsOf(objects)}
	for _, m := range objects {
		r.wanted[m.UID()] = true
	}
	err := kube.Wait(ctx, what+" to go", poll, u.Timeout, ui.Waiting, r.look)
	if !IsTimeout(err) || ctx.Err() != nil || len(r.stuck) == 0 {
		return err
	}
	if !u.Force {
		return fmt.Errorf("%w\nwhat would work off %s is gone or fails; mend that, or take them off: slipway uninstall --force", err, strings.Join(r.stuck, ", "))
	}
	r.force = true
	return kube.Wait(ctx, what+" to go without "+strings.Join(r.stuck, ", "), poll, u.Timeout, ui.Waiting, r.look)
}

// removal is of some objects that were seen on a cluster.
type removal struct {
	*target
	wanted map[string]bool // by UID
	kinds  []kube.Kind
	force  bool
	stuck  []string // the finalizers that were there last
}

// look asks for the removal of what is left, and says whether nothing is.
func (r *removal) look(ctx context.Context) (done bool, last string, err error) {
	if err := removeDangling(ctx, r.target); err != nil {
		return false, "", err
	}
	var left []kube.Meta
	if err := r.client.EachMeta(ctx, r.kinds, func(m kube.Meta) {
		if r.wanted[m.UID()] {
			left = append(left, m)
		}
	}); err != nil {
		return false, "", err
	}
	r.stuck = nil
	refused := ""
	for _, m := range left {
		if why, err := r.press(ctx, m); err != nil {
			return false, "", err
		} else if refused == "" {
			refused = why
		}
	}
	if len(left) == 0 {
		return true, "", nil
	}
	last = fmt.Sprintf("%d objects to go, such as %s", len(left), left[0].Ref)
	if refused != "" {
		last += ": " + refused
	}
	return false, last, nil
}

// press asks for one object's removal, or says why it is not gone yet.
func (r *removal) press(ctx context.Context, m kube.Meta) (why string, err error) {
	if !m.Deleting() {
		err := r.client.DeleteMeta(ctx, m)
		var answer apierrors.APIStatus
		if err != nil && ctx.Err() == nil && (errors.As(err, &answer) || kube.Transient(err)) {
			return err.Error(), nil
		}
		return "", err
	}
	if isNamespace(m) {
		return r.pressNamespace(ctx, m)
	}
	if len(m.Finalizers) == 0 {
		return "", nil
	}
	for _, f := range m.Finalizers {
		if f != "foregroundDeletion" && !slices.Contains(r.stuck, f) {
			r.stuck = append(r.stuck, f)
		}
	}
	if r.force {
		_, err := r.client.Cut(ctx, m, kube.Cut{Finalizers: true})
		return "", stillThere(err)
	}
	return "it waits for " + strings.Join(m.Finalizers, ", "), nil
}

// pressNamespace says what a namespace still waits for, in Kubernetes' words.
func (r *removal) pressNamespace(ctx context.Context, m kube.Meta) (why string, err error) {
	if r.force {
		if err := r.emptyNamespace(ctx, m.Name); err != nil {
			return "", err
		}
	}
	obj, err := r.client.Get(ctx, m.Ref)
	if err != nil {
		return "", nil // it went meanwhile
	}
	for _, kind := range []string{"NamespaceFinalizersRemaining", "NamespaceContentRemaining", "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionContentFailure"} {
		if textAt(obj, "status.conditions["+kind+"].status") == "True" {
			r.stuck = []string{"the finalizers in namespace " + m.Name}
			return textAt(obj, "status.conditions["+kind+"].message"), nil
		}
	}
	return "", nil
}

// emptyNamespace takes the finalizers off what is being deleted in a namespace.
func (r *removal) emptyNamespace(ctx context.Context, name string) error {
	kinds, err := r.client.Kinds(ctx, everyKind)
	if err != nil {
		return err
	}
	var held []kube.Meta
	if err := r.client.EachMeta(ctx, kinds, func(m kube.Meta) {
		if m.Namespace == name && m.Deleting() && len(m.Finalizers) > 0 {
			held = append(held, m)
		}
	}); err != nil {
		return err
	}
	for _, m := range held {
		if _, err := r.client.Cut(ctx, m, kube.Cut{Finalizers: true}); stillThere(err) != nil {
			return err
		}
	}
	return nil
}
