package catalogs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/blob"
	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/platform"
)

// What cosign stores: one layer for each signature, which is an annotation of it.
const (
	payloadType         = "application/vnd.dev.cosign.simplesigning.v1+json"
	signatureAnnotation = "dev.cosignproject.cosign/signature"
	referrerType        = "application/vnd.dev.cosign.artifact.sig.v1+json"
)

// A payload is a few lines, and few people sign a catalog: more is meant to keep somebody busy.
const (
	maxPayload    = 64 << 10
	maxSignatures = 64
)

// Signatures are those of the cache; nil where none were asked for.
func Signatures(cacheDir, digest string) []platform.Signature {
	path, ok := signaturesPath(cacheDir, digest)
	if !ok {
		return nil
	}
	data, err := os.ReadFile(path) // #nosec G304 -- the name is a checked digest
	if err != nil {
		return nil
	}
	signatures := []platform.Signature{}
	if json.Unmarshal(data, &signatures) != nil || signatures == nil {
		return nil // they are fetched again
	}
	return signatures
}

func signaturesPath(cacheDir, digest string) (string, bool) {
	path, ok := store(cacheDir).Path(digest)
	return filepath.Join(cacheDir, "catalogs", "signatures", filepath.Base(path)+".json"), ok
}

// FetchSignatures asks a registry who signed a catalog that is in the cache, and
// keeps the answer there. Whether a signature is good is for others to say.
func FetchSignatures(ctx context.Context, cacheDir string, ref platform.CatalogRef, digest string, login Login) ([]platform.Signature, error) {
	signatures, err := askSignatures(ctx, cacheDir, ref, digest, login)
	if err != nil {
		return nil, fmt.Errorf("pull signatures of catalog %s: %w", ref, explained(err))
	}
	return signatures, keepSignatures(cacheDir, digest, signatures)
}

// AddSignatures adds signatures of a catalog to those that the cache has.
func AddSignatures(cacheDir, digest string, more []platform.Signature) error {
	there := Signatures(cacheDir, digest)
	all := slices.Clone(there)
	for _, s := range more {
		if !slices.ContainsFunc(all, func(o platform.Signature) bool {
			return o.Signature == s.Signature && string(o.Payload) == string(s.Payload)
		}) {
			all = append(all, s)
		}
	}
	if there != nil && len(all) == len(there) {
		return nil
	}
	if len(all) > maxSignatures || slices.ContainsFunc(more, func(s platform.Signature) bool { return max(len(s.Payload), len(s.Signature)) > maxPayload }) {
		return tooMuchSigned()
	}
	return keepSignatures(cacheDir, digest, all)
}

func keepSignatures(cacheDir, digest string, signatures []platform.Signature) error {
	data, err := json.Marshal(signatures)
	if err != nil {
		return fmt.Errorf("keep signatures: %w", err)
	}
	path, ok := signaturesPath(cacheDir, digest)
	if !ok {
		return fmt.Errorf("keep signatures: %q is no digest", digest)
	}
	return blob.Write(path, data)
}

func tooMuchSigned() error {
	return fmt.Errorf("there are more than %d, or one is of more than %d KiB", maxSignatures, maxPayload>>10)
}

func askSignatures(ctx context.Context, cacheDir string, ref platform.CatalogRef, digest string, login Login) ([]platform.Signature, error) {
	raw, ok := store(cacheDir).Read(digest)
	if !ok {
		return nil, platform.ErrCatalogNotFetched
	}
	signed, err := registry.ParseManifest(raw)
	if err != nil {
		return nil, err
	}
	repo, err := open(ref, login)
	if err != nil {
		return nil, err
	}
	referrers, err := repo.Referrers(ctx, signed, referrerType)
	if err != nil {
		return nil, err
	}
	out := []platform.Signature{}
	for _, reference := range append(referrers, strings.Replace(digest, ":", "-", 1)+".sig") {
		m, err := repo.Manifest(ctx, reference)
		if errors.Is(err, registry.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if out, err = signaturesIn(ctx, repo, m, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func signaturesIn(ctx context.Context, repo *registry.Repository, m *registry.Manifest, out []platform.Signature) ([]platform.Signature, error) {
	for _, layer := range m.Layers {
		signature := layer.Annotations[signatureAnnotation]
		if layer.MediaType != payloadType || signature == "" {
			continue
		}
		if layer.Size > maxPayload || len(out) == maxSignatures {
			return nil, tooMuchSigned()
		}
		payload, err := repo.Fetch(ctx, layer)
		if err != nil {
			return nil, err
		}
		out = append(out, platform.Signature{Payload: payload, Signature: signature})
	}
	return out, nil
}
