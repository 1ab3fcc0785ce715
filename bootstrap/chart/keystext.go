package chart

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// free stands behind a name below which there may be anything. No name has one.
const free = " *"

// Text writes keys, sorted, each on a line, indented by a blank below the one that it stands under.
func (k *Keys) Text() []byte {
	var b bytes.Buffer
	k.text(&b, "")
	return b.Bytes()
}

func (k *Keys) text(b *bytes.Buffer, indent string) {
	for _, name := range slices.Sorted(maps.Keys(k.Below)) {
		below := k.Below[name]
		if below.Free {
			fmt.Fprintf(b, "%s%s%s\n", indent, name, free)
			continue
		}
		fmt.Fprintf(b, "%s%s\n", indent, name)
		below.text(b, indent+" ")
	}
}

// ParseKeys reads what Text wrote.
func ParseKeys(text []byte) (*Keys, error) {
	root := &Keys{}
	var path []string
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		name := strings.TrimLeft(strings.TrimRight(line, "\r\n"), " ")
		depth := strings.Index(line, name)
		if name == "" || depth > len(path) {
			return nil, fmt.Errorf("line %d of keys stands below nothing", number)
		}
		name, isFree := strings.CutSuffix(name, free)
		path = append(path[:depth], name)
		root.at(path...).Free = isFree
	}
	return root, nil
}
