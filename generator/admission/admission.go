// Package admission decides whether a catalog of a registry may be used, by who
// signed it. It reads what cosign writes with a key of its own: a payload that
// names a repository and a digest, and a signature of these bytes.
package admission

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// CheckKey says what keeps a file from being a key that signatures are held against.
func CheckKey(key platform.PublicKey) error {
	_, err := parse(key)
	return err
}

func parse(key platform.PublicKey) (*ecdsa.PublicKey, error) {
	block, rest := pem.Decode(key.PEM)
	switch {
	case block == nil:
		return nil, errors.New("holds no key in PEM")
	case strings.Contains(block.Type, "PRIVATE"):
		return nil, errors.New("holds a private key, which belongs into no repository: cosign.pub is the public one")
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("holds more than one key: one a file")
	}
	public, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("holds no public key: %w", err)
	}
	ec, ok := public.(*ecdsa.PublicKey)
	if !ok {
		return nil, errors.New("holds no ECDSA key, which is what cosign generate-key-pair makes")
	}
	return ec, nil
}

// Signed returns nil where one of the keys signed that a digest is in the
// repository, and else why none did.
func Signed(by platform.Admission, digest string, signatures []platform.Signature) error {
	if len(by.Keys) == 0 {
		return errors.New("spec.trust.catalogs has no key for it, so nothing says who made it")
	}
	if len(signatures) == 0 {
		return errors.New("nobody signed it")
	}
	var why []string
	for _, key := range by.Keys {
		public, err := parse(key)
		if err != nil {
			return fmt.Errorf("%s %w", key.Name, err)
		}
		for _, s := range signatures {
			err := verify(public, by.SignedAs, digest, s)
			if err == nil {
				return nil
			}
			if said := key.Name + ": " + err.Error(); len(why) < 3 && !strings.Contains(strings.Join(why, "; "), said) {
				why = append(why, said)
			}
		}
	}
	return fmt.Errorf("no key signed it (%s)", strings.Join(why, "; "))
}

// payload is Red Hat's "simple signing", as cosign fills it in.
type payload struct {
	Critical struct {
		Identity struct {
			Reference string `json:"docker-reference"`
		} `json:"identity"`
		Image struct {
			Digest string `json:"docker-manifest-digest"`
		} `json:"image"`
		Type string `json:"type"`
	} `json:"critical"`
}

const payloadType = "cosign container image signature"

// verify looks into the payload only when it is known who wrote it.
func verify(public *ecdsa.PublicKey, repository, digest string, s platform.Signature) error {
	raw, err := base64.StdEncoding.DecodeString(s.Signature)
	if err != nil {
		return errors.New("a signature is no base64")
	}
	sum := sha256.Sum256(s.Payload)
	if !ecdsa.VerifyASN1(public, sum[:], raw) {
		return errors.New("a signature is by another key")
	}
	var p payload
	if err := json.Unmarshal(s.Payload, &p); err != nil {
		return fmt.Errorf("what it signed is no JSON: %w", err)
	}
	c := p.Critical
	switch {
	case c.Type != payloadType:
		return fmt.Errorf("it signed a %.100q, and no image", c.Type)
	case c.Image.Digest != digest:
		return fmt.Errorf("it signed %.100q, and not %s", c.Image.Digest, digest)
	case c.Identity.Reference != repository:
		return fmt.Errorf("it signed for %.200q, and not for %s", c.Identity.Reference, repository)
	}
	return nil
}
