package forge

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"fmt"

	"golang.org/x/crypto/ssh"
)

// NewKey makes a private SSH key.
func NewKey() (private string, err error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("make ssh key: %w", err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		return "", fmt.Errorf("make ssh key: %w", err)
	}
	return string(pem.EncodeToMemory(block)), nil
}

// PublicKey is the half of a private key that others may know.
func PublicKey(private string) (string, error) {
	key, err := ssh.ParsePrivateKey([]byte(private))
	if err != nil {
		return "", fmt.Errorf("read ssh key: %w", err)
	}
	return withoutComment(string(ssh.MarshalAuthorizedKey(key.PublicKey()))), nil
}
