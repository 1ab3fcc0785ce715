package main

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/generator"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain NAME | FILE[:LINE] | CLUSTER COMPONENT [PATH]",
		Short: "Say where something came from: what, why, since when, and how to change it",
		Long: `Say why the platform is as it is. NAME is a cluster, a component or a capability.
FILE is one of the platform's folder, generated or yours; with a line, what stands on
it. CLUSTER COMPONENT is what a component comes to on a cluster, and PATH one of its
settings (config.replicas) or of its chart's values (values.image.tag).

Each level that says something of it is listed, the weakest first: the catalog, the
profile, the platform, groups, the ring, the cluster, overrides. The last one counts,
but that maps merge. Where the folder is in a Git repository, the commit that wrote the
line is named. Nothing is changed, and no network is reached.`,
		Example: `  slipway explain eu-1 traefik                  # what a component comes to
  slipway explain eu-1 traefik config.replicas  # who says so
  slipway explain eu-1 traefik values.service   # how it is computed
  slipway explain gitops/components/traefik/base/values.yaml:12
  slipway explain platform.yaml:20              # whom does this line reach?
  slipway explain metrics                       # who provides it, who needs it`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 3 {
				return usagef("explain takes a name, a file, or a cluster and a component (got %d arguments)", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			src, err := a.sources()
			if err != nil {
				return err
			}
			o, err := generator.LoadOrigins(src, a.dir)
			if err != nil {
				return err
			}
			explained, err := a.explain(o, args)
			if err != nil {
				return err
			}
			if a.output == "json" {
				if len(explained) == 1 {
					return a.json(explained[0])
				}
				return a.json(explained)
			}
			return a.explainText(explained)
		},
	}
}

// explain finds what the arguments mean; a name may mean several things.
func (a *app) explain(o *generator.Origins, args []string) ([]any, error) {
	blame, lost := blameIn(a.dir)
	defer func() {
		if err := lost(); err != nil {
			a.say("note: who changed lines is not told: %v", err)
		}
	}()
	switch len(args) {
	case 1:
		if file, line, ok := generator.IsFile(a.dir, a.belowDir(args[0])); ok {
			e, err := o.ExplainFile(a.dir, file, line, blame)
			return []any{e}, err
		}
		return o.ExplainName(args[0], blame)
	case 2:
		e, err := o.Explain(args[0], args[1], blame)
		return []any{e}, err
	}
	e, err := o.ExplainValue(args[0], args[1], args[2], blame)
	return []any{e}, err
}

// belowDir is a file as it is called in the platform's folder, where it is named from the folder that the command runs in.
func (a *app) belowDir(name string) string {
	if !filepath.IsAbs(name) {
		return name
	}
	if rel, err := filepath.Rel(a.dir, name); err == nil {
		return rel
	}
	return name
}

// blameIn finds commits that wrote lines of the platform's folder; it finds none where that is in no repository. What keeps it
// from finding those of a file, lost tells.
func blameIn(dir string) (blame generator.Blame, lost func() error) {
	repo, err := git.Open(dir)
	if err != nil {
		return nil, func() error { return nil }
	}
	var first error
	known := map[string][]*git.Line{}
	return func(file string, line int) *generator.Change {
		if _, asked := known[file]; !asked {
			known[file] = nil
			if _, err := os.Lstat(filepath.Join(dir, file)); err == nil { // else it is of a catalog elsewhere
				if known[file], err = repo.Blame(file); err != nil {
					first = cmp.Or(first, err)
				}
			}
		}
		lines := known[file]
		if line > len(lines) || lines[line-1] == nil {
			return nil
		}
		l := lines[line-1]
		return &generator.Change{Commit: l.Commit, Author: l.Author, Date: l.Date.Format("2006-01-02"), Subject: l.Subject}
	}, func() error { return first }
}
