package sops

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Key is one or more age identities: whoever has it opens what was encrypted for
// one of its recipients.
type Key struct {
	identities []age.Identity
	recipients []string
}

// SecretKeyPrefix begins an age identity. It belongs in no file of Git's.
const SecretKeyPrefix = "AGE-SECRET-KEY-"

// ReadKey reads identities as age-keygen writes them, with its comments. The error
// never holds any of the text.
func ReadKey(text string) (Key, error) {
	var k Key
	identities, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		return k, errors.New("there is no age identity in it, or something else too; one is a line that begins with " + SecretKeyPrefix + "1")
	}
	for _, i := range identities {
		x, ok := i.(*age.X25519Identity)
		if !ok {
			return k, errors.New("it holds an age identity of a kind that not every agent can read; make one with slipway secret key")
		}
		k.identities = append(k.identities, x)
		k.recipients = append(k.recipients, x.Recipient().String())
	}
	slices.Sort(k.recipients)
	return k, nil
}

// Recipients are the public halves of the identities, sorted.
func (k Key) Recipients() []string { return k.recipients }

// NewKey makes an identity, and says for whom to encrypt what it is to open.
func NewKey() (secret, recipient string, err error) {
	i, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", fmt.Errorf("make age identity: %w", err)
	}
	return i.String(), i.Recipient().String(), nil
}

// Recipient reports whether a text is the public half of an identity.
func Recipient(text string) bool {
	_, err := age.ParseX25519Recipient(text)
	return err == nil
}

// dataKeySize is that of AES with 256 bits.
const dataKeySize = 32

// ErrKey is the error where no identity opens a file.
var ErrKey = errors.New("no identity of the key opens it")

// open finds the data key.
func (k Key) open(keys []ageKey) ([]byte, error) {
	for _, sealed := range keys {
		r, err := age.Decrypt(armor.NewReader(strings.NewReader(sealed.Enc)), k.identities...)
		if err != nil {
			continue
		}
		key, err := io.ReadAll(io.LimitReader(r, dataKeySize+1))
		if err == nil && len(key) == dataKeySize {
			return key, nil
		}
	}
	return nil, ErrKey
}

// sealKey encrypts a data key for each recipient.
func sealKey(key []byte, recipients []string) ([]ageKey, error) {
	var out []ageKey
	for _, text := range recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return nil, fmt.Errorf("%q is no recipient of age", text)
		}
		var b bytes.Buffer
		if err := sealFor(r, key, &b); err != nil {
			return nil, fmt.Errorf("encrypt data key: %w", err)
		}
		out = append(out, ageKey{text, b.String()})
	}
	return out, nil
}

func sealFor(r age.Recipient, key []byte, into io.Writer) error {
	armored := armor.NewWriter(into)
	w, err := age.Encrypt(armored, r)
	if err != nil {
		return err
	}
	if _, err := w.Write(key); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return armored.Close()
}
