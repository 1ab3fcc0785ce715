package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// room is the heap up to which memory is given up for time: runs are short. A
// fleet of a thousand clusters stays below 400 MB with all that is beside it.
const room = 288 << 20

// spendMemory lets the heap grow to five times what is in use while that is
// little, and to twice when it is much. Each collection says how much it is.
func spendMemory() {
	debug.SetGCPercent(growth(heapInUse()))
	// What nothing refers to is gone with the next collection, and this is asked again.
	runtime.AddCleanup(new(*int), func(struct{}) { spendMemory() }, struct{}{})
}

// growth is by how many percent a heap may grow.
func growth(used uint64) int {
	if used == 0 {
		return 400
	}
	percent := (room - float64(used)) * 100 / float64(used)
	return int(min(max(percent, 100), 400))
}

func heapInUse() uint64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return live[0].Value.Uint64()
}
