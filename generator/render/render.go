// Package render arranges a platform as the files of its repository. It is
// pure: no disk, no network, no clock, no randomness, no environment.
package render

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Generated is the folder that holds everything generated, below the
// platform's own.
const Generated = "gitops"

// Sources are the files that Render arranges.
type Sources struct {
	Templates fs.FS // agents/<agent>/… and seeds/…
}

// Render returns every file of the platform's repository that Slipway makes.
//
// The second result checks one of the files: it is for those that are about to
// be written. A file that is on disk already was checked when it was.
func Render(src Sources, p *platform.Platform, agent *platform.Agent) (*tree.Tree, func(path string) error, error) {
	agents, err := fs.Sub(src.Templates, "agents")
	if err != nil {
		return nil, nil, fmt.Errorf("open agents: %w", err)
	}
	folder, err := fs.Sub(agents, agent.Name)
	if err != nil {
		return nil, nil, fmt.Errorf("open agent %s: %w", agent.Name, err)
	}
	a, err := newArranger(agents, folder, p, agent)
	if err != nil {
		return nil, nil, err
	}
	jobs := a.jobs()
	out := make([][]byte, len(jobs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	const batch = 64
	for start := 0; start < len(jobs); start += batch {
		g.Go(func() error {
			for i := start; i < min(start+batch, len(jobs)); i++ {
				data, err := a.run(jobs[i])
				if err != nil {
					return err
				}
				out[i] = data
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	t := new(tree.Tree)
	made := make(map[string]int, len(jobs))
	for i, j := range jobs {
		p := path.Join(Generated, j.path)
		if err := t.Add(p, out[i], tree.Owned); err != nil {
			return nil, nil, fmt.Errorf("render %s: %w", j.file.Template, err)
		}
		made[p] = i
	}
	verify := func(path string) error {
		i, ok := made[path]
		if !ok {
			return nil
		}
		if err := a.verify(jobs[i], out[i]); err != nil {
			return fmt.Errorf("render %s from %s: %w", path, jobs[i].file.Template, err)
		}
		return nil
	}
	return t, verify, addSeeds(t, src.Templates)
}

// addSeeds adds the files that are written once and then belong to the user.
func addSeeds(t *tree.Tree, templates fs.FS) error {
	readme, err := fs.ReadFile(templates, "seeds/overrides-README.md")
	if err != nil {
		return fmt.Errorf("read seed: %w", err)
	}
	return t.Add("overrides/README.md", readme, tree.Seed)
}

// job is one file to make.
type job struct {
	file *platform.AgentFile
	path string
	data any
}

// jobs lists the files in a fixed order.
func (a *arranger) jobs() []job {
	var jobs []job
	for i := range a.agent.Files {
		f := &a.agent.Files[i]
		if f.Topology != "" && f.Topology != a.platform.Topology || !a.matters(f) {
			continue
		}
		switch f.Scope {
		case "platform":
			jobs = append(jobs, job{f, f.Path, a.platformData()})
		case "owner":
			for _, d := range a.owners() {
				jobs = append(jobs, job{f, strings.NewReplacer("$unit", d.Name, "$component", d.Component.Name).Replace(f.Path), d})
			}
		case "namespace":
			for _, d := range a.namespaces() {
				jobs = append(jobs, job{f, strings.ReplaceAll(f.Path, "$namespace", d.Name), d})
			}
		case "tenant":
			for _, t := range a.platform.Tenants() {
				jobs = append(jobs, job{f, strings.ReplaceAll(f.Path, "$tenant", t.Name), tenantData{a.platform, t}})
			}
		case "ring":
			for _, r := range a.platform.SourceRings {
				jobs = append(jobs, job{f, strings.ReplaceAll(f.Path, "$ring", r.Name), ringData{a.platform, a.root, r}})
			}
		case "secret", "secrets", "cluster-secrets":
			jobs = append(jobs, a.secretJobs(f)...)
		case "cluster":
			for _, c := range a.platform.Clusters {
				if f.When != "revision" || c.SourceRing != "" {
					jobs = append(jobs, job{f, strings.NewReplacer("$cluster", c.Name, "$ring", c.SourceRing).Replace(f.Path), c})
				}
			}
		default:
			jobs = append(jobs, a.variantJobs(f)...)
		}
	}
	return jobs
}

// matters reports whether the platform has what a file is for.
func (a *arranger) matters(f *platform.AgentFile) bool {
	switch f.When {
	case "external-secret":
		return a.externalSecrets()
	case "tenants":
		return len(a.platform.Tenants()) > 0
	case "shards":
		return a.platform.Shards > 1
	case "revisions":
		return len(a.platform.SourceRings) > 0
	}
	return true
}

// externalSecrets reports whether the credential of any cluster is one.
func (a *arranger) externalSecrets() bool {
	return slices.ContainsFunc(a.platform.Clusters, func(c *platform.Cluster) bool {
		return c.Credentials != nil && c.Credentials.ExternalSecret != nil
	})
}

func (a *arranger) variantJobs(f *platform.AgentFile) []job {
	var jobs []job
	for _, c := range a.platform.Components {
		for _, v := range c.Variants {
			where := strings.NewReplacer("$component", c.Name, "$variant", v.Name)
			if f.Scope == "variant" {
				jobs = append(jobs, job{f, where.Replace(f.Path), v})
				continue
			}
			for _, u := range v.Units {
				if f.Scope == "object" {
					jobs = append(jobs, objectJobs(f, strings.ReplaceAll(where.Replace(f.Path), "$unit", u.Name), u)...)
					continue
				}
				if f.When == u.Kind() {
					jobs = append(jobs, job{f, strings.NewReplacer("$unit", u.Name, "$values", u.ValuesFile()).Replace(where.Replace(f.Path)), u})
				}
			}
		}
	}
	return jobs
}

// run makes one file.
func (a *arranger) run(j job) ([]byte, error) {
	if !strings.HasSuffix(j.file.Template, ".tmpl") {
		return fs.ReadFile(a.folder, j.file.Template)
	}
	data, err := a.dataOf(j.data)
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", j.path, err)
	}
	text, err := a.execute(j.file.Template, data)
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", j.path, err)
	}
	return text, nil
}
