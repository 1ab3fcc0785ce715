package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/render"
)

// ownCatalog is where a platform's own components stand if it has no folder for them yet.
const ownCatalog = "./catalog"

// NewComponent is a component that is to be written.
type NewComponent struct {
	File NewFile
	// Platform is platform.yaml with the catalog in it; nil where it names the catalog already.
	Platform *PlatformText
	// Catalog is the folder as spec.catalogs calls it.
	Catalog string
}

var (
	componentName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)
	chartAddress  = regexp.MustCompile(`^(https|oci)://[^\s"\\$]+$`)
	chartName     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
	chartVersion  = regexp.MustCompile(`^v?[0-9][0-9A-Za-z.+-]*$`)
)

// StartComponent returns a component to begin with, in the platform's own
// catalog: the last folder of spec.catalogs, or ./catalog, which is added to
// them. It writes nothing.
func StartComponent(src Sources, dir, name string, chart platform.Chart) (*NewComponent, error) {
	if err := startable(src, name, chart); err != nil {
		return nil, err
	}
	in, err := load.Input(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	if err := editable(src, in.APIVersion); err != nil {
		return nil, err
	}
	out := &NewComponent{Catalog: ownCatalog}
	if i := lastFolder(in.Spec.Catalogs); i >= 0 {
		out.Catalog = in.Spec.Catalogs[i]
	} else if out.Platform, err = addCatalog(dir, ownCatalog); err != nil {
		return nil, err
	}
	folder := filepath.Join(dir, filepath.FromSlash(path.Clean(out.Catalog)), name)
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		return nil, said(path.Join(path.Clean(out.Catalog), name)+" exists already", "change it, or choose another name")
	}
	text, err := render.Component(render.Sources{Templates: src.Templates}, name, chart)
	out.File = NewFile{filepath.Join(folder, "component.cue"), text, 0o644}
	return out, err
}

// startable checks what goes into the component as it is typed.
func startable(src Sources, name string, chart platform.Chart) error {
	builtin, err := Components(src)
	if err != nil {
		return err
	}
	var ps problem.Problems
	switch {
	case !componentName.MatchString(name):
		ps = said(fmt.Sprintf("%q is no name of a component", name), "lower-case letters, digits and dashes, 40 at most")
	case strings.HasSuffix(name, "-config"):
		ps = said(fmt.Sprintf("a component cannot be named %s", name), "-config at the end is the name of a component's second unit")
	case slices.ContainsFunc(builtin, func(c platform.Component) bool { return c.Name == name }):
		ps = said(fmt.Sprintf("the builtin catalog has a component %s, which this would replace", name), "choose another name, or change the builtin one by a patch.cue in a folder of that name")
	case chart.Name == "":
	case !chartAddress.MatchString(chart.Repository) || !chartName.MatchString(chart.Name):
		ps = said(fmt.Sprintf("%q is no address of a chart", chart.Repository+"/"+chart.Name), "https://HOST/PATH/NAME or oci://HOST/PATH/NAME")
	case !chartVersion.MatchString(chart.Version):
		ps = said(fmt.Sprintf("%q is no version of a chart", chart.Version), "one such as 1.2.3")
	}
	return ps.Err()
}

func said(message, hint string) problem.Problems {
	return problem.Problems{{Message: message, Hint: hint}}
}

func lastFolder(catalogs []string) int {
	for i, name := range slices.Backward(catalogs) {
		if strings.HasPrefix(name, "./") {
			return i
		}
	}
	return -1
}

// addCatalog returns platform.yaml with one more catalog, which is the strongest.
func addCatalog(dir, name string) (*PlatformText, error) {
	text, err := readPlatform(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("platform.cue is a program, and its catalogs are yours to change: add %q to spec.catalogs there, then run this again", name)
	}
	if err != nil {
		return nil, err
	}
	out, err := edit.Append(text.now, name, "spec", "catalogs")
	if err != nil && strings.HasPrefix(err.Error(), "there is no ") {
		out, err = edit.Insert(text.now, "catalogs", "[builtin, "+name+"]", "spec", "domain")
	}
	if err != nil {
		return nil, fmt.Errorf("add %s to spec.catalogs in %s:%w", name, platformFile, err)
	}
	text.now = out
	return text, nil
}
