package tree

import (
	"fmt"
	"os"
)

// Alone does what changes files of dir beside those that are generated, while no
// other run changes any: what it checks first still holds when it writes. Apply
// and Lock wait for nobody, so they come after it and not within.
func Alone(dir string, do func() error) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open folder %s: %w", dir, bare(err))
	}
	defer root.Close()
	release, err := acquire(root)
	if err != nil {
		return fmt.Errorf("write to %s: %w", dir, err)
	}
	defer release()
	return do()
}
