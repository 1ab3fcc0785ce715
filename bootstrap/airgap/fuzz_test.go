package airgap

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"testing"
)

// FuzzOpen: nothing that is read is anything but what its index says, and a
// bundle that is taken comes to the same bytes when it is packed anew.
func FuzzOpen(f *testing.F) {
	packed, _ := sample(f)
	f.Add(packed)
	f.Add(packed[:len(packed)-700])
	f.Add(entries(f, named("index.json", `{"format": 1, "platform": "", "catalogs": null, "charts": [], "manifests": [], "files": []}`)))
	f.Add(entries(f, named("../index.json", "{}")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := read(bytes.NewReader(data)); err != nil {
			return
		}
		b, err := Open(write(t, data))
		if err != nil {
			t.Fatal(err)
		}
		files := contents{}
		for _, listed := range b.Files {
			got, err := b.Read(listed.Digest)
			if err != nil || int64(len(got)) != listed.Size {
				t.Fatal(listed, err)
			}
			files[listed.Digest] = got
		}
		if want := b.digests(); !slices.Equal(want, slices.Sorted(maps.Keys(files))) {
			t.Fatalf("it refers to %v", want)
		}
		index := b.Index
		if err := Write(io.Discard, &index, files.read); err != nil {
			t.Fatal(fmt.Errorf("pack it anew: %w", err))
		}
	})
}
