package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// content is a digest of what a variant's files say. What the variant is called, and the comments on top of files, are left
// out: clusters get the same by another variant with the same content.
func (r *Reader) content(v variant) (string, error) {
	key := v.folder + " " + v.name
	if known, ok := r.contents[key]; ok {
		return known, nil
	}
	sum := sha256.New()
	if err := r.digest(sum, v.folder, "", namesOf(v.name)); err != nil {
		return "", err
	}
	out := hex.EncodeToString(sum.Sum(nil)[:8])
	r.contents[key] = out
	return out, nil
}

// namesOf finds a variant's name where it stands for a folder, an object, or the content of one; and, at the end of an
// object's name, the digest that stands for content which is in the files as well. Values may read like one.
func namesOf(variant string) *regexp.Regexp {
	name := "(?:" + regexp.QuoteMeta(variant) + "|" + regexp.QuoteMeta(platform.Dotted(variant)) + ")"
	return regexp.MustCompile(`(?m)([/. "])` + name + `(/|-[0-9a-f]{12}\b|"?$)|(\.)[0-9a-f]{12}("?$)`)
}

func (r *Reader) digest(sum hash.Hash, folder, below string, names *regexp.Regexp) error {
	items, err := r.list(folder)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(items)) {
		if items[name].folder {
			if err := r.digest(sum, items[name].id, below+name+"/", names); err != nil {
				return err
			}
			continue
		}
		data, err := r.store.Read(items[name].id)
		if err != nil {
			return err
		}
		text := names.ReplaceAll(untitled(data), []byte("${1}${3}*${2}${4}"))
		fmt.Fprintf(sum, "%s%s %d\n", below, name, len(text))
		sum.Write(text)
	}
	return nil
}

// untitled is a file without the comments that it begins with.
func untitled(data []byte) []byte {
	for bytes.HasPrefix(data, []byte("#")) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	return data
}

// carries is whether a file of a folder holds a text.
func (r *Reader) carries(folder, text string) (bool, error) {
	items, err := r.list(folder)
	if err != nil {
		return false, err
	}
	for _, i := range items {
		found := false
		if i.folder {
			found, err = r.carries(i.id, text)
		} else {
			var data []byte
			data, err = r.store.Read(i.id)
			found = strings.Contains(string(data), text)
		}
		if found || err != nil {
			return found, err
		}
	}
	return false, nil
}
