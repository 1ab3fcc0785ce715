package credential

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
)

// TestEnds finds what ends wherever agents keep it.
func TestEnds(t *testing.T) {
	one, two := time.Date(2031, 5, 6, 7, 8, 9, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	ca, client, token := certificate(t, "Corporate", one), certificate(t, "admin", two), signed(t, jwt.RegisteredClaims{ExpiresAt: jwt.NewNumericDate(two)})
	coded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	authority, user, bearer := End{"certificate of Corporate", one}, End{"certificate of admin", two}, End{"token", two}
	for name, tt := range map[string]struct {
		value string
		want  []End
	}{
		"authorities": {ca + client, []End{authority, user}},
		"kubeconfig": {"clusters: [{cluster: {certificate-authority-data: " + coded(ca) + "}}]\nusers: [{user: {client-certificate-data: " + coded(client) + "}}]\n",
			[]End{user, authority}},
		"a token in a kubeconfig":     {"users:\n- user: {token: " + token + "}\n", []End{bearer}},
		"Argo CD's cluster":           {`{"bearerToken":"` + token + `","tlsClientConfig":{"caData":"` + coded(ca) + `"}}`, []End{authority, bearer}},
		"a token":                     {token + "\n", []End{bearer}},
		"a token that does not end":   {signed(t, jwt.RegisteredClaims{Subject: "x"}), nil},
		"a forge's token":             {"ghp_abcdefghijklmnop", nil},
		"a key":                       {string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})), nil},
		"no certificate in the PEM":   {string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})), nil},
		"neither YAML nor anything":   {"{: [", nil},
		"nothing":                     {"", nil},
		"three parts with dots in it": {"a.b.c", nil},
	} {
		got := Ends(tt.value)
		slices.SortFunc(got, func(a, b End) int { return strings.Compare(a.What, b.What) })
		slices.SortFunc(tt.want, func(a, b End) int { return strings.Compare(a.What, b.What) })
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func FuzzEnds(f *testing.F) {
	f.Add("users: [{user: {token: a.b.c}}]")
	f.Add("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n")
	f.Add(`{"a": &a [*a]}`)
	f.Fuzz(func(_ *testing.T, value string) { Ends(value) })
}

func certificate(t *testing.T, name string, ends time.Time) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func signed(t *testing.T, claims jwt.Claims) string {
	t.Helper()
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
