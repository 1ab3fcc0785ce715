package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	signed "github.com/slipway-platform/slipway/generator/admission"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// openCatalog finds the files of a catalog that is not the builtin one: a folder
// of the platform's, or what was fetched of a registry.
func openCatalog(src Sources, dir fs.FS, in *userInput, i int) (*catalogSource, error) {
	name := in.Spec.Catalogs[i]
	if !platform.IsOCI(name) {
		if ps := noFolder(dir, in, i); len(ps) > 0 {
			return nil, ps
		}
		folder, err := fs.Sub(dir, path.Clean(name))
		if err != nil {
			return nil, fmt.Errorf("open catalog %s: %w", name, err)
		}
		return &catalogSource{name: name, fsys: folder}, nil
	}
	found, err := openForeign(src, name)
	switch {
	case errors.Is(err, platform.ErrCatalogNotLocked), errors.Is(err, platform.ErrCatalogNotFetched):
		return nil, fmt.Errorf("%s: spec.catalogs[%d]: %s %w; run: slipway lock", in.at("spec", "catalogs", i), i, name, err)
	case err != nil:
		return nil, fmt.Errorf("%s: spec.catalogs[%d]: %s %w", in.at("spec", "catalogs", i), i, name, err)
	}
	note, err := admit(dir, in, name, found)
	if err != nil {
		return nil, err
	}
	return &catalogSource{name: name, fsys: found.FS, digest: found.Digest, note: note}, nil
}

// noFolder says that a catalog is not there, where it is named.
func noFolder(dir fs.FS, in *userInput, i int) problem.Problems {
	name := in.Spec.Catalogs[i]
	p := problem.Problem{Position: in.at("spec", "catalogs", i), Path: inputPath([]any{"spec", "catalogs", i})}
	switch info, err := fs.Stat(dir, path.Clean(name)); {
	case errors.Is(err, fs.ErrNotExist):
		p.Message, p.Hint = fmt.Sprintf("there is no folder %s", name), "slipway catalog new NAME makes one, with a component in it"
	case err == nil && !info.IsDir():
		p.Message, p.Hint = fmt.Sprintf("%s is a file", name), "a catalog is a folder with a folder per component"
	default:
		return nil
	}
	return problem.Problems{p}
}

// admit holds a catalog to what the platform asks of its signatures; the note
// is about one that is used without.
func admit(dir fs.FS, in *userInput, name string, found *platform.ForeignCatalog) (note string, err error) {
	ref, err := platform.ParseCatalogRef(name)
	if err != nil {
		return "", err
	}
	asked, problems := admission(dir, in.Spec.Trust, ref)
	if len(problems) > 0 {
		for i := range problems {
			problems[i].Position = in.at("spec", "trust", "catalogs")
		}
		return "", problems
	}
	err = signed.Signed(asked, found.Digest, found.Signatures)
	switch {
	case err == nil || asked.Unsigned == "allow":
		return "", nil
	case asked.Unsigned == "warn":
		return fmt.Sprintf("catalog %s: %v", name, err), nil
	case len(asked.Keys) > 0 && found.Signatures == nil:
		return "", fmt.Errorf("catalog %s: its signatures are not in the cache of this machine; run: slipway lock", name)
	}
	return "", fmt.Errorf("catalog %s is refused: %w; spec.trust.catalogs says whose signatures are believed", name, err)
}

// admission reads the keys that a platform has for an address.
func admission(dir fs.FS, t platform.Trust, ref platform.CatalogRef) (platform.Admission, problem.Problems) {
	trust, entry := t.CatalogTrust(ref.Address())
	out := platform.Admission{SignedAs: ref.Repository, Unsigned: trust.Unsigned}
	var problems problem.Problems
	for i, name := range trust.Keys {
		key := platform.PublicKey{Name: name}
		var err error
		if key.PEM, err = fs.ReadFile(dir, name); err != nil {
			err = errors.New("cannot be read: it is to be a file in the platform's folder")
		} else {
			err = signed.CheckKey(key)
		}
		if err != nil {
			problems = append(problems, problem.Problem{Path: fmt.Sprintf("spec.trust.catalogs[%d].keys[%d]", entry, i), Message: name + " " + err.Error()})
		}
		out.Keys = append(out.Keys, key)
	}
	return out, problems
}

func openForeign(src Sources, name string) (*platform.ForeignCatalog, error) {
	ref, err := platform.ParseCatalogRef(name)
	if err != nil {
		return nil, err
	}
	if src.Foreign == nil {
		return nil, platform.ErrCatalogNotFetched
	}
	return src.Foreign(name, ref)
}

// ForeignCatalogs lists the catalogs of registries that an input names.
func ForeignCatalogs(in *platform.Input, dir fs.FS) ([]platform.CatalogSource, error) {
	var out []platform.CatalogSource
	for _, name := range in.Spec.Catalogs {
		if !platform.IsOCI(name) {
			continue
		}
		ref, err := platform.ParseCatalogRef(name)
		if err != nil {
			return nil, err
		}
		digest := ref.Digest
		asked, problems := admission(dir, in.Spec.Trust, ref)
		if len(problems) > 0 {
			return nil, problems
		}
		if ref, err = mirroredRef(in.Spec.Mirrors, ref); err != nil {
			return nil, err
		}
		out = append(out, platform.CatalogSource{Name: name, From: ref, Locked: digest, Admission: asked})
	}
	return out, nil
}

func mirroredRef(mirrors map[string]string, ref platform.CatalogRef) (platform.CatalogRef, error) {
	at := mirrored(mirrors, ref.Address())
	moved := ref
	moved.Repository = ""
	return platform.ParseCatalogRef(at + moved.String()[len("oci://"):])
}
