package gitserver

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
)

// spool gives a request of unknown length one: git pushes more than a megabyte
// in chunks, which CGI cannot express.
func spool(r *http.Request) (remove func(), err error) {
	if r.ContentLength >= 0 {
		return func() {}, nil
	}
	f, err := os.CreateTemp("", "slipway-push-")
	if err != nil {
		return nil, fmt.Errorf("create spool file: %w", err)
	}
	_ = os.Remove(f.Name()) // so that a killed server leaves none; Windows keeps the name of an open file
	remove = func() { f.Close(); os.Remove(f.Name()) }
	size, err := io.Copy(f, r.Body)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err = errors.Join(err, r.Body.Close()); err != nil {
		remove()
		return nil, fmt.Errorf("spool request: %w", err)
	}
	r.Body, r.ContentLength, r.TransferEncoding = f, size, nil
	return remove, nil
}
