package render

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
)

// verify checks one file before it is written. Those of clusters end with a
// fragment that many share, which is read once.
func (a *arranger) verify(j job, text []byte) error {
	if c, ok := j.data.(*platform.Cluster); ok && j.file.Check == "yaml" && a.placed(c.Placements).ends(text) {
		return nil
	}
	return check(j.file.Check, text)
}

// ends reports whether a text ends with a fragment and is YAML without a fault;
// where it says no the text may be right nevertheless.
func (d *placedData) ends(text []byte) bool {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	for _, fragment := range d.fragments {
		end := fragment + "\n"
		if !bytes.HasSuffix(text, []byte("\n"+end)) {
			continue
		}
		keys, known := d.keys[fragment]
		if !known {
			keys = mappingKeys(end)
			d.keys[fragment] = keys
		}
		return joins(text[:len(text)-len(end)], end, keys)
	}
	return false
}

// joins reports whether two texts, of which the second one's keys are known, are
// one mapping when the second stands below the first: both are one by
// themselves, share no key, and nothing in a block that is complete goes on in a
// line that begins with a key.
func joins(head []byte, end string, keys map[string]bool) bool {
	own := mappingKeys(string(head))
	for key := range own {
		if keys[key] {
			return false
		}
	}
	return len(own) > 0 && len(keys) > 0 && bytes.HasSuffix(head, []byte("\n")) && letter(end[0])
}

// mappingKeys returns the keys of YAML that is one block mapping whose keys are
// words at the beginning of lines; none for all else.
func mappingKeys(text string) map[string]bool {
	for _, marker := range []string{"\n---", "\n...", "\n%"} { // of documents
		if strings.Contains("\n"+text, marker) {
			return nil
		}
	}
	if strings.Contains(text, noValue) {
		return nil
	}
	var doc yaml.Node
	var values map[string]any // in which no key may be there twice
	dec := yaml.NewDecoder(strings.NewReader(text))
	if dec.Decode(&doc) != nil || !errors.Is(dec.Decode(new(yaml.Node)), io.EOF) || doc.Decode(&values) != nil {
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode || root.Style != 0 || root.Anchor != "" {
		return nil
	}
	keys := map[string]bool{}
	for i := 0; i < len(root.Content); i += 2 {
		key := root.Content[i]
		if key.Kind != yaml.ScalarNode || key.Style != 0 || key.Anchor != "" || key.Column != 1 || !word(key.Value) {
			return nil
		}
		keys[key.Value] = true
	}
	return keys
}

func word(s string) bool {
	for i := range len(s) {
		if !letter(s[i]) {
			return false
		}
	}
	return true
}
