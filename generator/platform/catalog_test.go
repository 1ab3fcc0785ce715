package platform

import (
	"strings"
	"testing"
)

func TestParseCatalogRef(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("a", 64)
	for _, address := range []string{
		"oci://registry.example.com/acme:1.2.3", "oci://127.0.0.1:5000/a/b-c/d_e:1.2.3-rc.1", "oci://localhost/acme:1.2.3" + digest, "oci://localhost:5000/acme" + digest,
	} {
		if ref, err := ParseCatalogRef(address); err != nil || ref.String() != address {
			t.Errorf("%s: %s, %v", address, ref, err)
		}
	}
	for address, want := range map[string]string{
		"registry.example.com/acme:1.2.3":               "is no address of a catalog",
		"https://registry.example.com/acme:1.2.3":       "is no address of a catalog",
		"oci://registry.example.com:1.2.3":              "is no address of a catalog",
		"oci://registry.example.com/acme":               "names no version",
		"oci://registry.example.com/acme:latest":        "is no address of a catalog",
		"oci://registry.example.com/acme:v1.2.3":        "is no address of a catalog",
		"oci://registry.example.com/acme:1.2":           "is no address of a catalog",
		"oci://registry.example.com/acme:1.2.3+a":       "is no address of a catalog",
		"oci://registry.example.com/Acme:1.2.3":         "is no address of a catalog",
		"oci://user:word@registry.example.com/a:1.2.3":  "is no address of a catalog",
		"oci://registry.example.com/../acme:1.2.3":      "is no address of a catalog",
		"oci://registry.example.com//acme:1.2.3":        "is no address of a catalog",
		"oci://registry.example.com/acme:1.2.3?a=b":     "is no address of a catalog",
		"oci://registry.example.com/acme:1.2.3@sha256:": "is no address of a catalog",
	} {
		if ref, err := ParseCatalogRef(address); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", address, ref, err)
		}
	}
}
