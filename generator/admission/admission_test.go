package admission

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

const (
	repository = "registry.example.com/catalogs/acme"
	digest     = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

func newKey(t testing.TB, name string) (*ecdsa.PrivateKey, platform.PublicKey) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return private, platform.PublicKey{Name: name, PEM: publicPEM(t, private.Public())}
}

func publicPEM(t testing.TB, public any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// sign makes what cosign sign --key makes. That the cosign program makes the
// same no test here can show: it is not on the machines that run them.
func sign(t testing.TB, private *ecdsa.PrivateKey, text string) platform.Signature {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	raw, err := ecdsa.SignASN1(rand.Reader, private, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return platform.Signature{Payload: []byte(text), Signature: base64.StdEncoding.EncodeToString(raw)}
}

func says(reference, of string) string {
	return fmt.Sprintf(`{"critical":{"identity":{"docker-reference":%q},"image":{"docker-manifest-digest":%q},"type":"cosign container image signature"},"optional":null}`, reference, of)
}

func TestSigned(t *testing.T) {
	ours, ourKey := newKey(t, "cosign.pub")
	theirs, theirKey := newKey(t, "their.pub")
	good := sign(t, ours, says(repository, digest))
	altered := good
	altered.Payload = []byte(strings.Replace(string(good.Payload), "null", "[]", 1))
	noBase64 := good
	noBase64.Signature = "*"
	other := "sha256:" + strings.Repeat("b", 64)
	keys := []platform.PublicKey{ourKey}
	for name, c := range map[string]struct {
		keys       []platform.PublicKey
		signatures []platform.Signature
		want       string
	}{
		"signed":           {keys, []platform.Signature{good}, ""},
		"also by others":   {keys, []platform.Signature{sign(t, theirs, says(repository, digest)), good}, ""},
		"by one of two":    {[]platform.PublicKey{theirKey, ourKey}, []platform.Signature{good}, ""},
		"a newer beside":   {keys, []platform.Signature{sign(t, ours, says(repository, other)), good}, ""},
		"no key":           {nil, []platform.Signature{good}, "spec.trust.catalogs has no key for it, so nothing says who made it"},
		"unsigned":         {keys, nil, "nobody signed it"},
		"another key":      {keys, []platform.Signature{sign(t, theirs, says(repository, digest))}, "no key signed it (cosign.pub: a signature is by another key)"},
		"another digest":   {keys, []platform.Signature{sign(t, ours, says(repository, other))}, fmt.Sprintf("no key signed it (cosign.pub: it signed %q, and not %s)", other, digest)},
		"another place":    {keys, []platform.Signature{sign(t, ours, says("registry.example.com/other", digest))}, fmt.Sprintf(`no key signed it (cosign.pub: it signed for "registry.example.com/other", and not for %s)`, repository)},
		"no place":         {keys, []platform.Signature{sign(t, ours, says("", digest))}, fmt.Sprintf(`no key signed it (cosign.pub: it signed for "", and not for %s)`, repository)},
		"another type":     {keys, []platform.Signature{sign(t, ours, strings.Replace(says(repository, digest), "cosign container image signature", "blob", 1))}, `no key signed it (cosign.pub: it signed a "blob", and no image)`},
		"no JSON":          {keys, []platform.Signature{sign(t, ours, digest)}, "no key signed it (cosign.pub: what it signed is no JSON: invalid character 's' looking for beginning of value)"},
		"altered":          {keys, []platform.Signature{altered}, "no key signed it (cosign.pub: a signature is by another key)"},
		"no base64":        {keys, []platform.Signature{noBase64}, "no key signed it (cosign.pub: a signature is no base64)"},
		"no signature":     {keys, []platform.Signature{{Payload: good.Payload, Signature: ""}}, "no key signed it (cosign.pub: a signature is by another key)"},
		"said once":        {keys, []platform.Signature{altered, altered, altered}, "no key signed it (cosign.pub: a signature is by another key)"},
		"a key that's not": {[]platform.PublicKey{{Name: "a.pub", PEM: []byte("a")}}, []platform.Signature{good}, "a.pub holds no key in PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Signed(platform.Admission{SignedAs: repository, Keys: c.keys}, digest, c.signatures)
			if got := fmt.Sprint(err); got != c.want && (err != nil || c.want != "") {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestCheckKey(t *testing.T) {
	_, good := newKey(t, "cosign.pub")
	_, other := newKey(t, "cosign.pub")
	ed, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		pem  []byte
		want string
	}{
		"good":    {append(good.PEM, "\n\n"...), "<nil>"},
		"nothing": {nil, "holds no key in PEM"},
		"private": {pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED SIGSTORE PRIVATE KEY"}), "holds a private key, which belongs into no repository: cosign.pub is the public one"},
		"two":     {append(good.PEM, other.PEM...), "holds more than one key: one a file"},
		"damaged": {pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("a")}), "holds no public key: asn1: "},
		"ed25519": {publicPEM(t, ed), "holds no ECDSA key, which is what cosign generate-key-pair makes"},
	} {
		if got := fmt.Sprint(CheckKey(platform.PublicKey{PEM: c.pem})); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// FuzzSigned: what is signed by nobody that is believed never passes.
func FuzzSigned(f *testing.F) {
	private, key := newKey(f, "cosign.pub")
	good := sign(f, private, says(repository, digest))
	f.Add(good.Payload, "MEUCIQ==")
	f.Add([]byte(says("", "")), good.Signature)
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, text []byte, signature string) {
		if string(text) == string(good.Payload) {
			return
		}
		s := platform.Signature{Payload: text, Signature: signature}
		if Signed(platform.Admission{SignedAs: repository, Keys: []platform.PublicKey{key}}, digest, []platform.Signature{s}) == nil {
			t.Errorf("%q passes with %q", text, signature)
		}
	})
}
