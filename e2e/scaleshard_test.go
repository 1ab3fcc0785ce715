//go:build e2e && linux

package e2e

import (
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// served is how many clusters the controllers that run work on.
func (m *meter) served() int {
	if m.run.Shards > 0 {
		return m.run.Served
	}
	return m.run.Clusters
}

// servedByFirst is how many clusters the first shard has.
func (m *meter) servedByFirst() (count int) {
	m.t.Helper()
	var list []struct {
		Role  string
		Shard *int
	}
	if err := json.Unmarshal([]byte(m.l.run("cluster", "list", "-o", "json")), &list); err != nil {
		m.t.Fatal(err)
	}
	for _, c := range list {
		if c.Role != "hub" && c.Shard != nil && *c.Shard == 0 {
			count++
		}
	}
	if count == 0 {
		m.t.Fatal("the first shard has no clusters")
	}
	return count
}

// endFurther ends the controllers of the other shards, which other machines would run.
func (m *meter) endFurther(ctx context.Context) {
	if m.run.Shards == 0 {
		return
	}
	keeper, err := local.Dial(ctx, filepath.Join(m.l.state, "acme"))
	if err != nil {
		m.t.Error(err)
		return
	}
	all, err := keeper.Status(ctx)
	if err != nil {
		m.t.Error(err)
	}
	for _, one := range all {
		if furtherShard.MatchString(one.Name) {
			if err := keeper.Stop(ctx, one.Name); err != nil {
				m.t.Error(err)
			}
		}
	}
}

var furtherShard = regexp.MustCompile(`-shard-[1-9][0-9]*$`)

// bring gives the agent what there is, and waits until it is in order. The second commit of a
// platform with shards is only pushed, as bootstrap would start all of them again.
func (m *meter) bring(ctx context.Context) (said string, err error) {
	limit := scaleLimit(len(m.fleet.names))
	if m.run.Shards == 0 {
		return m.l.bootstrapping(m.t.Context(), limit)
	}
	defer func() {
		if ctx.Err() != nil { // what runs has done its part
			err = nil
		}
	}()
	if len(m.run.Phases) == 0 {
		return m.l.bootstrapping(ctx, limit)
	}
	m.l.inDir("git", "add", "--all")
	m.l.inDir("git", "commit", "--quiet", "--message", "next round")
	m.l.inDir("git", "push", "--quiet", "origin", "HEAD:main")
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	<-limited.Done()
	return "", limited.Err()
}
