package roster

import "errors"

// isOutputs tells what terraform and tofu print of output -json: each output has
// a value, and says whether it is sensitive.
func isOutputs(n *node) bool {
	if n.kind != object || len(n.values) == 0 {
		return false
	}
	for _, output := range n.values {
		if output.field("sensitive") == nil || output.field("value") == nil {
			return false
		}
	}
	return true
}

// readOutputs takes clusters from maps and lists of objects; the keys of a map
// are names. What is sensitive is not looked at.
func readOutputs(root []*node) (out []record, err error) {
	if len(root) != 1 || !isOutputs(root[0]) {
		return nil, errors.New("it is not what tofu output -json prints")
	}
	for i, name := range root[0].keys {
		output := root[0].values[i]
		value := output.field("value")
		switch {
		case output.at("sensitive").text == "true":
			out = append(out, record{line: output.line, passed: "output " + name + " is sensitive, and was not read"})
		case !holdsObjects(value):
			out = append(out, record{line: output.line, passed: "output " + name + " is no map or list of objects"})
		default:
			out = append(out, outputRecords(value)...)
		}
	}
	return out, nil
}

func holdsObjects(n *node) bool {
	for _, value := range n.values {
		if value.kind != object {
			return false
		}
	}
	return len(n.values) > 0
}

func outputRecords(n *node) (out []record) {
	for i, value := range n.values {
		r := recordOf(value)
		if _, there := r.columns["name"]; !there && n.kind == object {
			r.columns["name"] = n.keys[i]
		}
		out = append(out, r)
	}
	return out
}
