package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/rogpeppe/go-internal/testscript"
)

type signersKey struct{}

// makeKey makes a key pair and writes the public one into a file.
func makeKey(ts *testscript.TestScript, _ bool, args []string) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	ts.Check(err)
	der, err := x509.MarshalPKIXPublicKey(private.Public())
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600))
	ts.Value(signersKey{}).(map[string]*ecdsa.PrivateKey)[args[0]] = private
}

// signCatalog signs a tag as cosign sign --key does: sign-catalog KEY HOST/REPOSITORY:TAG [REPOSITORY THAT IT NAMES].
func signCatalog(ts *testscript.TestScript, _ bool, args []string) {
	tag, err := name.NewTag(args[1], name.Insecure)
	ts.Check(err)
	signed, err := remote.Head(tag)
	ts.Check(err)
	identity := tag.Context().Name()
	if len(args) > 2 {
		identity = args[2]
	}
	payload := fmt.Appendf(nil, `{"critical":{"identity":{"docker-reference":%q},"image":{"docker-manifest-digest":%q},"type":"cosign container image signature"},"optional":null}`, identity, signed.Digest)
	sum := sha256.Sum256(payload)
	raw, err := ecdsa.SignASN1(rand.Reader, ts.Value(signersKey{}).(map[string]*ecdsa.PrivateKey)[args[0]], sum[:])
	ts.Check(err)
	image, err := mutate.Append(mutate.MediaType(empty.Image, types.OCIManifestSchema1), mutate.Addendum{
		Layer:       static.NewLayer(payload, "application/vnd.dev.cosign.simplesigning.v1+json"),
		Annotations: map[string]string{"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(raw)},
	})
	ts.Check(err)
	ts.Check(remote.Write(tag.Context().Tag(strings.Replace(signed.Digest.String(), ":", "-", 1)+".sig"), image))
}
