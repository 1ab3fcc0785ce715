package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/gitattributes"
	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// The files gogit*.go are the only ones that know go-git, this one its object store, index and references. What is done
// with them is in the other files.

// store is the .git folder of a work tree.
type store struct{ repo *gogit.Repository }

// initStore makes a repository whose first commit will be on branch.
func initStore(root, branch string) (*store, error) {
	repo, err := gogit.PlainInitWithOptions(root, &gogit.PlainInitOptions{
		InitOptions: gogit.InitOptions{DefaultBranch: plumbing.NewBranchReferenceName(branch)},
	})
	if err != nil {
		return nil, err
	}
	return &store{repo}, nil
}

// head is the branch that is checked out ("" when detached) and its commit (zero when there is none yet).
func (s *store) head() (branch string, at hash, err error) {
	ref, err := s.repo.Reference(plumbing.HEAD, false)
	if err != nil {
		return "", at, fmt.Errorf("read git HEAD: %w", err)
	}
	if ref.Type() == plumbing.SymbolicReference {
		branch = ref.Target().Short()
		ref, err = s.repo.Reference(ref.Target(), true)
		if errors.Is(err, plumbing.ErrReferenceNotFound) {
			return branch, at, nil
		}
		if err != nil {
			return "", at, fmt.Errorf("read git branch %s: %w", branch, err)
		}
	}
	return branch, hash(ref.Hash()), nil
}

// checkBranch refuses what git would not take for a branch, such as a path that leads elsewhere.
func checkBranch(name string) error {
	if err := plumbing.NewBranchReferenceName(name).Validate(); err != nil || strings.HasPrefix(name, "-") {
		return fmt.Errorf("%q is not a name for a branch", name)
	}
	return nil
}

// branch is the commit of a local branch; zero when there is none.
func (s *store) branch(name string) (hash, error) {
	ref, err := s.repo.Reference(plumbing.NewBranchReferenceName(name), true)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return hash{}, nil
	}
	if err != nil {
		return hash{}, fmt.Errorf("read git branch %s: %w", name, err)
	}
	return hash(ref.Hash()), nil
}

func (s *store) has(h hash) bool { return s.repo.Storer.HasEncodedObject(plumbing.Hash(h)) == nil }

func (s *store) read(kind string, h hash) (data []byte, err error) {
	t, err := plumbing.ParseObjectType(kind)
	if err != nil {
		return nil, err
	}
	obj, err := s.repo.Storer.EncodedObject(t, plumbing.Hash(h))
	if err != nil {
		return nil, fmt.Errorf("read git %s %s: %w", kind, h, err)
	}
	r, err := obj.Reader()
	if err != nil {
		return nil, fmt.Errorf("read git %s %s: %w", kind, h, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return io.ReadAll(r)
}

func (s *store) write(kind string, data []byte) (hash, error) {
	h := sum(kind, data)
	if s.has(h) {
		return h, nil
	}
	t, err := plumbing.ParseObjectType(kind)
	if err != nil {
		return hash{}, err
	}
	obj := s.repo.Storer.NewEncodedObject()
	obj.SetType(t)
	w, err := obj.Writer()
	if err != nil {
		return hash{}, fmt.Errorf("write git %s: %w", kind, err)
	}
	_, err = w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		return hash{}, fmt.Errorf("write git %s: %w", kind, err)
	}
	if _, err = s.repo.Storer.SetEncodedObject(obj); err != nil {
		err = fmt.Errorf("write git %s: %w", kind, err)
	}
	return h, err
}

func (s *store) index() ([]indexed, error) {
	idx, err := s.repo.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read git index: %w", err)
	}
	var out []indexed
	for _, e := range idx.Entries {
		out = append(out, indexed{e.Name, entry{mode: uint32(e.Mode), hash: hash(e.Hash)}, e.Stage != 0, e.IntentToAdd, e.SkipWorktree})
	}
	return out, nil
}

