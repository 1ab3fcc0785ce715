package sops

import (
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"errors"
	"fmt"
	"hash"
	"time"

	"go.yaml.in/yaml/v3"
)

// ErrMAC is the error where a file is not what its author encrypted.
var ErrMAC = errors.New("its MAC does not match: it was changed after it was encrypted")

// Open decrypts the one document of a text.
func Open(text []byte, k Key) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil || len(doc.Content) == 0 {
		return nil, errors.New("is no YAML")
	}
	root := doc.Content[0]
	root.HeadComment = joined(doc.HeadComment, root.HeadComment)
	root.FootComment = joined(root.FootComment, doc.FootComment)
	f, err := Read(root)
	if err != nil {
		return nil, err
	}
	return f.Open(k)
}

// Open decrypts a file and checks that nobody changed it.
func (f *File) Open(k Key) (*yaml.Node, error) {
	key, err := k.open(f.meta.Age)
	if err != nil {
		return nil, err
	}
	opened := &File{root: clone(without(f.root, metadataKey)), rule: f.rule}
	sum := newMAC(f.meta.MACOnlyEncrypted)
	err = opened.each(func(path []string, n *yaml.Node, encrypted bool) error {
		if !encrypted {
			return f.count(sum, n)
		}
		plain, kind, err := openValue(key, n.Value, where(path))
		if err != nil {
			return err
		}
		sum.Write([]byte(plain))
		return restore(n, plain, kind)
	})
	if err != nil {
		return nil, err
	}
	opened.openComments(key)
	return opened.root, f.verify(key, sum)
}

// count adds a value that is not encrypted to the sum.
func (f *File) count(sum hash.Hash, n *yaml.Node) error {
	if f.meta.MACOnlyEncrypted {
		return nil
	}
	text, _, err := canonical(n)
	sum.Write([]byte(text))
	return err
}

func (f *File) verify(key []byte, sum hash.Hash) error {
	changed, err := time.Parse(time.RFC3339, f.meta.LastModified)
	if err != nil {
		return ErrMAC
	}
	want, _, err := openValue(key, f.meta.MAC, changed.Format(time.RFC3339))
	if err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(total(sum))) == 0 {
		return ErrMAC
	}
	return nil
}

// Seal encrypts the fields of a Secret for recipients. The same text comes out
// otherwise each time.
func Seal(root *yaml.Node, recipients []string, now time.Time) ([]byte, error) {
	meta := metadata{LastModified: now.UTC().Format(time.RFC3339), EncryptedRegex: SecretFields, Version: formatVersion}
	rule, err := meta.rule()
	if err != nil {
		return nil, err
	}
	key := make([]byte, dataKeySize)
	_, _ = rand.Read(key) // never fails: crypto/rand ends the program instead
	if meta.Age, err = sealKey(key, recipients); err != nil {
		return nil, err
	}
	f := &File{root: clone(without(root, metadataKey)), rule: rule}
	sum := newMAC(false)
	err = f.each(func(path []string, n *yaml.Node, encrypted bool) error {
		text, kind, err := canonical(n)
		if err != nil {
			return err
		}
		sum.Write([]byte(text))
		if !encrypted {
			return nil
		}
		sealed, err := sealValue(key, text, where(path), kind)
		n.Tag, n.Style, n.Value = "!!str", 0, sealed
		return err
	})
	if err == nil {
		err = f.sealComments(key)
	}
	if err != nil {
		return nil, err
	}
	if meta.MAC, err = sealValue(key, total(sum), meta.LastModified, "str"); err != nil {
		return nil, err
	}
	return write(f.root, meta)
}

// formatVersion is SOPS's own whose format this is.
const formatVersion = "3.11.0"

func write(root *yaml.Node, meta metadata) ([]byte, error) {
	var below yaml.Node
	if err := below.Encode(meta); err != nil {
		return nil, fmt.Errorf("write metadata of SOPS: %w", err)
	}
	all := *root
	all.Content = append(all.Content[:len(all.Content):len(all.Content)], &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: metadataKey}, &below)
	out, err := yaml.Marshal(&all)
	if err != nil {
		return nil, fmt.Errorf("write encrypted file: %w", err)
	}
	return out, nil
}

// onlyEncrypted begins the sum where what is not encrypted does not count, so that
// one such sum is never one of the other kind: the SHA-256 of the word sops.
const onlyEncrypted = "\x8a\x3f\xd2\xad\x54\xce\x66\x52\x7b\x10\x34\xf3\xd1\x47\xbe\x0b\x0b\x97\x5b\x3b\xf4\x4f\x72\xc6\xfd\xad\xec\x81\x76\xf2\x7d\x69"

func newMAC(encryptedOnly bool) hash.Hash {
	sum := sha512.New()
	if encryptedOnly {
		sum.Write([]byte(onlyEncrypted))
	}
	return sum
}

func total(sum hash.Hash) string { return fmt.Sprintf("%X", sum.Sum(nil)) }
