package generator

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// secretsGone are the encrypted Secrets that clusters had and do not have any
// more, where the agent decrypts: it deletes what Git holds no longer.
func (d *destruction) secretsGone(agent *platform.Agent) (out []compare.Risk, err error) {
	if agent.Decryption == nil {
		return nil, nil
	}
	line, err := regexp.Compile("(?m)" + agent.Decryption.Placed)
	if err != nil {
		return nil, fmt.Errorf("read how %s lists Secrets: %w", agent.Title, err)
	}
	changed := slices.Sorted(slices.Values(slices.Concat(d.changes.Update, d.changes.Delete)))
	gone := map[string][]string{}
	for _, c := range d.now.Clusters {
		had := map[string]bool{}
		for _, file := range secretLists(agent, c, changed) {
			old, err := d.read(file)
			if err != nil {
				return nil, err
			}
			for _, found := range line.FindAllSubmatch(old, -1) {
				had[path.Join(string(found[1]), string(found[2]))] = true
			}
		}
		for _, s := range c.Secrets {
			delete(had, path.Join(s.Namespace, s.Name))
		}
		for name := range had {
			gone[name] = append(gone[name], c.Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		out = append(out, compare.SecretRisk(name, true, gone[name]...))
	}
	return out, nil
}

// secretLists are those of sorted files that list the Secrets of a cluster.
func secretLists(agent *platform.Agent, c *platform.Cluster, files []string) (out []string) {
	for _, f := range agent.Files {
		if f.Scope != "cluster-secrets" {
			continue
		}
		before, after, _ := strings.Cut(path.Join(render.Generated, strings.ReplaceAll(f.Path, "$cluster", c.Name)), "$group")
		from, _ := slices.BinarySearch(files, before)
		for _, file := range files[from:] {
			if !strings.HasPrefix(file, before) {
				break
			}
			if strings.HasSuffix(file, after) {
				out = append(out, file)
			}
		}
	}
	return out
}
