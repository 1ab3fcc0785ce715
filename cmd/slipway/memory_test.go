package main

import "testing"

// TestGrowth: the less is in use, the more the heap may grow.
func TestGrowth(t *testing.T) {
	for used, want := range map[uint64]int{0: 400, 10 << 20: 400, 72 << 20: 300, 96 << 20: 200, 144 << 20: 100, 2 << 30: 100} {
		if got := growth(used); got != want {
			t.Errorf("%d MB may grow by %d %%, not %d %%", used>>20, got, want)
		}
	}
}
