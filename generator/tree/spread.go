package tree

import (
	"errors"
	"os"
	"runtime"
	"sync"
)

// maxWorkers bounds the workers: past a few they only wait for each other's folder locks in the kernel.
const maxWorkers = 8

// spread calls do for 0 to n-1 on a few workers. Each takes a run of neighbours, so that with sorted paths it
// finds the folder it needs still open. A worker stops at its first error; the errors come back in order.
func spread(root *os.Root, n int, do func(f *folders, i int) error) error {
	workers := min(runtime.GOMAXPROCS(0), maxWorkers, n)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			f := &folders{root: root}
			defer f.leave(0)
			for i := n * w / workers; i < n*(w+1)/workers && errs[w] == nil; i++ {
				errs[w] = do(f, i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
