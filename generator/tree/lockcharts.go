package tree

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.yaml.in/yaml/v3"
)

// ReadCharts returns the charts and published manifests that the lock in dir
// records. Of a lock with a merge conflict it returns, in no order, what both
// sides agree about or one alone knows: what has two digests has none.
func ReadCharts(dir string) ([]Chart, []Manifests, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("open folder %s: %w", dir, bare(err))
	}
	defer root.Close()
	data, err := readLock(root, lockName)
	if err != nil || data == nil {
		return nil, nil, err
	}
	if l, err := decodeLock(data); err == nil {
		return l.Charts, l.Manifests, nil
	}
	return salvageCharts(data), salvageManifests(data), nil
}

// ReadMetaFS returns what the lock of a folder that is on no disk records beside paths, as far as it can be read.
func ReadMetaFS(fsys fs.FS) (Meta, error) {
	data, err := fs.ReadFile(fsys, lockName)
	if errors.Is(err, fs.ErrNotExist) {
		return Meta{}, nil
	}
	if err != nil {
		return Meta{}, fmt.Errorf("read %s: %w", lockName, bare(err))
	}
	if l, err := decodeLock(data); err == nil {
		return l.Meta, nil
	}
	return Meta{Charts: salvageCharts(data), Manifests: salvageManifests(data)}, nil
}

// CatalogDigests are the digests of the catalogs that the lock of a folder records, by the catalogs' names. Of a lock with
// a merge conflict, what both sides agree about or one alone knows.
func CatalogDigests(fsys fs.FS) (map[string]string, error) {
	data, err := fs.ReadFile(fsys, lockName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", lockName, bare(err))
	}
	l, err := decodeLock(data)
	if err != nil {
		return salvageCatalogs(data), nil
	}
	out := map[string]string{}
	for _, c := range l.Catalogs {
		out[c.Name] = c.Digest
	}
	return out, nil
}

func salvageCatalogs(data []byte) map[string]string {
	digests := map[string][]string{}
	for line := range bytes.Lines(Canonical(data)) {
		item, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("- "))
		// A chart has a name and a digest too, and a repository.
		var c struct{ Name, Digest, Repository string }
		if ok && yaml.Unmarshal(item, &c) == nil && c.Repository == "" && c.Name != "" {
			digests[c.Name] = merged(digests[c.Name], []string{c.Digest})
		}
	}
	out := map[string]string{}
	for name, all := range digests {
		if len(all) == 1 {
			out[name] = all[0]
		}
	}
	return out
}

func salvageCharts(data []byte) []Chart {
	return agreed(data, func(c *Chart) (digest *string, known bool) { return &c.Digest, c.Repository != "" })
}

func salvageManifests(data []byte) []Manifests {
	return agreed(data, func(m *Manifests) (digest *string, known bool) { return &m.Digest, m.URL != "" })
}

// agreed are the entries of one sort with one digest alone.
func agreed[T comparable](data []byte, look func(*T) (digest *string, known bool)) []T {
	digests := map[T][]string{}
	for line := range bytes.Lines(Canonical(data)) {
		item, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("- "))
		var entry T
		if !ok || yaml.Unmarshal(item, &entry) != nil {
			continue
		}
		at, known := look(&entry)
		digest := *at
		if !known || digest == "" {
			continue
		}
		*at = ""
		digests[entry] = merged(digests[entry], []string{digest})
	}
	var out []T
	for entry, all := range digests {
		if len(all) == 1 {
			at, _ := look(&entry)
			*at = all[0]
			out = append(out, entry)
		}
	}
	return out
}

// Lock replaces what the lock in dir records beside paths, but for root and
// components: those are of what was generated, also where the lock has a merge
// conflict. A lock that is missing or broken is rebuilt, from the files below output.
func Lock(ctx context.Context, dir, output string, meta Meta) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open folder %s: %w", dir, bare(err))
	}
	defer root.Close()
	release, err := acquire(root)
	if err != nil {
		return fmt.Errorf("lock charts in %s: %w", dir, err)
	}
	defer release()
	past, err := remember(root, output)
	if err != nil {
		return fmt.Errorf("lock charts in %s: %w", dir, err)
	}
	l := past.lock
	l.Meta, l.seeds = recorded(past.rawLock).kept(meta), nil
	if next := l.encode(); ctx.Err() == nil && !bytes.Equal(next, past.rawLock) {
		return (&writer{root: root}).replace(lockName, next)
	}
	return ctx.Err()
}
