package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
)

// clashes finds files that stand where the tree needs a folder and folders that stand where it needs a
// file. What is ours and stale goes first and makes way; anything else is an error.
func clashes(root *os.Root, c *Changes, findings []finding) error {
	var errs []error
	for _, f := range findings {
		if f.blocked != "" && !c.deletes(f.blocked) {
			errs = append(errs, fmt.Errorf("%s is a file where %s needs a folder: move it away", f.blocked, f.path))
		}
		if !f.folder {
			continue
		}
		if stays, err := remains(root, c, f.path); err != nil {
			errs = append(errs, err)
		} else if stays != "" {
			errs = append(errs, fmt.Errorf("%s is a folder where a generated file belongs, and holds %s: move it away", f.path, stays))
		}
	}
	return errors.Join(errs...)
}

// remains returns something below dir that Apply would not remove, or "".
func remains(root *os.Root, c *Changes, dir string) (stays string, err error) {
	err = fs.WalkDir(root.FS(), dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("read %s: %w", p, bare(err))
		}
		goes := c.deletes(p) || slices.Contains(c.past.temps, p) || e.IsDir() && slices.Contains(c.gone, p)
		if !goes && p != dir {
			stays = p
			return fs.SkipAll
		}
		return nil
	})
	return stays, err
}

func (c *Changes) deletes(p string) bool {
	_, found := slices.BinarySearch(c.Delete, p)
	return found
}

// inTheWay returns the files to delete before anything is written, because the tree has a folder by their
// name or a file by the name of a folder above them.
func (c *Changes) inTheWay() []string {
	return slices.DeleteFunc(slices.Clone(c.Delete), func(p string) bool { return !c.obstructs(p) })
}

func (c *Changes) notInTheWay() []string {
	return slices.DeleteFunc(slices.Clone(c.Delete), c.obstructs)
}

func (c *Changes) obstructs(p string) bool {
	return c.tree.names.isFolder(p) || slices.ContainsFunc(parents(p), c.tree.names.isFile)
}

// vacated returns the folders that must be gone before a file of the same name can be written.
func (c *Changes) vacated() []string {
	return slices.DeleteFunc(slices.Clone(c.gone), func(dir string) bool {
		return !c.tree.names.isFile(dir) && !slices.ContainsFunc(parents(dir), c.tree.names.isFile)
	})
}
