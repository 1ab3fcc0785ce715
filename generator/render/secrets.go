package render

import (
	"cmp"
	"path"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// namespacesGroup is what makes namespaces before units are there.
const namespacesGroup = "namespaces.cluster"

// secretData is an encrypted Secret, as it is.
type secretData struct{ File, Content string }

// secretsData are encrypted Secrets whose namespaces one unit makes; Unit is empty
// where they are there before. Cluster is nil where it is about any.
type secretsData struct {
	Platform    *platform.Platform
	Root        string
	Unit, Group string
	Cluster     *platform.Cluster
	Secrets     []platform.PlacedSecret
}

// secretJobs lists the files by which the agent applies the user's Secrets.
func (a *arranger) secretJobs(f *platform.AgentFile) []job {
	var jobs []job
	switch f.Scope {
	case "secret":
		for _, s := range a.platform.PlacedSecrets() {
			where := strings.NewReplacer("$namespace", s.Namespace, "$secret", path.Join(s.Name, s.Variant()))
			jobs = append(jobs, job{f, where.Replace(f.Path), secretData{s.File(), strings.TrimSuffix(string(s.Text), "\n")}})
		}
	case "secrets":
		for _, unit := range a.platform.SecretGroups() {
			jobs = append(jobs, a.secretsJob(f, nil, unit))
		}
	default:
		for _, c := range a.platform.Clusters {
			for _, unit := range c.SecretGroups() {
				jobs = append(jobs, a.secretsJob(f, c, unit))
			}
		}
	}
	return jobs
}

func (a *arranger) secretsJob(f *platform.AgentFile, c *platform.Cluster, unit string) job {
	d := secretsData{Platform: a.platform, Root: a.root, Unit: unit, Group: cmp.Or(unit, namespacesGroup), Cluster: c}
	file := strings.ReplaceAll(f.Path, "$group", d.Group)
	if c != nil {
		file = strings.ReplaceAll(file, "$cluster", c.Name)
		for _, s := range c.Secrets {
			if s.Unit == unit {
				d.Secrets = append(d.Secrets, s)
			}
		}
	}
	return job{f, file, d}
}
