package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// AgentSource is an agent that exists: what it is, and its folder.
type AgentSource struct {
	Agent  *platform.Agent
	Folder fs.FS
}

// moveRecord says on a cluster that its agent is being changed. Between two
// agents nothing else there says so, and the first must not come back.
type moveRecord struct {
	from, to string
	// released is whether nothing of the first agent is left on what it applied,
	// so that marks which both use are the second's from then on.
	released bool
}

var recordRef = kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: "kube-system", Name: "slipway-migration"}

// readRecord returns the zero value when no agent is being changed.
func readRecord(ctx context.Context, client *kube.Client) (moveRecord, error) {
	obj, err := client.Get(ctx, recordRef)
	if errors.Is(err, kube.ErrNotFound) {
		return moveRecord{}, nil
	}
	if err != nil {
		return moveRecord{}, err
	}
	return moveRecord{from: textAt(obj, "data.from"), to: textAt(obj, "data.to"), released: textAt(obj, "data.released") != ""}, nil
}

func (r moveRecord) write(ctx context.Context, client *kube.Client) error {
	_, err := client.Apply(ctx, manager, []map[string]any{{
		"apiVersion": recordRef.APIVersion, "kind": recordRef.Kind,
		"metadata": map[string]any{"name": recordRef.Name, "namespace": recordRef.Namespace},
		"data":     map[string]any{"from": r.from, "to": r.to, "released": onlyTrue(r.released)},
	}}, kube.ApplyOptions{Force: true})
	return err
}

// checkMoves refuses a cluster whose agent is being changed, and one that
// another agent drives.
func (s *session) checkMoves(ctx context.Context) error {
	if err := s.checkLeaving(ctx); err != nil {
		return err
	}
	record, err := readRecord(ctx, s.kube)
	if err != nil {
		return err
	}
	if record.to != "" {
		return fmt.Errorf("cluster %s is on its way from %s to %s; finish that first: slipway migrate %s", s.host.Name, record.from, record.to, record.to)
	}
	for _, other := range s.Agents {
		if other.Agent.Name == s.Agent.Name {
			continue
		}
		if err := s.as(other).checkOtherAgent(ctx); err != nil {
			return err
		}
	}
	return nil
}

// as is the session as if another agent were the platform's.
func (s *session) as(other AgentSource) *session {
	out := *s
	out.Agent, out.AgentFolder = other.Agent, other.Folder
	return &out
}
