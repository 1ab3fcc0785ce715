package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// survey is what the platform has on a cluster, less the agent.
type survey struct {
	goes        map[string][]kube.Meta // by unit
	definitions []kube.Meta            // of the kinds that the platform brought
	namespaces  []kube.Meta            // that the platform made
	follow      []kube.Meta            // go with their namespace, or not at all
	left        []Leftover             // the platform's, and stays
	others      map[string]holding     // by namespace: what is not the platform's, or stays
	objects     map[string]int         // by their kind's definition: how many stay
	custom      map[string]bool        // the definitions that there are
	unseen      string                 // a kind whose objects nobody can list; empty where there is none
}

// holding is what keeps a namespace.
type holding struct {
	first kube.Ref
	n     int
}

// surveyor sorts the objects of a cluster.
type surveyor struct {
	*survey
	leaving  *leaving
	target   *target
	deletion map[string]string // by unit on that cluster
	own      platform.Footing
	data     bool // whether data goes too
	owned    ownership
}

func (u *uninstall) survey(ctx context.Context, h *leaving, t *target) (*survey, error) {
	s := surveyor{
		survey:  &survey{goes: map[string][]kube.Meta{}, others: map[string]holding{}, objects: map[string]int{}, custom: map[string]bool{}},
		leaving: h, target: t, deletion: map[string]string{}, own: h.leaves.On(t.RunsAgent), data: u.DeleteData,
		owned: ownership{stays: map[string]bool{}, owned: map[string]kube.Meta{}},
	}
	for _, p := range t.Placements {
		s.deletion[p.Unit.Name] = p.Unit.Variant.Component.Deletion
	}
	kinds, silent, err := t.client.Served(ctx, func(group, kind string) bool { return !s.own.Kinds.Has(group, kind) })
	if err != nil {
		return nil, err
	}
	unlisted, err := t.client.EachListed(ctx, kinds, s.add)
	if err != nil {
		return nil, err
	}
	s.owned.each(s.holds)
	for _, k := range unlisted {
		s.unseen = k.Definition()
		s.objects[s.unseen]++
		s.left = append(s.left, Leftover{"objects of " + s.unseen, "what converts them does not answer, so nobody can list them"})
	}
	for _, group := range silent {
		s.unseen = group
		s.left = append(s.left, Leftover{"objects of " + group, "what serves them does not answer, so nobody can list them"})
	}
	if s.data {
		if err := s.addCustom(ctx, kinds); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(s.left, func(a, b Leftover) int { return cmp.Or(cmp.Compare(a.Why, b.Why), cmp.Compare(a.Object, b.Object)) })
	return s.survey, nil
}

func (s *surveyor) add(m kube.Meta) {
	h := s.leaving
	if isDefinition(m) {
		s.custom[m.Name] = true
	}
	switch {
	case h.isOwn(m), slices.Contains(s.own.Namespaces, m.Namespace), isNamespace(m) && slices.Contains(s.own.Namespaces, m.Name):
	case isDefinition(m) && s.own.Kinds.Has(groupOfDefinition(m), ""):
	case !m.Unowned():
		s.owned.owned[m.UID()] = m
	case h.leaves.isRecordOf(s.target.Cluster, m), madeByServer(m):
	case !h.leaves.applied(m, s.own.Kinds):
		if m.Namespace != "" && (s.data && isClaim(m) || isSlipways(m)) {
			s.follow = append(s.follow, m)
		} else {
			s.stays(m)
		}
	case isNamespace(m) && h.madeAlone(m):
		s.namespaces = append(s.namespaces, m)
	case isNamespace(m):
		s.left = append(s.left, Leftover{m.String(), "others had a hand in it"})
	case s.why(m) != "":
		s.left = append(s.left, Leftover{m.String(), s.why(m)})
		s.stays(m)
	case isDefinition(m):
		s.definitions = append(s.definitions, m)
	default:
		unit := s.unitOf(m)
		s.goes[unit] = append(s.goes[unit], m)
	}
}

// stays counts an object that is not removed.
func (s *surveyor) stays(m kube.Meta) {
	s.owned.stays[m.UID()] = true
	s.objects[m.Definition()]++
	if m.Namespace == "" {
		return
	}
	held := s.others[m.Namespace]
	if held.n++; held.n == 1 {
		held.first = m.Ref
	}
	s.others[m.Namespace] = held
}

// holds is that an object whose owner stays holds its kind and its namespace, of which the owner may be no part.
func (s *surveyor) holds(m kube.Meta) {
	s.objects[m.Definition()]++
	if _, held := s.others[m.Namespace]; m.Namespace != "" && !held {
		s.others[m.Namespace] = holding{m.Ref, 1}
	}
}

// why says why an object that the agent applied stays; empty when it goes. What
// is no unit's of this platform may be somebody's who uses the same agent.
func (s *surveyor) why(m kube.Meta) string {
	unit := s.unitOf(m)
	deletion, placed := s.deletion[unit]
	switch {
	case unit == "":
		return "nothing on it names a unit"
	case !placed:
		return fmt.Sprintf("the platform has no unit %s here", unit)
	case s.data:
		return ""
	case deletion != "delete":
		return fmt.Sprintf("unit %s has deletion policy %s", unit, deletion)
	case isClaim(m):
		return "it is data"
	}
	return ""
}

// unitOf is the unit that brought an object, empty where nothing tells.
func (s *surveyor) unitOf(m kube.Meta) string {
	unit := s.target.units.find(m)["unit"]
	if unit == "" && isDefinition(m) {
		unit = s.target.brings[m.Name] // agents do not mark each
	}
	return unit
}

// addCustom has the objects of the platform's kinds go with the unit that
// brought the kind: what works off their finalizers goes after them.
func (s *surveyor) addCustom(ctx context.Context, kinds []kube.Kind) error {
	known := map[string]bool{}
	for _, objects := range s.goes {
		for _, m := range objects {
			known[m.UID()] = true
		}
	}
	for _, d := range s.definitions {
		unit := s.unitOf(d)
		for _, k := range kinds {
			if k.Definition() != d.Name {
				continue
			}
			if err := s.target.client.EachMeta(ctx, []kube.Kind{k}, func(m kube.Meta) {
				if !known[m.UID()] {
					s.goes[unit] = append(s.goes[unit], m)
				}
			}); err != nil {
				return err
			}
			delete(s.objects, d.Name)
		}
	}
	return nil
}

// madeAlone reports whether nobody but the agent and bootstrap had a hand in an object.
func (h *leaving) madeAlone(m kube.Meta) bool {
	return !slices.ContainsFunc(m.Managers, func(name string) bool {
		return name != manager && name != "kube-controller-manager" && !slices.Contains(h.leaves.Managers, name)
	})
}

// madeByServer reports whether Kubernetes makes an object by itself wherever it
// finds none.
func madeByServer(m kube.Meta) bool {
	switch m.Kind {
	case "ServiceAccount":
		return m.Name == "default"
	case "ConfigMap":
		return m.Name == "kube-root-ca.crt"
	case "Endpoints", "EndpointSlice", "Lease":
		return true
	}
	return false
}

func isClaim(m kube.Meta) bool { return m.Kind == "PersistentVolumeClaim" }

// isSlipways reports whether bootstrap made an object.
func isSlipways(m kube.Meta) bool { return m.Labels["app.kubernetes.io/managed-by"] == "slipway" }

// count is how many objects go with their units.
func (s *survey) count() int {
	n := 0
	for _, objects := range s.goes {
		n += len(objects)
	}
	return n
}

// units lists what goes, the last wave first.
func (s *survey) units(c *platform.Cluster) []UnitGone {
	out := []UnitGone{}
	for unit, objects := range s.goes {
		out = append(out, UnitGone{Name: unit, Wave: waveOf(c, unit), Objects: len(objects)})
	}
	slices.SortFunc(out, func(a, b UnitGone) int { return cmp.Or(cmp.Compare(b.Wave, a.Wave), cmp.Compare(a.Name, b.Name)) })
	return out
}

// waveOf is after every other for a unit that is not on the cluster any more.
func waveOf(c *platform.Cluster, unit string) int {
	last := 0
	for _, p := range c.Placements {
		if p.Unit.Name == unit {
			return p.Wave
		}
		last = max(last, p.Wave)
	}
	return last + 1
}
