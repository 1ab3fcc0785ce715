package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// room is the heap up to which memory is given up for time: runs are short. A
// fleet of a thousand clusters stays below 400 MB with all that is beside it.
const room = 288 << 20

// before is how much memory the program takes before it collects anything: most
// runs end before that.
const before = 224 << 20

// long is after what time a program is one that stays, such as what keeps a lab,
// and gives back what it does not use.
const long = 5 * time.Second

// spendMemory puts the first collection off, and has each say how far the heap
// may grow until the next.
func spendMemory() {
	limit := debug.SetMemoryLimit(-1) // the user's, of GOMEMLIMIT, or none
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(min(before, limit))
	afterCollection(limit)
	time.AfterFunc(long, runtime.GC)
}

// afterCollection lets the heap grow to five times what is in use while that is
// little, and to twice when it is much, after each collection from the next on.
func afterCollection(limit int64) {
	// What nothing refers to is gone with the next collection.
	runtime.AddCleanup(new(*int), func(limit int64) {
		debug.SetGCPercent(growth(heapInUse()))
		debug.SetMemoryLimit(limit)
		afterCollection(limit)
	}, limit)
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
