package kindnode

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

const searchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// image stacks layers.
func image(config v1.Config, layers ...v1.Layer) (v1.Image, error) {
	config.Env = append([]string{searchPath}, config.Env...)
	img, err := mutate.AppendLayers(empty.Image, layers...)
	if err != nil {
		return nil, fmt.Errorf("stack layers: %w", err)
	}
	file, err := img.ConfigFile()
	if err != nil {
		return nil, fmt.Errorf("describe an image: %w", err)
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Config = "linux", architecture, config
	if img, err = mutate.ConfigFile(img, file); err != nil {
		return nil, fmt.Errorf("describe an image: %w", err)
	}
	return img, nil
}

// Users that programs in images run as.
const (
	Nobody = "65532:65532"
	Root   = "0:0"
)

// Program is the image of one static program, which runs as user and trusts the
// certificates given.
func Program(path, user string, certificates []byte) (v1.Image, error) {
	layer, err := programLayer(path, certificates)
	if err != nil {
		return nil, err
	}
	return image(v1.Config{Entrypoint: []string{"/usr/local/bin/" + filepath.Base(path)}, User: user, WorkingDir: "/"}, layer)
}

func programLayer(path string, certificates []byte) (v1.Layer, error) {
	return layerOf([]entry{
		{name: "tmp", mode: 0o1777, dir: true},
		{name: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, data: certificates},
		{name: "usr/local/bin/" + filepath.Base(path), mode: 0o755, from: path},
	})
}

// Debian is the layer of a Debian with some packages, for programs that need
// others around them. It is read from the cache for as long as it is used.
func Debian(ctx context.Context, cacheDir, name string, packages ...string) (v1.Layer, error) {
	if err := install(ctx, "debootstrap"); err != nil {
		return nil, err
	}
	dir := filepath.Join(cacheDir, "kindnode", "debian", name)
	if err := rootFS(ctx, dir, packages); err != nil {
		return nil, err
	}
	return layerOfDir(ctx, dir, dir+".tar")
}

// OnDebian is an image of programs and links in /usr/local/bin on such a layer;
// it trusts the certificates given, and has a home folder that is anybody's.
func OnDebian(debian v1.Layer, config v1.Config, programs, links map[string]string, certificates []byte) (v1.Image, error) {
	entries := []entry{
		{name: "home/anybody", mode: 0o1777, dir: true},
		{name: "etc/ssl/certs/ca-certificates.crt", mode: 0o644, data: certificates},
	}
	for _, at := range slices.Sorted(maps.Keys(programs)) {
		entries = append(entries, entry{name: "usr/local/bin/" + at, mode: 0o755, from: programs[at]})
	}
	for _, at := range slices.Sorted(maps.Keys(links)) {
		entries = append(entries, entry{name: "usr/local/bin/" + at, link: links[at]})
	}
	own, err := layerOf(entries)
	if err != nil {
		return nil, err
	}
	config.Env = append(config.Env, "HOME=/home/anybody")
	config.WorkingDir = "/home/anybody"
	return image(config, debian, own)
}

// save writes images as engines and containerd take them.
func save(images map[string]v1.Image, to string) error {
	tagged := map[name.Tag]v1.Image{}
	for at, img := range images {
		tag, err := name.NewTag(at)
		if err != nil {
			return fmt.Errorf("name an image: %w", err)
		}
		tagged[tag] = img
	}
	f, err := os.Create(to)
	if err != nil {
		return fmt.Errorf("save images: %w", err)
	}
	defer f.Close()
	if err := tarball.MultiWrite(tagged, f); err != nil {
		return fmt.Errorf("save images: %w", err)
	}
	return f.Close()
}
