package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// aroundAnew writes the credentials of clusters of which some were made anew under
// their names, and makes an agent that remembers what it did there forget that: it
// would bring them nothing. Before, as with the new credential nobody knows any more
// that this is to be done; and once more after, as what the agent began in between it
// may have brought to where the old one leads.
func (s *session) aroundAnew(ctx context.Context, anew []*platform.Cluster, write func() error) error {
	if s.Agent.Remembers == nil || len(anew) == 0 {
		return write()
	}
	if err := s.forget(ctx, anew); err != nil {
		return err
	}
	if err := write(); err != nil {
		return err
	}
	select { // the agent is told of the new credentials
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(poll):
	}
	for _, c := range anew {
		s.UI.Note("cluster %s has another certificate authority than %s knew: everything is brought to it anew", c.Name, s.Agent.Title)
	}
	return s.forget(ctx, anew)
}

// memories are the objects in which an agent that remembers does so, all of them.
func memories(agent *platform.Agent) kube.Ref {
	how := agent.Remembers
	return kube.Ref{APIVersion: how.APIVersion, Kind: how.Kind, Namespace: cmp.Or(how.Namespace, agent.Namespace)}
}

// forget clears what the agent remembers of clusters.
func (s *session) forget(ctx context.Context, clusters []*platform.Cluster) error {
	how := s.Agent.Remembers
	kind := memories(s.Agent)
	for _, c := range clusters {
		about, err := s.kube.List(ctx, kind, kube.ListOptions{Labels: how.Label + "=" + c.Name})
		if err != nil && !errors.Is(err, kube.ErrNoKind) {
			return fmt.Errorf("register cluster %s anew: %w", c.Name, err)
		}
		for _, o := range about {
			err := s.kube.MergeStatus(ctx, manager, kube.RefOf(o), map[string]any{how.Status: nil})
			if err != nil && !errors.Is(err, kube.ErrNotFound) {
				return fmt.Errorf("register cluster %s anew: %w", c.Name, err)
			}
		}
	}
	return nil
}

// madeAnew reports whether a cluster shares no certificate authority with the
// credential that the hub has of it. One that only changed its authority at once is
// taken for another too. The agent's own cluster holds its credential itself, so it
// is never another one.
func (e *enrolment) madeAnew() bool {
	if e.had == nil || e.registration == nil || e.cluster.RunsAgent {
		return false
	}
	now := authoritiesIn(e.registration.ca)
	data, _ := e.had["data"].(map[string]any)
	var known []string
	for _, value := range data {
		text, _ := value.(string)
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil {
			known = append(known, authoritiesIn(string(plain))...)
		}
	}
	return len(now) > 0 && len(known) > 0 && !slices.ContainsFunc(now, func(ca string) bool { return slices.Contains(known, ca) })
}

// inBase64 is text in which a certificate may stand, in whatever shape the agent has it.
var inBase64 = regexp.MustCompile(`[A-Za-z0-9+/]{16,}={0,2}`)

// authoritiesIn are the certificates that stand in a text in base64, each in PEM.
func authoritiesIn(text string) (out []string) {
	for _, found := range inBase64.FindAllString(text, -1) {
		rest, err := base64.StdEncoding.DecodeString(found)
		if err != nil {
			continue
		}
		for block, after := pem.Decode(rest); block != nil; block, after = pem.Decode(after) {
			if block.Type == "CERTIFICATE" {
				out = append(out, string(block.Bytes))
			}
		}
	}
	return out
}
