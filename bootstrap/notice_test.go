package bootstrap

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestHeldFor: times are to the second, and what was left and taken up again is
// held from then on.
func TestHeldFor(t *testing.T) {
	at := func(from, until string) any {
		return map[string]any{"first": "2026-01-01T10:00:" + from + "Z", "last": "2026-01-01T10:00:" + until + "Z"}
	}
	for name, c := range map[string]struct {
		history []any
		want    time.Duration
	}{
		"never":                {nil, 0},
		"just now":             {[]any{at("10", "10")}, 0},
		"for a while":          {[]any{at("10", "50")}, 40 * time.Second},
		"after something else": {[]any{at("30", "50"), at("10", "20")}, 20 * time.Second},
		"again":                {[]any{at("00", "50"), at("10", "48")}, 2 * time.Second},
		"of another shape":     {[]any{"2026-01-01T10:00:00Z"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			obj := map[string]any{"status": map[string]any{"history": c.history}}
			if got := heldFor(&platform.History{List: "status.history", From: "first", Until: "last"}, obj); got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

func TestNotice(t *testing.T) {
	for name, c := range map[string]struct {
		notices     int
		held, waits time.Duration
	}{
		"news":                       {3, 0, 3 * time.Second},
		"no longer than it may take": {3, 3 * time.Second, 3 * time.Second},
		"known for long":             {3, 4 * time.Second, 0},
		"units name commits":         {0, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				waited, err := (&watcher{engine: engine{agent: &platform.Agent{Notices: c.notices}}}).notice(t.Context(), c.held, quietStep{})
				if took := time.Since(start); err != nil || took != c.waits || waited != (c.waits > 0) {
					t.Errorf("it waited %s (%v), not %s: %v", took, waited, c.waits, err)
				}
			})
		})
	}
}
