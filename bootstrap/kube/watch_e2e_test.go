//go:build e2e && unix

package kube_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// TestWatchOfARestoredServer: a server that is put back to what it held before counts its versions from there again. A
// watch tells what went and what came back by that, and what becomes of objects from then on, although their versions
// are older than what it has seen.
func TestWatchOfARestoredServer(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	plane, keeper := localPlane(t)
	c, err := kube.ConnectFile(plane.Kubeconfig(), "")
	if err != nil {
		t.Fatal(err)
	}
	apply(ctx, t, c, "somebody", kube.ApplyOptions{}, watched("before", "as it was"))
	saved := filepath.Join(t.TempDir(), "saved")
	if err := plane.Save(ctx, keeper, saved); err != nil {
		t.Fatal(err)
	}

	kinds, err := c.Kinds(ctx, func(group, kind string) bool { return group == "" && kind == "ConfigMap" })
	if err != nil || len(kinds) != 1 {
		t.Fatalf("found %v, %v", kinds, err)
	}
	seen := make(chan kube.Seen, 100)
	go func() {
		_ = c.Watch(ctx, kinds[0], func(map[string]any) bool { return true }, func(s kube.Seen) { seen <- s })
	}()
	until := func(what string, is func(before, after string) bool) {
		t.Helper()
		for {
			select {
			case s := <-seen:
				if is(nowOf(s.Before), nowOf(s.After)) {
					return
				}
			case <-time.After(2 * time.Minute):
				t.Fatalf("it does not tell of %s", what)
			}
		}
	}
	until("what is there", func(_, after string) bool { return after == "before: as it was" })
	apply(ctx, t, c, "somebody", kube.ApplyOptions{}, watched("before", "changed"), watched("since", "new"))
	for n := range 100 { // far beyond what a server that has just begun counts to
		apply(ctx, t, c, "somebody", kube.ApplyOptions{}, watched("since", fmt.Sprint(n)))
	}
	until("the last change", func(_, after string) bool { return after == "since: 99" })

	if err := local.KillAll(ctx, keeper, "kube/"); err != nil {
		t.Fatal(err)
	}
	if err := plane.Restore(ctx, keeper, saved); err != nil {
		t.Fatal(err)
	}
	if err := plane.Start(ctx, keeper); err != nil {
		t.Fatal(err)
	}
	back, gone := false, false
	until("what the restore changed", func(before, after string) bool {
		back = back || before == "before: changed" && after == "before: as it was"
		gone = gone || before == "since: 99" && after == ""
		return back && gone
	})
	apply(ctx, t, c, "somebody", kube.ApplyOptions{}, watched("before", "changed again"))
	until("a change after it", func(before, after string) bool {
		return before == "before: as it was" && after == "before: changed again"
	})
}

func watched(name, now string) map[string]any {
	return map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"namespace": "default", "name": name},
		"data": map[string]any{"now": now}}
}

// nowOf is what a watched object says; empty where there is none.
func nowOf(obj map[string]any) string {
	data, ok := obj["data"].(map[string]any)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%v: %v", metaOf(obj, "name"), data["now"])
}