// writeIndex writes the index with some paths changed to w; a change without a mode removes the path.
func (s *store) writeIndex(w io.Writer, changes map[string]worktreeFile) error {
	idx, err := s.repo.Storer.Index()
	if err != nil {
		return fmt.Errorf("read git index: %w", err)
	}
	idx.Entries = slices.DeleteFunc(idx.Entries, func(e *index.Entry) bool {
		_, changed := changes[e.Name]
		return changed
	})
	for path, f := range changes {
		if f.mode != 0 {
			idx.Entries = append(idx.Entries, &index.Entry{Name: path, Hash: plumbing.Hash(f.hash), Mode: filemode.FileMode(f.mode),
				Size: uint32(f.size), ModifiedAt: f.modified}) // #nosec G115 -- git keeps the size modulo 2^32
		}
	}
	return index.NewEncoder(w).Encode(idx)
}

// settings reads the repository's, the user's and the system's configuration, the strongest last. What names a program is
// not taken from a repository, which may be somebody else's.
func (s *store) settings() settings {
	out := settings{}
	for _, scope := range []config.Scope{config.SystemScope, config.GlobalScope, config.LocalScope} {
		cfg, err := s.repo.Config()
		if scope != config.LocalScope {
			cfg, err = config.LoadConfig(scope)
		}
		if err != nil {
			continue
		}
		for _, section := range cfg.Raw.Sections {
			if scope == config.LocalScope && section.IsName("gpg") {
				continue
			}
			for _, o := range section.Options {
				out[strings.ToLower(section.Name+"."+o.Key)] = o.Value
			}
			for _, sub := range section.Subsections {
				for _, o := range sub.Options {
					out[strings.ToLower(section.Name)+"."+sub.Name+"."+strings.ToLower(o.Key)] = o.Value
				}
			}
		}
	}
	return out
}

// remotes maps the names of the configured remotes to their URLs.
func (s *store) remotes() map[string]string {
	out := map[string]string{}
	if cfg, err := s.repo.Config(); err == nil {
		for name, r := range cfg.Remotes {
			out[name] = append(r.URLs, "")[0]
		}
	}
	return out
}

// addOrigin lets plain git pull and push work in a repository that was just made.
func (s *store) addOrigin(url, branch string) error {
	_, err := s.repo.CreateRemote(&config.RemoteConfig{Name: "origin", URLs: []string{url}})
	if err != nil {
		return err
	}
	return s.repo.CreateBranch(&config.Branch{Name: branch, Remote: "origin", Merge: plumbing.NewBranchReferenceName(branch)})
}

// ignoreRules parses one .gitignore that lies in the folder; they apply in order, the last match wins.
func ignoreRules(lines, folder []string) []ignoreRule {
	var out []ignoreRule
	for _, line := range lines {
		out = append(out, func(path []string, dir bool) verdict {
			return verdict(gitignore.ParsePattern(line, folder).Match(path, dir))
		})
	}
	return out
}

// attributeRules parses one .gitattributes that lies in the folder. What a path gets of them is not asked of go-git, whose
// matcher lets the first line win.
func attributeRules(text string, folder []string) []attributeRule {
	var out []attributeRule
	for line := range strings.Lines(text) {
		parsed, err := gitattributes.ParseAttributesLine(line, folder, true)
		if err != nil || parsed.Name == "" {
			continue
		}
		rule := attributeRule{macro: parsed.Name}
		if parsed.Pattern != nil {
			rule = attributeRule{match: parsed.Pattern.Match}
		}
		for _, a := range parsed.Attributes {
			said := attribute{a.Name(), a.Value()}
			switch {
			case a.IsSet():
				said.value = attributeSet
			case a.IsUnset():
				said.value = attributeUnset
			}
			rule.says = append(rule.says, said)
		}
		out = append(out, rule)
	}
	return out
}

// pack does without deltas: finding them costs seconds and saves little on small files.
func (s *store) pack(objects []hash) (*bytes.Buffer, error) {
	var out bytes.Buffer
	all := make([]plumbing.Hash, len(objects))
	for i, h := range objects {
		all[i] = plumbing.Hash(h)
	}
	_, err := packfile.NewEncoder(&out, s.repo.Storer, false).Encode(all, 0)
	return &out, err
}
