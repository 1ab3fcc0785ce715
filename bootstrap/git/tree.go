package git

import "strings"

// flatten collects every file below a tree under its path.
func (s *store) flatten(tree hash, prefix string, into map[string]entry) error {
	entries, err := s.tree(tree)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.isTree() {
			err = s.flatten(e.hash, prefix+e.name+"/", into)
		} else {
			into[prefix+e.name] = entry{mode: e.mode, hash: e.hash}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rewrite writes the tree with some paths changed and returns its hash, zero when nothing is left in it. A change without
// a mode removes the path. Folders without a change are taken over unread, so the cost is that of the changes.
func (s *store) rewrite(tree hash, changes map[string]entry) (hash, error) {
	old, err := s.tree(tree)
	if err != nil {
		return hash{}, err
	}
	entries := map[string]entry{}
	for _, e := range old {
		entries[e.name] = e
	}
	files, folders := split(changes)
	for name, inside := range folders {
		var before hash
		if entries[name].isTree() {
			before = entries[name].hash
		}
		after, err := s.rewrite(before, inside)
		if err != nil {
			return hash{}, err
		}
		if !after.isZero() {
			entries[name] = entry{name, modeTree, after}
		} else if entries[name].isTree() {
			delete(entries, name)
		}
	}
	for name, f := range files { // after the folders: a file may take the place of a folder that was emptied
		if f.mode != 0 {
			entries[name] = entry{name, f.mode, f.hash}
		} else if !entries[name].isTree() {
			delete(entries, name)
		}
	}
	if len(entries) == 0 {
		return hash{}, nil
	}
	var all []entry
	for _, e := range entries {
		all = append(all, e)
	}
	return s.write("tree", formatTree(all))
}

// split tells changes to the files of a folder from those further down.
func split(changes map[string]entry) (files map[string]entry, folders map[string]map[string]entry) {
	files, folders = map[string]entry{}, map[string]map[string]entry{}
	for path, e := range changes {
		name, rest, deeper := strings.Cut(path, "/")
		if !deeper {
			files[name] = e
			continue
		}
		if folders[name] == nil {
			folders[name] = map[string]entry{}
		}
		folders[name][rest] = e
	}
	return files, folders
}

func join(folder, name string) string {
	if folder == "" {
		return name
	}
	return folder + "/" + name
}
