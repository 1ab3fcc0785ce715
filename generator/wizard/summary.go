package wizard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Summary is what a new platform comes to.
type Summary struct {
	Name  string
	Facts []Fact
	// Profiles are the sizes that there are, the chosen one of them Profile.
	Profiles []string
	Profile  string
	// Footprints are what the pods of each cluster ask for.
	Footprints []Footprint
	// Needs are what the user still has to provide: secrets, and ways to clusters.
	Needs []Need
}

// Fact is one line about a platform.
type Fact struct{ Name, Value string }

// Footprint is what a cluster is asked for, by profile.
type Footprint struct {
	Cluster   string
	ByProfile map[string]platform.Footprint
}

// Need is what somebody has to provide, and why.
type Need struct{ What, Why string }

func summaryOf(p *platform.Platform, profiles []string) Summary {
	s := Summary{Name: p.Name, Profile: p.Profile, Profiles: profiles}
	repository := p.Repository.URL + ", branch " + p.Repository.Branch
	if p.Repository.Path != "" {
		repository += ", folder " + p.Repository.Path
	}
	var components, clusters []string
	for _, c := range p.Components {
		components = append(components, c.Name)
	}
	for _, c := range p.Clusters {
		clusters = append(clusters, c.Name+" ("+c.Provider+")")
		s.Footprints = append(s.Footprints, footprintOf(c, s.Profiles))
	}
	s.Facts = []Fact{
		{"agent", p.Agent + ", topology " + p.Topology}, {"repository", repository}, {"domain", p.Domain},
		{"profile", p.Profile}, {"components", strings.Join(components, ", ")}, {"clusters", strings.Join(clusters, ", ")},
	}
	s.Needs = needsOf(p)
	return s
}

const mebibyte = 1 << 20

// footprintOf adds up what the components on a cluster ask for.
func footprintOf(c *platform.Cluster, profiles []string) Footprint {
	out := Footprint{Cluster: c.Name, ByProfile: map[string]platform.Footprint{}}
	for _, profile := range profiles {
		cpu, memory := c.Footprint(profile)
		// In one unit each, so that columns can be compared.
		out.ByProfile[profile] = platform.Footprint{CPU: fmt.Sprintf("%dm", cpu.MilliValue()), Memory: fmt.Sprintf("%dMi", (memory.Value()+mebibyte-1)/mebibyte)}
	}
	return out
}

// needsOf lists what credentials are read from, and the Secrets that components
// expect of the user.
func needsOf(p *platform.Platform) []Need {
	var out []Need
	for _, c := range p.Credentials {
		for _, v := range c.Values() {
			if what := whereFrom(v); what != "" {
				out = append(out, Need{what, fmt.Sprintf("%s of credential %s, for bootstrap", v.Field, c.Name)})
			}
		}
	}
	for _, c := range p.Clusters {
		if c.Provider == providerExisting && c.Context == "" && c.Credentials == nil {
			out = append(out, Need{"context of cluster " + c.Name, "by which bootstrap reaches it; bootstrap lists those there are"})
		}
	}
	for _, component := range p.Components {
		for _, v := range component.Variants {
			for _, s := range v.Secrets {
				need := Need{fmt.Sprintf("Secret %s/%s, %s", cmp.Or(s.Namespace, component.Namespace), s.Name, strings.Join(s.Keys, ", ")), component.Name + ": " + s.Why}
				if s.By == "user" && !slices.Contains(out, need) {
					out = append(out, need)
				}
			}
		}
	}
	return out
}

// whereFrom is where a value has to be; empty where somebody else keeps it.
func whereFrom(v platform.CredentialValue) string {
	switch v.Source {
	case platform.FromEnv:
		return "variable " + v.Name
	case platform.FromFile:
		return "file " + v.Name
	case platform.FromPrompt:
		return "an answer on the terminal"
	}
	return ""
}
