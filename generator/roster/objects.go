package roster

import "errors"

// readObjects reads a list of objects, or one after the other.
func readObjects(root []*node) (out []record, err error) {
	if len(root) == 1 && root[0].kind == list {
		root = root[0].values
	}
	for _, n := range root {
		out = append(out, recordOf(n))
	}
	if len(out) == 0 {
		return nil, errors.New("it holds no objects")
	}
	return out, nil
}

func recordOf(n *node) record {
	r := record{line: n.line, columns: map[string]string{}}
	if n.kind != object {
		r.wrong = "it is no object"
		return r
	}
	flatten(n, "", r.columns)
	return r
}

// flatten writes what is nested as label.region; lists are no columns.
func flatten(n *node, prefix string, into map[string]string) {
	for i, key := range n.keys {
		switch value := n.values[i]; value.kind {
		case scalar:
			into[prefix+key] = value.text
		case object:
			flatten(value, prefix+key+".", into)
		}
	}
}
