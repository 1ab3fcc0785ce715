package render

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"text/template"

	"github.com/slipway-platform/slipway/generator/manifests"
	"github.com/slipway-platform/slipway/generator/platform"
)

// CIFile is a seed for what runs a repository's checks.
type CIFile struct {
	Name string // what people call it
	Path string // from the root of the repository
	Mode fs.FileMode

	template string
	allow    string // how people say there that what is destructive is meant
}

// CIFiles are all that there are.
func CIFiles() []CIFile {
	return []CIFile{
		{"github", ".github/workflows/slipway.yml", 0o644, "github.yml.tmpl", "label the pull request allow-destructive"},
		{"gitlab", ".gitlab-ci.yml", 0o644, "gitlab.yml.tmpl", "label the merge request allow-destructive and run a new pipeline"},
		{"forgejo", ".forgejo/workflows/slipway.yml", 0o644, "forgejo.yml.tmpl", "label the pull request allow-destructive"},
		{"script", "ci/slipway.sh", 0o755, "script.sh.tmpl", "set SLIPWAY_ALLOW_DESTRUCTIVE=true"},
	}
}

// Program is which slipway a seed gets.
type Program struct {
	Version string // a release, or the commit that a program between two is built from
	Commit  string // what Version was made from; empty where that is not known
}

// ciData is what the templates see.
type ciData struct {
	Name, Branch string
	In           string   // what tells slipway the platform's folder, with a blank behind it
	Lock         bool     // charts are rendered, so they have to be there
	Catalogs     []string // the folders of the platform's own catalogs, from the root of the repository
	Allow        string
	Version      string
	Action       string // the commit of the composite action, with the version as a comment
}

// CI writes a seed for the checks of a platform that lies in a folder of its repository.
func CI(src Sources, f CIFile, p *platform.Platform, folder string, program Program) ([]byte, error) {
	d := ciData{Name: p.Name, Branch: p.Repository.Branch, Lock: p.Delivery == manifests.Delivery, Version: program.Version, Action: program.Version, Allow: f.allow}
	for _, c := range p.Catalogs {
		if strings.HasPrefix(c.Name, "./") {
			d.Catalogs = append(d.Catalogs, "./"+path.Join(folder, c.Name))
		}
	}
	if folder != "" {
		d.In = "-C " + folder + " "
	}
	if program.Commit != "" {
		d.Action = program.Commit + " # " + program.Version
	}
	t := template.New("ci").Delims("[[", "]]").Option("missingkey=error").Funcs(functions())
	t.Funcs(template.FuncMap{"include": func(name string, data any) (string, error) {
		var b strings.Builder
		err := t.ExecuteTemplate(&b, name, data)
		return b.String(), err
	}})
	t, err := t.ParseFS(src.Templates, "seeds/ci/*.tmpl")
	if err != nil {
		return nil, fmt.Errorf("parse seed: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, f.template, d); err != nil {
		return nil, fmt.Errorf("write %s: %w", f.Path, err)
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
}
