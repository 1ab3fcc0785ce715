package chart

import "github.com/slipway-platform/slipway/bootstrap/blob"

// cache keeps archives, and what they render to beside them.
type cache struct{ dir string }

func (c cache) archives() blob.Store { return blob.Store{Dir: c.dir, Ext: ".tgz"} }

func (c cache) path(digest string) (string, bool) { return c.archives().Path(digest) }
func (c cache) find(digest string) (string, bool) { return c.archives().Find(digest) }
func (c cache) put(digest string, data []byte) (string, error) {
	return c.archives().Put(digest, data)
}

// Archive returns what the cache has by a digest: a chart, or published manifests.
func Archive(cacheDir, digest string) ([]byte, bool) { return cache{cacheDir}.archives().Read(digest) }

// Cached returns the path of what the cache has by a digest.
func Cached(cacheDir, digest string) (path string, ok bool) { return cache{cacheDir}.find(digest) }

// Keep puts an archive, of which the digest was checked, into the cache.
func Keep(cacheDir, digest string, data []byte) error {
	_, err := cache{cacheDir}.put(digest, data)
	return err
}

func digestOf(data []byte) string { return blob.Digest(data) }
