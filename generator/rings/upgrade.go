package rings

import (
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Upgrade is what a newer catalog brings, and what keeps it to the first ring.
type Upgrade struct {
	Components []Upgraded
	// Pins keep the rings behind the first at what they have, and take out of the first what is older than the catalog.
	Pins []Pin
	// Present would pin every ring to what it has: what clusters come to now.
	Present []Pin
	// Notes are what pins cannot keep as it is.
	Notes []string
}

// Upgraded is a component of which the catalog has another version.
type Upgraded struct {
	Name string `json:"component"`
	From string `json:"from"`
	To   string `json:"to"`
	// Held is the version that spec.components says, whatever the catalog has.
	Held string `json:"held,omitempty"`
	// Everywhere is whether no pin brings the old version back, as its objects lie in the catalog.
	Everywhere bool `json:"everywhere"`
}

// Note is what people must know before they move to a version.
type Note struct {
	Component string `json:"component"`
	Version   string `json:"version"`
	Breaking  bool   `json:"breaking"`
	Text      string `json:"notes"`
}

// UpgradeFrom compares the versions that a repository was generated with, by
// component, with those of the catalogs, and says how rings get the new ones: the
// first ring at once, the others by promoting.
func UpgradeFrom(was map[string]string, p *platform.Platform, in *platform.Input) Upgrade {
	out := Upgrade{Components: []Upgraded{}}
	have, says := installed(p), voicesOf(p, in)
	for _, c := range p.Components {
		from, to := was[c.Name], c.Source.Version()
		if from == "" || from == to || c.Tenant != nil {
			continue
		}
		u := Upgraded{c.Name, from, to, in.Spec.Components[c.Name].Version, c.Source.Files != nil}
		out.Components = append(out.Components, u)
		if u.Held == "" && !u.Everywhere {
			out.pin(p, u, have, says)
		}
	}
	return out
}

// pin says what every ring has to pin of a component.
func (out *Upgrade) pin(p *platform.Platform, u Upgraded, have map[place]map[string]int, says map[place]voices) {
	for i, r := range p.Rings {
		at := place{r.Name, u.Name}
		pinned, say := r.Versions[u.Name], says[at]
		gets := have[at][u.To] > 0 && say.catalog > 0
		if i > 0 && clustersIn(p, r.Name) == 0 {
			gets = true // a cluster that comes before it is promoted would
		}
		switch {
		case i == 0 && pinned != "" && !platform.Newer(pinned, u.To):
			if pin := instead(r.Name, u, pinned, say); pin.From != pin.To {
				out.Pins = append(out.Pins, pin)
			}
			continue
		case pinned != "" || !gets:
			continue // it says so itself, or a group or the clusters do
		case say.group:
			out.Notes = append(out.Notes, fmt.Sprintf("ring %s gets %s %s: a group has a version of its own, which a pin would overrule; pin %s where it is to stay", r.Name, u.Name, u.To, u.From))
			continue
		}
		old := Pin{r.Name, u.Name, "", u.From}
		out.Present = append(out.Present, old)
		if i > 0 {
			out.Pins = append(out.Pins, old)
		}
	}
}

// instead is what the first ring pins in the place of what is older than the catalog: nothing, unless a group's version,
// which may be older still, would then count.
func instead(ring string, u Upgraded, pinned string, say voices) Pin {
	if say.group {
		return Pin{ring, u.Name, pinned, u.To}
	}
	return Pin{ring, u.Name, pinned, ""}
}

// Notes are the upgrade notes of a component between two versions, the oldest first.
func Notes(c *platform.Component, from, to string) []Note {
	out := []Note{}
	for _, version := range slices.Backward(c.UpgradeVersions()) {
		if platform.Newer(version, from) && !platform.Newer(version, to) {
			u := c.Upgrades[version]
			out = append(out, Note{c.Name, version, u.Breaking, u.Notes})
		}
	}
	return out
}

// NotesOf are those of all components that move, each once.
func NotesOf(p *platform.Platform, moves []Move) []Note {
	out := []Note{}
	for _, c := range p.Components {
		for _, m := range moves {
			if m.Component != c.Name {
				continue
			}
			for _, n := range Notes(c, m.From, m.To) {
				if !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
	}
	return out
}
