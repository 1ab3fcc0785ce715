package git

// ancestor tells whether old is at or reachable from at. A shallow clone's history ends where its objects do.
func (s *store) ancestor(old, at hash) (bool, error) {
	if !s.has(old) {
		return false, nil
	}
	found := false
	err := s.history(at, func(h hash, _ commit) bool {
		found = found || h == old
		return !found
	})
	return found, err
}

// history visits commits from at backwards, each once, until visit returns false; parents that are not here are left out.
func (s *store) history(at hash, visit func(hash, commit) (deeper bool)) error {
	seen := map[hash]bool{at: true}
	for queue := []hash{at}; len(queue) > 0; queue = queue[1:] {
		c, err := s.commit(queue[0])
		if err != nil {
			return err
		}
		if !visit(queue[0], c) {
			continue
		}
		for _, p := range c.parents {
			if !seen[p] && s.has(p) {
				seen[p] = true
				queue = append(queue, p)
			}
		}
	}
	return nil
}

// missing lists what a remote needs that has the commits remote and shall get the commit at: commits, trees and blobs.
func (s *store) missing(at hash, remote []hash) ([]hash, error) {
	theirs := map[hash]bool{}
	for _, tip := range remote {
		if err := s.history(tip, func(h hash, _ commit) bool {
			known := theirs[h]
			theirs[h] = true
			return !known
		}); err != nil {
			return nil, err
		}
	}
	var trees, edge, out []hash
	err := s.history(at, func(h hash, c commit) bool {
		if theirs[h] {
			edge = append(edge, c.tree)
			return false
		}
		out, trees = append(out, h), append(trees, c.tree)
		return true
	})
	if err != nil {
		return nil, err
	}
	known := map[hash]bool{}
	for _, tree := range edge {
		if _, err := s.closure(tree, known, nil); err != nil {
			return nil, err
		}
	}
	for _, tree := range trees {
		if out, err = s.closure(tree, known, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// closure appends a tree and all below it that is not known yet.
func (s *store) closure(tree hash, known map[hash]bool, out []hash) ([]hash, error) {
	if known[tree] {
		return out, nil
	}
	known[tree] = true
	out = append(out, tree)
	entries, err := s.tree(tree)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch {
		case e.isTree():
			if out, err = s.closure(e.hash, known, out); err != nil {
				return nil, err
			}
		case e.mode != modeSubmodule && !known[e.hash]:
			known[e.hash] = true
			out = append(out, e.hash)
		}
	}
	return out, nil
}
