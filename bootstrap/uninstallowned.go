package bootstrap

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// ownership tells which objects stay because what owns them does: those of the others go with their owners.
type ownership struct {
	stays map[string]bool      // by UID: those that nothing owns and that are not removed
	owned map[string]kube.Meta // by UID: those that something owns
}

// each shows the owned objects that stay, in an order of their names.
func (o *ownership) each(show func(kube.Meta)) {
	var out []kube.Meta
	for _, uid := range slices.Sorted(maps.Keys(o.owned)) {
		if o.stay(uid) {
			out = append(out, o.owned[uid])
		}
	}
	slices.SortFunc(out, func(a, b kube.Meta) int { return cmp.Compare(a.String(), b.String()) })
	for _, m := range out {
		show(m)
	}
}

// stay is whether any owner of an object stays, up to what nothing owns.
func (o *ownership) stay(uid string) bool {
	if stays, known := o.stays[uid]; known {
		return stays
	}
	m, owned := o.owned[uid]
	o.stays[uid] = false // as long as it is not known: owners may own each other
	o.stays[uid] = owned && slices.ContainsFunc(m.Owners, func(owner kube.Owner) bool { return o.stay(owner.UID) })
	return o.stays[uid]
}
