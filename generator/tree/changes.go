package tree

import (
	"io/fs"
	"maps"
	"slices"
)

// Changes is what Plan found: what Apply would do to the folder, what it will not touch, and why.
// All paths are sorted.
type Changes struct {
	Create    []string // owned files that are not there
	Update    []string // owned files that are there, unmodified or forced, with other content
	Delete    []string // unmodified owned files that are no longer produced
	Seeds     []string // seed files to write
	Unchanged int      // owned and seed files that stay as they are
	Edited    []Edit   // files in the way: while there are any, Apply refuses
	Kept      []string // edited files that stay, as asked for with Options.Keep now or earlier
	Left      []string // owned files no longer produced that were edited: they stay, from now on the user's

	dir     string
	tree    *Tree
	past    *past
	lock    []byte                 // the new slipway.lock
	foreign []string               // those of Kept that were never ours
	gone    []string               // folders that held files of ours and are not in the tree, innermost first
	before  map[string]fs.FileInfo // what stood at the paths to replace or remove
	change  func(op, path string) error
}

// Edit is an owned file that Apply may not overwrite.
type Edit struct {
	Path    string
	Why     Why
	Diff    string // from what Slipway would write to what is there, cut short when long
	Instead string // where to make the change so that it lasts

	Have, Want []byte // what is there, and what Slipway would write, with their headers
	Base       []byte // what was generated and then edited; nil where that is not known
}

// Why says what is in the way of an owned file.
type Why int

const (
	// ByHand: the file was edited. Options.Force overwrites it, Options.Keep keeps it.
	ByHand Why = iota
	// Outdated: the file is kept, and its render has changed since. Settle it the same way.
	Outdated
	// Foreign: the file was never Slipway's, whether or not it was kept. Only moving it away or Options.Keep helps.
	Foreign
)

func (w Why) String() string {
	switch w {
	case Outdated:
		return "was kept, but what Slipway generates for it has changed since"
	case Foreign:
		return "is not Slipway's and stands where a generated file belongs"
	}
	return "was edited by hand"
}

// Tree is what the folder was compared with.
func (c *Changes) Tree() *Tree { return c.tree }

// Empty reports that the folder is as an Apply would leave it, the lock included.
func (c *Changes) Empty() bool {
	return !c.touchesFiles() && len(c.Edited) == 0 && c.sameLock()
}

// touchesFiles reports that there is something to do besides writing the lock.
func (c *Changes) touchesFiles() bool {
	return len(c.Create)+len(c.Update)+len(c.Delete)+len(c.Seeds) > 0 || c.past.unfinished || len(c.gone) > 0
}

func (c *Changes) sameLock() bool { return string(Canonical(c.past.rawLock)) == string(c.lock) }

// writes returns the files to write, in order.
func (c *Changes) writes() []string {
	return slices.Sorted(slices.Values(slices.Concat(c.Create, c.Update, c.Seeds)))
}

// goneFolders returns the folders that held files of ours and are not in the tree, innermost first.
func goneFolders(t *Tree, l lock) []string {
	dirs := map[string]bool{}
	for _, p := range slices.AppendSeq(slices.Clone(l.seeds), maps.Keys(l.owned)) {
		if t.names.isFile(p) {
			continue
		}
		for _, dir := range parents(p) {
			if !t.names.isFolder(dir) {
				dirs[dir] = true
			}
		}
	}
	sorted := slices.Sorted(maps.Keys(dirs))
	slices.Reverse(sorted)
	return sorted
}
