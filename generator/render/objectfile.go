package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// unitObject is one object of a unit that was rendered from a chart.
type unitObject struct {
	unit   *platform.Unit
	object map[string]any
}

// objectJobs lists the files of a rendered unit, one for each object.
func objectJobs(f *platform.AgentFile, path string, u *platform.Unit) []job {
	if u.Rendered == nil {
		return nil
	}
	var jobs []job
	for i, name := range objectNames(u.Objects, u.Variant.Component.Namespace) {
		jobs = append(jobs, job{f, strings.ReplaceAll(path, "$object", name), unitObject{u, u.Objects[i]}})
	}
	return jobs
}

func (a *arranger) objectFileData(o unitObject) (*unitFileData, error) {
	d := &unitFileData{Platform: a.platform, Component: o.unit.Variant.Component, Variant: o.unit.Variant, Unit: o.unit}
	text, err := marshalObject(o.object, a.respell(o.unit))
	d.ObjectsYAML = string(bytes.TrimSuffix(text, []byte("\n")))
	return d, err
}

// longestName leaves room for what a file system and Git add.
const longestName = 120

// objectNames gives each object a file name of its own: kind, name and, where
// it is not the unit's, namespace. Those that would share one get a part of the
// digest of what they are called, all of them, so that none depends on the others' order.
func objectNames(objects []map[string]any, namespace string) []string {
	names := make([]string, len(objects))
	count := map[string]int{}
	for i, o := range objects {
		names[i] = objectName(o, namespace)
		count[names[i]]++
	}
	for i, o := range objects {
		if count[names[i]] > 1 || len(names[i]) > longestName {
			id, _ := identity(o) // what cannot be told apart is refused when files are added
			sum := sha256.Sum256([]byte(id))
			names[i] = names[i][:min(len(names[i]), longestName-13)] + "-" + hex.EncodeToString(sum[:6])
		}
	}
	return names
}

func objectName(o map[string]any, namespace string) string {
	meta, _ := o["metadata"].(map[string]any)
	parts := []string{fmt.Sprint(o["kind"]), fmt.Sprint(meta["name"])}
	if own, _ := meta["namespace"].(string); own != "" && own != namespace {
		parts = append(parts, own)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.':
			return r
		}
		return '-'
	}, strings.ToLower(strings.Join(parts, "-")))
}
