package sops

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// sealedValue is how SOPS writes a value that is encrypted.
var sealedValue = regexp.MustCompile(`^ENC\[AES256_GCM,data:([^,]+),iv:([^,]+),tag:([^,]+),type:(\w+)\]$`)

// nonceSize is SOPS's own, not the 12 bytes that GCM usually has.
const nonceSize = 32

var errValue = errors.New("a value cannot be opened with the file's data key: it was changed, or moved to another place")

// openValue decrypts a value; where is what it was encrypted for, and kind its type.
func openValue(key []byte, text, where string) (plain, kind string, err error) {
	if text == "" {
		return "", "str", nil // SOPS leaves it as it is
	}
	parts := sealedValue.FindStringSubmatch(text)
	if parts == nil {
		return "", "", errors.New("a value is not encrypted that its metadata says is")
	}
	var raw [3][]byte
	for i := range raw {
		if raw[i], err = base64.StdEncoding.DecodeString(parts[i+1]); err != nil {
			return "", "", errValue
		}
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", "", errValue
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(raw[1]))
	if err != nil {
		return "", "", errValue
	}
	opened, err := gcm.Open(nil, raw[1], append(raw[0], raw[2]...), []byte(where))
	if err != nil {
		return "", "", errValue
	}
	return string(opened), parts[4], nil
}

// sealValue encrypts a value for a place.
func sealValue(key []byte, plain, where, kind string) (string, error) {
	if plain == "" {
		return "", nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", fmt.Errorf("encrypt value: %w", err)
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, nonceSize)
	if err != nil {
		return "", fmt.Errorf("encrypt value: %w", err)
	}
	nonce := make([]byte, nonceSize)
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	out := gcm.Seal(nil, nonce, []byte(plain), []byte(where))
	data, tag := out[:len(out)-gcm.Overhead()], out[len(out)-gcm.Overhead():]
	b64 := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("ENC[AES256_GCM,data:%s,iv:%s,tag:%s,type:%s]", b64(data), b64(nonce), b64(tag), kind), nil
}

// where is what a value at a path is encrypted for, so that it fits nowhere else.
func where(path []string) string { return strings.Join(path, ":") + ":" }

// canonical is a scalar as SOPS counts it, and the name of its type.
func canonical(n *yaml.Node) (text, kind string, err error) {
	var value any
	if err := n.Decode(&value); err != nil {
		return "", "", errors.New("has a value that YAML does not know")
	}
	switch value := value.(type) {
	case string:
		return value, "str", nil
	case bool:
		return map[bool]string{true: "True", false: "False"}[value], "bool", nil
	case int:
		return strconv.Itoa(value), "int", nil
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64), "float", nil
	case time.Time:
		text, err := value.MarshalText()
		return string(text), "time", err
	}
	return "", "", fmt.Errorf("has a value of a type that SOPS does not know (%T)", value)
}

// restore makes a scalar what it was before it was encrypted.
func restore(n *yaml.Node, plain, kind string) error {
	switch kind {
	case "str", "bytes":
		n.SetString(plain)
	case "int", "float", "time":
		n.Tag, n.Style, n.Value = map[string]string{"int": "!!int", "float": "!!float", "time": "!!timestamp"}[kind], 0, plain
	case "bool":
		n.Tag, n.Style, n.Value = "!!bool", 0, strings.ToLower(plain)
	default:
		return fmt.Errorf("has a value of the type %s, which is not known", kind)
	}
	return nil
}
