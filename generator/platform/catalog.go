package platform

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// CatalogRef is the address of a catalog in an OCI registry:
// oci://host/path:version, with @sha256:… exactly one manifest.
type CatalogRef struct {
	Repository string // host/path
	Version    string // the tag; empty where only a digest is given
	Digest     string
}

// catalogRef is as #Catalog in schemas/platform.cue has it, but that one of version and digest will do.
var catalogRef = regexp.MustCompile(`^oci://([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+)` +
	`(:([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?))?(@(sha256:[0-9a-f]{64}))?$`)

// IsOCI is whether a name of spec.catalogs is an address in a registry.
func IsOCI(catalog string) bool { return strings.HasPrefix(catalog, "oci://") }

// ParseCatalogRef takes an address apart.
func ParseCatalogRef(address string) (CatalogRef, error) {
	m := catalogRef.FindStringSubmatch(address)
	if m == nil {
		return CatalogRef{}, fmt.Errorf("%q is no address of a catalog: want oci://registry/repository:1.2.3", address)
	}
	ref := CatalogRef{Repository: m[1], Version: m[7], Digest: m[10]}
	if ref.Version == "" && ref.Digest == "" {
		return CatalogRef{}, fmt.Errorf("%q names no version: want oci://registry/repository:1.2.3", address)
	}
	return ref, nil
}

// Address is the repository as people write it.
func (r CatalogRef) Address() string { return "oci://" + r.Repository }

func (r CatalogRef) String() string {
	s := r.Address()
	if r.Version != "" {
		s += ":" + r.Version
	}
	if r.Digest != "" {
		s += "@" + r.Digest
	}
	return s
}

// CatalogSource is a catalog in a registry that a platform names.
type CatalogSource struct {
	Name   string     // as spec.catalogs has it
	From   CatalogRef // where it is fetched: a mirror takes effect
	Locked string     // its digest by slipway.lock, or by its own address
	Admission
}

// Admission is what is asked of a catalog before it is used.
type Admission struct {
	SignedAs string // the repository that signatures are to name
	Keys     []PublicKey
	Unsigned string // refuse, warn or allow
}

// PublicKey is a file with a key.
type PublicKey struct {
	Name string
	PEM  []byte
}

// Signature is one that a registry has beside a catalog.
type Signature struct {
	Payload   []byte `json:"payload"`
	Signature string `json:"signature"` // base64
}

// ForeignCatalog is a catalog from a registry, as this machine has it.
type ForeignCatalog struct {
	FS     fs.FS
	Digest string
	// Signatures are those that were fetched; nil where nobody asked.
	Signatures []Signature
}

// CatalogTrust is what a platform says of an address: of several entries, the
// one that says most of it. Where none does, an unsigned catalog is noted: its
// digest is locked, and what it comes to is reviewed, as with charts.
func (t Trust) CatalogTrust(address string) (trust CatalogTrust, entry int) {
	entry = -1
	for i, c := range t.Catalogs {
		if covers(c.Prefix, address) && (entry < 0 || len(trust.Prefix) < len(c.Prefix)) {
			trust, entry = c, i
		}
	}
	switch {
	case trust.Unsigned != "":
	case len(trust.Keys) > 0: // who has a key wants it used
		trust.Unsigned = "refuse"
	default:
		trust.Unsigned = "warn"
	}
	return trust, entry
}

var (
	// ErrCatalogNotLocked is what errors.Is finds where nothing says which bytes a catalog is.
	ErrCatalogNotLocked = errors.New("has no digest in slipway.lock")
	// ErrCatalogNotFetched is what errors.Is finds where a catalog is not on this machine.
	ErrCatalogNotFetched = errors.New("is not in the cache of this machine")
)
