package generator

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator/rings"
	"github.com/slipway-platform/slipway/generator/tree"
)

// Upgrade says what the catalogs bring that are newer than those by which the
// repository was generated, and which slipway that was.
func (r *RingPins) Upgrade() (u rings.Upgrade, by string, err error) {
	meta, err := tree.ReadMeta(r.dir)
	if err != nil {
		return rings.Upgrade{}, "", err
	}
	if len(meta.Components) == 0 {
		return rings.Upgrade{}, "", fmt.Errorf("read slipway.lock: it does not say what was generated; put back the committed one, or run: slipway generate")
	}
	was := map[string]string{}
	for _, c := range meta.Components {
		was[c.Name] = c.Version
	}
	return rings.UpgradeFrom(was, r.Platform, r.Input), meta.Slipway, nil
}
