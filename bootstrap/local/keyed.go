package local

import "sync"

// keyed is a mutex per name.
type keyed struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func (k *keyed) lock(name string) (unlock func()) {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[string]*sync.Mutex{}
	}
	lock, ok := k.locks[name]
	if !ok {
		lock = &sync.Mutex{}
		k.locks[name] = lock
	}
	k.mu.Unlock()
	lock.Lock()
	return lock.Unlock
}
