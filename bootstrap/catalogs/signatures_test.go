package catalogs

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/slipway-platform/slipway/bootstrap/registry"
	"github.com/slipway-platform/slipway/generator/platform"
)

// attach stores signatures as cosign does: under a tag, or as what refers to the catalog.
func attach(t *testing.T, host, repository, of string, size int, signatures []platform.Signature, refers bool) {
	t.Helper()
	m := ocispec.Manifest{MediaType: ocispec.MediaTypeImageManifest, Config: ocispec.DescriptorEmptyJSON}
	m.SchemaVersion = 2
	var payloads [][]byte
	for _, s := range signatures {
		m.Layers = append(m.Layers, ocispec.Descriptor{MediaType: payloadType, Digest: digest.FromBytes(s.Payload), Size: int64(len(s.Payload)),
			Annotations: map[string]string{signatureAnnotation: s.Signature}})
		payloads = append(payloads, s.Payload)
	}
	tag := strings.Replace(of, ":", "-", 1) + ".sig"
	if refers {
		m.Config.MediaType, tag = referrerType, "later" // which is the artifact's type where it has none
		m.Subject = &ocispec.Descriptor{MediaType: ocispec.MediaTypeImageManifest, Digest: digest.Digest(of), Size: int64(size)}
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	put(t, host, repository, tag, data, payloads...)
}

// TestSignaturesAreFoundWhereCosignPutsThem, in both forms, and are there without a network.
func TestSignaturesAreFoundWhereCosignPutsThem(t *testing.T) {
	host, stop := serve(t, nil)
	at, cache := ref(t, "oci://"+host+"/acme:1.2.3"), t.TempDir()
	c, packed := pack(t, "1.2.3", "first")
	of, _, err := Push(t.Context(), at, c, packed, false, Login{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := FetchSignatures(t.Context(), cache, at, of, Login{}); err == nil {
		t.Error("signatures of what is not in the cache")
	}
	if _, err := Fetch(t.Context(), cache, at, of, Login{}); err != nil {
		t.Fatal(err)
	}
	if got := Signatures(cache, of); got != nil {
		t.Errorf("nobody asked, and there is %v", got)
	}
	if got, err := FetchSignatures(t.Context(), cache, at, of, Login{}); err != nil || len(got) != 0 || Signatures(cache, of) == nil {
		t.Errorf("of a catalog without: %v, %v", got, err)
	}
	want := []platform.Signature{{Payload: []byte("three"), Signature: "Yw=="}, {Payload: []byte("one"), Signature: "YQ=="}, {Payload: []byte("two"), Signature: "Yg=="}}
	raw, _ := store(cache).Read(of)
	attach(t, host, "acme", of, len(raw), want[1:], false)
	attach(t, host, "acme", of, len(raw), want[:1], true)
	if _, err := FetchSignatures(t.Context(), cache, at, of, Login{}); err != nil {
		t.Fatal(err)
	}
	stop()
	if diff := cmp.Diff(want, Signatures(cache, of)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	path, _ := signaturesPath(cache, of)
	if err := os.WriteFile(path, []byte("[{"), 0o600); err != nil || Signatures(cache, of) != nil {
		t.Error("a damaged file was believed", err)
	}
}

// TestSignaturesThatKeepOneBusy are not fetched, nor taken from a bundle.
func TestSignaturesThatKeepOneBusy(t *testing.T) {
	host, _ := serve(t, nil)
	at, cache := ref(t, "oci://"+host+"/acme:1.2.3"), t.TempDir()
	c, packed := pack(t, "1.2.3", "first")
	of, _, err := Push(t.Context(), at, c, packed, false, Login{Login: registry.Login{}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Fetch(t.Context(), cache, at, of, Login{}); err != nil {
		t.Fatal(err)
	}
	one := platform.Signature{Payload: []byte("one"), Signature: "YQ=="}
	large := platform.Signature{Payload: make([]byte, maxPayload+1), Signature: "YQ=="}
	many := make([]platform.Signature, maxSignatures+1)
	for i := range many {
		many[i] = one
		many[i].Payload = fmt.Append(nil, i)
	}
	for name, signatures := range map[string][]platform.Signature{"large": {large}, "many": many} {
		attach(t, host, "acme", of, 0, signatures, false)
		_, err := FetchSignatures(t.Context(), cache, at, of, Login{})
		if err == nil || !strings.Contains(err.Error(), "there are more than 64, or one is of more than 64 KiB") {
			t.Errorf("%s: %v", name, err)
		}
		if err := AddSignatures(cache, of, signatures); err == nil || Signatures(cache, of) != nil {
			t.Errorf("%s: %v, and they are kept", name, err)
		}
	}
}
