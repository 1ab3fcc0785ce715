package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

func (u *userInput) encryptedSecrets() []*platform.EncryptedSecret {
	var out []*platform.EncryptedSecret
	for _, s := range u.secrets {
		out = append(out, s.EncryptedSecret)
	}
	return out
}

// placeSecrets puts each encrypted Secret onto the clusters that have its
// namespace, and finds those that nobody could open, or that are on none.
func (r *resolver) placeSecrets(clusters []*platform.Cluster) problem.Problems {
	var problems problem.Problems
	declared := platform.AgeCredential(r.input.Spec.Credentials)
	there := map[*platform.EncryptedSecret]bool{}
	if len(r.input.secrets) > 0 {
		for _, c := range clusters {
			c.Secrets = secretsOn(c, r.input.secrets, there)
		}
	}
	for _, s := range r.input.secrets {
		add := func(message, hint string, at ...any) {
			problems = append(problems, problem.Problem{Position: s.src.at(at...), Path: inputPath(at), Message: message, Hint: hint})
		}
		switch {
		case s.Cluster != "" && !slices.ContainsFunc(clusters, func(c *platform.Cluster) bool { return c.Name == s.Cluster }):
			add(fmt.Sprintf("is for cluster %q, which the platform has not", s.Cluster), "correct the file's name, or remove it")
		case !there[s.EncryptedSecret] && len(r.problems) == 0: // else what makes the namespace may be what is wrong
			add(fmt.Sprintf("no cluster that it is for has the namespace %q", s.Namespace), "a Secret is where its namespace is: enable what makes that, or correct the folder's name", "metadata", "namespace")
		}
		if declared == nil {
			add("no credential of kind age says with what it is opened", "spec.credentials: [{name: secrets, kind: age, recipients: [age1…], from: {file: {identity: …}}}]", "sops")
			continue
		}
		for _, recipient := range declared.Recipients {
			if !slices.Contains(s.Recipients, recipient) {
				add(fmt.Sprintf("is not encrypted for %s, which credential %s declares", recipient, declared.Name), "run slipway secret rekey", "sops", "age")
			}
		}
		for _, recipient := range s.Recipients {
			if !slices.Contains(declared.Recipients, recipient) {
				add(fmt.Sprintf("is encrypted for %s, which credential %s does not declare", recipient, declared.Name), "run slipway secret rekey, or add it to recipients", "sops", "age")
			}
		}
	}
	return problems
}

// secretsOn are the Secrets of a cluster: its own go before those for all. It notes
// which have their namespace there, others in their place or not.
func secretsOn(c *platform.Cluster, files []secretFile, there map[*platform.EncryptedSecret]bool) []platform.PlacedSecret {
	makers := namespaceMakers(c)
	best := map[[2]string]platform.PlacedSecret{}
	for _, s := range files {
		id := [2]string{s.Namespace, s.Name}
		unit, made := makers[s.Namespace]
		if !made || s.Cluster != "" && s.Cluster != c.Name {
			continue
		}
		there[s.EncryptedSecret] = true
		if _, known := best[id]; s.Cluster != "" || !known {
			best[id] = platform.PlacedSecret{EncryptedSecret: s.EncryptedSecret, Unit: unit}
		}
	}
	var out []platform.PlacedSecret
	for _, s := range best {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b platform.PlacedSecret) int {
		return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
	})
	return out
}

// namespaceMakers are the namespaces of a cluster, and the unit that makes each;
// empty for those that are there before: Kubernetes' own, and those that components are in.
func namespaceMakers(c *platform.Cluster) map[string]string {
	out := map[string]string{}
	for _, p := range c.Placements {
		for _, o := range p.Unit.Objects {
			meta, _ := o["metadata"].(map[string]any)
			if name, _ := meta["name"].(string); o["kind"] == "Namespace" && out[name] == "" {
				out[name] = p.Unit.Name
			}
		}
	}
	for _, name := range []string{"default", "kube-system"} {
		out[name] = ""
	}
	for _, p := range c.Placements {
		out[p.Unit.Variant.Component.Namespace] = ""
	}
	return out
}
