package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// forget makes the agent bring everything to clusters that were made anew under
// their names: one that remembers what it did there would bring them nothing.
func (s *session) forget(ctx context.Context, enrolments []*enrolment) error {
	how := s.Agent.Remembers
	if how == nil {
		return nil
	}
	kind := kube.Ref{APIVersion: how.APIVersion, Kind: how.Kind, Namespace: cmp.Or(how.Namespace, s.Agent.Namespace)}
	for _, e := range enrolments {
		if !e.madeAnew() {
			continue
		}
		about, err := s.kube.List(ctx, kind, kube.ListOptions{Labels: how.Label + "=" + e.cluster.Name})
		if err != nil && !errors.Is(err, kube.ErrNoKind) {
			return fmt.Errorf("register cluster %s anew: %w", e.cluster.Name, err)
		}
		for _, o := range about {
			err := s.kube.MergeStatus(ctx, manager, kube.RefOf(o), map[string]any{how.Status: nil})
			if err != nil && !errors.Is(err, kube.ErrNotFound) {
				return fmt.Errorf("register cluster %s anew: %w", e.cluster.Name, err)
			}
		}
		s.UI.Note("cluster %s is another one than %s knew by that name: everything is brought to it anew", e.cluster.Name, s.Agent.Title)
	}
	return nil
}

// madeAnew reports whether a cluster has another authority than its credential on the
// hub knows, in whatever shape the agent has that. One that only changed its authority
// is taken for another too, to which everything is brought that it has.
func (e *enrolment) madeAnew() bool {
	if e.had == nil || e.registration == nil || e.registration.ca == "" {
		return false
	}
	data, _ := e.had["data"].(map[string]any)
	for _, value := range data {
		text, _ := value.(string)
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil && strings.Contains(string(plain), e.registration.ca) {
			return false
		}
	}
	return true
}
