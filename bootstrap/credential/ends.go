package credential

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"go.yaml.in/yaml/v3"
)

// End is when a certificate or token in a value ends.
type End struct {
	What string // such as: certificate of Corporate, token
	At   time.Time
}

// Ends lists what ends in a value: certificates as PEM, tokens that say so
// themselves, and both inside of YAML or JSON, as in a kubeconfig, in base64 too.
// Nobody vouches for what a token says; the server that takes it decides.
func Ends(value string) []End {
	if out := certificates(value); out != nil {
		return out
	}
	if at, ok := tokenEnd(value); ok {
		return []End{{"token", at}}
	}
	if !strings.ContainsAny(value, ":{[") {
		return nil
	}
	var inside any
	if yaml.Unmarshal([]byte(value), &inside) != nil {
		return nil
	}
	return endsIn(inside)
}

func endsIn(v any) []End {
	var out []End
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			out = append(out, endsIn(one)...)
		}
	case []any:
		for _, one := range v {
			out = append(out, endsIn(one)...)
		}
	case string:
		if at, ok := tokenEnd(v); ok {
			return []End{{"token", at}}
		}
		if data, err := base64.StdEncoding.DecodeString(v); err == nil {
			v = string(data)
		}
		return certificates(v)
	}
	return out
}

func certificates(text string) []End {
	var out []End
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return out
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		if c, err := x509.ParseCertificate(block.Bytes); err == nil {
			out = append(out, End{"certificate of " + c.Subject.CommonName, c.NotAfter.UTC()})
		}
	}
}

// tokenEnd reads when a JSON web token ends; most other tokens do not tell.
func tokenEnd(text string) (time.Time, bool) {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(strings.TrimSpace(text), &claims); err != nil || claims.ExpiresAt == nil {
		return time.Time{}, false
	}
	return claims.ExpiresAt.UTC(), true
}
