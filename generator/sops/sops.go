// Package sops reads and writes files in SOPS's format of which age encrypts the
// data key. It is the format alone: SOPS's own packages bring the clients of every
// cloud's key service, which no platform with age needs.
package sops

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SecretFields is what of a Secret is encrypted: the API server reads the rest.
const SecretFields = "^(data|stringData)$"

// File is an encrypted file.
type File struct {
	root *yaml.Node // the mapping, with the key sops
	meta metadata
	rule rule
}

// metadata is what stands below the key sops.
type metadata struct {
	Age          []ageKey `yaml:"age"`
	LastModified string   `yaml:"lastmodified"`
	MAC          string   `yaml:"mac"`

	EncryptedRegex    string `yaml:"encrypted_regex,omitempty"`
	UnencryptedRegex  string `yaml:"unencrypted_regex,omitempty"`
	EncryptedSuffix   string `yaml:"encrypted_suffix,omitempty"`
	UnencryptedSuffix string `yaml:"unencrypted_suffix,omitempty"`
	MACOnlyEncrypted  bool   `yaml:"mac_only_encrypted,omitempty"`
	Version           string `yaml:"version"`

	// Others are what else SOPS can write, by name.
	Others map[string]any `yaml:",inline"`
}

// ageKey is the data key for one recipient.
type ageKey struct {
	Recipient string `yaml:"recipient"`
	Enc       string `yaml:"enc"`
}

// metadataKey holds SOPS's own part of a file.
const metadataKey = "sops"

// Encrypted reports whether a document says that it is encrypted.
func Encrypted(root *yaml.Node) bool { return entry(root, metadataKey) != nil }

// Read reads an encrypted document, of which root is the mapping. It opens nothing.
func Read(root *yaml.Node) (*File, error) {
	f := &File{root: root}
	node := entry(root, metadataKey)
	if node == nil {
		return nil, errors.New("is not encrypted")
	}
	if node.Decode(&f.meta) != nil || f.meta.MAC == "" || f.meta.LastModified == "" {
		return nil, errors.New("has no metadata of SOPS that can be read")
	}
	for _, name := range sortedKeys(f.meta.Others) {
		switch value := f.meta.Others[name].(type) {
		case nil:
		case []any:
			if len(value) > 0 {
				return nil, fmt.Errorf("can be opened with %s too, and only age is known", name)
			}
		default:
			return nil, fmt.Errorf("uses %s of SOPS, which is not known", name)
		}
	}
	// What cannot be visited would hide from every look at the values.
	err := walk(root, nil, func([]string, *yaml.Node) error { return nil })
	if err == nil {
		f.rule, err = f.meta.rule()
	}
	return f, err
}

// Recipients are those who can open the file, sorted.
func (f *File) Recipients() []string {
	var out []string
	for _, k := range f.meta.Age {
		out = append(out, k.Recipient)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Place is a value in a file.
type Place struct {
	Path      string
	Line, Col int
}

// Plain are the values that are not encrypted below some keys of the top level.
func (f *File) Plain(keys ...string) []Place {
	return f.places(func(path []string, n *yaml.Node, _ bool) bool {
		return slices.Contains(keys, path[0]) && !sealedValue.MatchString(n.Value)
	})
}

// Beyond are the values that are encrypted, and are not below those keys.
func (f *File) Beyond(keys ...string) []Place {
	return f.places(func(path []string, _ *yaml.Node, encrypted bool) bool {
		return encrypted && !slices.Contains(keys, path[0])
	})
}

// places are those of the values that a test picks. Of what is empty nothing is encrypted.
func (f *File) places(picks func(path []string, n *yaml.Node, encrypted bool) bool) []Place {
	var out []Place
	_ = f.each(func(path []string, n *yaml.Node, encrypted bool) error {
		if n.Value != "" && picks(path, n, encrypted) {
			out = append(out, Place{strings.Join(path, "."), n.Line, n.Column})
		}
		return nil
	})
	return out
}

// rule tells which values are encrypted, by the keys that lead to them.
type rule struct {
	suffix    string
	pattern   *regexp.Regexp
	encrypted bool // what fits is, and otherwise what does not
}

// rule reads the one that a file has; without one, what ends in _unencrypted is not.
func (m metadata) rule() (rule, error) {
	var out []rule
	for _, r := range []struct {
		text, suffix string
		encrypted    bool
	}{
		{m.EncryptedRegex, "", true}, {m.UnencryptedRegex, "", false}, {"", m.EncryptedSuffix, true}, {"", m.UnencryptedSuffix, false},
	} {
		if r.text == "" && r.suffix == "" {
			continue
		}
		one := rule{suffix: r.suffix, encrypted: r.encrypted}
		if r.text != "" {
			var err error
			if one.pattern, err = regexp.Compile(r.text); err != nil {
				return rule{}, errors.New("has a pattern in its metadata that is none")
			}
		}
		out = append(out, one)
	}
	switch len(out) {
	case 0:
		return rule{suffix: "_unencrypted"}, nil
	case 1:
		return out[0], nil
	}
	return rule{}, errors.New("says in more than one way what of it is encrypted")
}

// encrypts reports whether what stands at a path is encrypted.
func (r rule) encrypts(path []string) bool {
	fits := slices.ContainsFunc(path, func(key string) bool {
		if r.pattern != nil {
			return r.pattern.MatchString(key)
		}
		return strings.HasSuffix(key, r.suffix)
	})
	return fits == r.encrypted
}
