package render

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/slipway-platform/slipway/generator/platform"
)

// patchData is a patch: one line of JSON for each operation, or one object.
type patchData struct {
	Target     map[string]string
	Operations []string
	Merge      string
}

// manifestsFileData spells patches in JSON for the same reason as inline values.
func (a *arranger) manifestsFileData(d *unitFileData, u *platform.Unit) error {
	sum := sha256.Sum256(fmt.Append(nil, u.Variant.Name, u.Manifests.URL, u.Manifests.Version))
	d.Digest = hex.EncodeToString(sum[:6])
	respell, escape := a.spellBare, a.escape
	if !a.agent.Facts.Everywhere && !d.Facts {
		respell, escape = asItIs, func(s string) string { return s }
	}
	for _, p := range u.Manifests.Patches {
		target := make(map[string]string, len(p.Target))
		for k, v := range p.Target {
			target[k] = escape(v)
		}
		lines, err := a.spellLines(p, respell)
		if err != nil {
			return fmt.Errorf("write patch: %w", err)
		}
		if p.Merge != nil {
			d.Patches = append(d.Patches, patchData{Target: target, Merge: lines[0]})
			continue
		}
		d.Patches = append(d.Patches, patchData{Target: target, Operations: lines})
	}
	return nil
}

func (a *arranger) spellLines(p platform.Patch, respell func(string) (string, error)) ([]string, error) {
	parts := slices.Clone(p.Operations)
	if p.Merge != nil {
		parts = []any{p.Merge}
	}
	var lines []string
	for _, part := range parts {
		spelled, err := a.spellWith(part, respell)
		if err != nil {
			return nil, err
		}
		line, err := toJSON(spelled)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}
