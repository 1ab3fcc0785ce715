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

func digestOf(data []byte) string { return blob.Digest(data) }
