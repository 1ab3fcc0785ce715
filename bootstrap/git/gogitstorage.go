package git

import (
	"bytes"
	"crypto/sha1" // #nosec G505 -- it is git's checksum
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5"
	"github.com/go-git/go-billy/v5/osfs"
	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
)

// storage is go-git's, but for what users' repositories have and it does not read.
type storage struct {
	*filesystem.Storage
	indexFile string
}

func openStore(root, gitDir string) (*store, error) {
	var shared billy.Filesystem
	if common := commonDir(gitDir); common != gitDir {
		shared = osfs.New(common)
	}
	s := &storage{
		Storage: filesystem.NewStorageWithOptions(dotgit.NewRepositoryFilesystem(osfs.New(gitDir), shared), cache.NewObjectLRUDefault(),
			filesystem.Options{AlternatesFS: osfs.New(filepath.VolumeName(root) + string(filepath.Separator))}), // borrowed objects lie anywhere
		indexFile: filepath.Join(gitDir, "index"),
	}
	repo, err := gogit.Open(s, osfs.New(root))
	if err != nil {
		return nil, fmt.Errorf("open git repository %s: %w", root, err)
	}
	return &store{repo}, nil
}

// Config leaves out the extensions that change nothing of what is done here: a sparse checkout's settings of its own, and
// that objects may be missing, as git's own history stops there too.
func (s *storage) Config() (*config.Config, error) {
	cfg, err := s.Storage.Config()
	if err != nil {
		return nil, err
	}
	if cfg.Raw.HasSection("extensions") {
		section := cfg.Raw.Section("extensions")
		for _, option := range slices.Clone(section.Options) {
			if slices.Contains([]string{"worktreeconfig", "partialclone", "preciousobjects"}, strings.ToLower(option.Key)) {
				section.RemoveOption(option.Key)
			}
		}
	}
	return cfg, nil
}

// Index reads an index without a checksum too (index.skipHash), and says what kind of index it cannot read.
func (s *storage) Index() (*index.Index, error) {
	idx := &index.Index{Version: 2}
	data, err := os.ReadFile(s.indexFile)
	if errors.Is(err, fs.ErrNotExist) {
		return idx, nil
	}
	if err != nil {
		return nil, err
	}
	if end := len(data) - sha1.Size; end > 0 && bytes.Equal(data[end:], make([]byte, sha1.Size)) {
		sum := sha1.Sum(data[:end]) // #nosec G401
		copy(data[end:], sum[:])
	}
	err = index.NewDecoder(bytes.NewReader(data)).Decode(idx)
	switch {
	case errors.Is(err, index.ErrUnknownExtension) && bytes.Contains(data, []byte("sdir\x00\x00\x00\x00")):
		return nil, errors.New("it is sparse: run git sparse-checkout init --no-sparse-index")
	case errors.Is(err, index.ErrUnknownExtension):
		return nil, errors.New("it is split or of an unknown kind: run git update-index --no-split-index")
	}
	return idx, err
}
