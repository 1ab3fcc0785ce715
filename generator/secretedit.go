package generator

import (
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/sops"
)

// UserSecrets are the encrypted Secrets of a platform, and what it says of them.
// For whom they are encrypted is not checked: that may be what is to be mended.
type UserSecrets struct {
	Declared *platform.Credential
	Secrets  []*platform.EncryptedSecret
	Clusters []string
	dir      string
}

// ReadUserSecrets reads those of a platform's folder.
func ReadUserSecrets(src Sources, dir string) (*UserSecrets, error) {
	in, secrets, err := load.InputAndSecrets(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	u := &UserSecrets{Declared: platform.AgeCredential(in.Spec.Credentials), Secrets: secrets, dir: dir}
	for _, c := range in.Spec.Clusters {
		u.Clusters = append(u.Clusters, c.Name)
	}
	if u.Declared == nil {
		return nil, fmt.Errorf("platform.yaml declares no credential of kind age, which says for whom Secrets are encrypted; make a key with slipway secret key FILE, which says what to write there")
	}
	return u, nil
}

// Find is the Secret of a file, nil where there is none.
func (u *UserSecrets) Find(file string) *platform.EncryptedSecret {
	i := slices.IndexFunc(u.Secrets, func(s *platform.EncryptedSecret) bool { return s.File() == file })
	if i < 0 {
		return nil
	}
	return u.Secrets[i]
}

// Set writes values into a Secret's file, beside those of a plain one that is
// there already; nil where none is, or it is to be replaced.
func (u *UserSecrets) Set(s platform.EncryptedSecret, kind string, plain *yaml.Node, values map[string][]byte, now time.Time) error {
	if plain == nil {
		plain = newSecret(s, kind)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		setValue(plain, key, values[key])
	}
	return u.seal(s.File(), plain, now)
}

// Rekey encrypts a file anew for those whom the platform declares, with another data key.
func (u *UserSecrets) Rekey(s *platform.EncryptedSecret, key sops.Key, now time.Time) error {
	plain, err := sops.Open(s.Text, key)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.File(), err)
	}
	return u.seal(s.File(), plain, now)
}

// Current reports whether a file is for those whom the platform declares, and nobody else.
func (u *UserSecrets) Current(s *platform.EncryptedSecret) bool {
	return slices.Equal(slices.Sorted(slices.Values(u.Declared.Recipients)), s.Recipients)
}

func (u *UserSecrets) seal(file string, plain *yaml.Node, now time.Time) error {
	text, err := sops.Seal(plain, u.Declared.Recipients, now)
	if err != nil {
		return fmt.Errorf("encrypt %s: %w", file, err)
	}
	return WriteFile(NewFile{Path: filepath.Join(u.dir, filepath.FromSlash(file)), Data: text, Mode: 0o644}, true)
}

// newSecret is a Secret without values.
func newSecret(s platform.EncryptedSecret, kind string) *yaml.Node {
	root := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(root, "apiVersion", "v1")
	put(root, "kind", "Secret")
	meta := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	put(meta, "name", s.Name)
	put(meta, "namespace", s.Namespace)
	root.Content = append(root.Content, text("metadata"), meta)
	put(root, "type", kind)
	return root
}

// setValue puts a value where people can read it, once it is decrypted, if it is text.
func setValue(root *yaml.Node, key string, value []byte) {
	field, other, plain := "stringData", "data", string(value)
	if !utf8.Valid(value) {
		field, other, plain = other, field, base64.StdEncoding.EncodeToString(value)
	}
	if n := child(root, other); n != nil {
		remove(n, key)
	}
	put(mappingAt(root, field), key, plain)
}

func text(value string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(value)
	return n
}

// put writes over what a key has, beside which a comment stays, or adds the key.
func put(mapping *yaml.Node, key, value string) {
	n := text(value)
	if old := child(mapping, key); old != nil {
		n.HeadComment, n.LineComment, n.FootComment = old.HeadComment, old.LineComment, old.FootComment
		*old = *n
		return
	}
	mapping.Content = append(mapping.Content, text(key), n)
}

// child is the value of a key, nil where there is none.
func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// mappingAt is the one that a key has, which is made where there is nothing.
func mappingAt(root *yaml.Node, key string) *yaml.Node {
	n := child(root, key)
	if n == nil {
		n = &yaml.Node{}
		root.Content = append(root.Content, text(key), n)
	}
	if n.Kind != yaml.MappingNode {
		n.Kind, n.Tag, n.Style, n.Value = yaml.MappingNode, "!!map", 0, ""
	}
	return n
}

func remove(mapping *yaml.Node, key string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
			return
		}
	}
}
