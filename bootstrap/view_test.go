package bootstrap

import (
	"context"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// silent is a cluster that takes questions and says nothing.
type silent struct{ asked int }

func (s *silent) Get(ctx context.Context, _ kube.Ref) (map[string]any, error) {
	s.asked++
	<-ctx.Done()
	return nil, ctx.Err()
}

func (s *silent) List(ctx context.Context, _ kube.Ref, _ kube.ListOptions) ([]map[string]any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (s *silent) Log(ctx context.Context, _, _ string, _ kube.LogOptions) (string, error) {
	<-ctx.Done()
	return "", ctx.Err()
}

// TestCausesOfUnitsAreSoughtForATimeInAll: a fleet whose clusters say nothing
// does not keep status waiting once for each of them.
func TestCausesOfUnitsAreSoughtForATimeInAll(t *testing.T) {
	host := &silent{}
	w := &watcher{engine: engine{agent: fluxLike(), host: host, on: func(context.Context, *platform.Cluster) (kube.Reader, error) { return host, nil }}}
	v := &view{seekUntil: time.Now().Add(50 * time.Millisecond)}
	for range 1000 {
		if found, answers := v.unitFinding(t.Context(), w, &platform.Cluster{Name: "eu"}, &platform.Unit{Name: "web"}); answers || found.Cause != "" {
			t.Fatalf("got %+v, %t", found, answers)
		}
	}
	if host.asked != 1 {
		t.Errorf("it was asked %d times", host.asked)
	}
}
