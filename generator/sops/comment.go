package sops

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// commentKind is the type of a comment, which is encrypted where the values beside it
// are, and is no part of what is checked.
const commentKind = "comment"

// openComments decrypts comments. One that is not encrypted, or stands elsewhere now,
// stays as it is, as with SOPS. One that Seal would not encrypt again is emptied.
func (f *File) openComments(key []byte) {
	secret, _ := metadata{EncryptedRegex: SecretFields}.rule() // a pattern of ours
	_ = comments(f.root, nil, func(path []string, line string) (string, error) {
		if !f.rule.encrypts(path) {
			return line, nil
		}
		plain, kind, err := openValue(key, line, where(path))
		switch {
		case err != nil || kind != commentKind:
			return line, nil
		case !secret.encrypts(path):
			return "", nil
		}
		return plain, nil
	})
}

// sealComments encrypts them.
func (f *File) sealComments(key []byte) error {
	return comments(f.root, nil, func(path []string, line string) (string, error) {
		if !f.rule.encrypts(path) {
			return line, nil
		}
		return sealValue(key, line, where(path), commentKind)
	})
}

// comments changes comments, line by line. One belongs to the mapping or the list that
// it stands in.
func comments(n *yaml.Node, path []string, change func(path []string, line string) (string, error)) error {
	for _, text := range []*string{&n.HeadComment, &n.LineComment, &n.FootComment} {
		lines := strings.Split(*text, "\n")
		for i, line := range lines {
			inside, is := strings.CutPrefix(line, "#")
			if !is {
				continue
			}
			changed, err := change(path, inside)
			if err != nil {
				return err
			}
			lines[i] = "#" + changed
		}
		*text = strings.Join(lines, "\n")
	}
	for i, c := range n.Content {
		at := path
		if n.Kind == yaml.MappingNode && i%2 == 1 && c.Kind != yaml.ScalarNode {
			at = append(slices.Clone(path), n.Content[i-1].Value)
		}
		if err := comments(c, at, change); err != nil {
			return err
		}
	}
	return nil
}

// joined are two comments, of which either may be missing.
func joined(first, second string) string {
	return strings.Trim(first+"\n\n"+second, "\n")
}
