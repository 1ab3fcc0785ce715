package git

import (
	"errors"
	"fmt"
	"os"
)

// Past visits the texts that a file of the platform's folder had in commits, from what is checked out backwards, each once,
// until visit returns false. A partial clone has not fetched what most of them were.
func (r *Repo) Past(file string, visit func(text []byte) (further bool)) error {
	_, last, err := r.store.head()
	if err != nil || last.isZero() {
		return err
	}
	seen, done := map[hash]bool{}, false
	var failed error
	err = r.store.history(last, func(h hash, _ commit) bool {
		e, err := r.find(h.String(), r.prefix+file)
		if done || failed != nil || errors.Is(err, os.ErrNotExist) || err == nil && (seen[e.hash] || e.isTree()) {
			return !done && failed == nil
		}
		var text []byte
		if err == nil {
			seen[e.hash] = true
			text, err = r.store.read("blob", e.hash)
		}
		switch {
		case err == nil:
			done = !visit(text)
		case !notFetched(err):
			failed = err
		}
		return !done && failed == nil
	})
	if err = errors.Join(err, failed); err != nil {
		return fmt.Errorf("read what %s held before: %w", file, err)
	}
	return nil
}
