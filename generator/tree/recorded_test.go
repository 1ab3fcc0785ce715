package tree

import (
	"bytes"
	"strings"
	"testing"
)

// TestRecordedSides: a lock with a conflict says what either side says, however
// Git marks it and however much of the marks somebody took out.
func TestRecordedSides(t *testing.T) {
	const (
		ours   = "root: {agent: flux, topology: hub}\ncomponents:\n  - {component: web, namespace: web}\n"
		theirs = "root: {agent: argocd, topology: hub}\ncomponents:\n  - {component: web, namespace: front}\n"
		base   = "root: {agent: sveltos, topology: hub}\ncomponents:\n  - {component: web, namespace: old}\n"
		owned  = "owned:\n  - gitops/a.yaml\n"
	)
	for name, tt := range map[string]struct{ lock, want string }{
		"none":              {"", ""},
		"nothing generated": {"slipway: v1\n" + ours, ""},
		"no conflict":       {"slipway: v1\n" + ours + owned, "flux web"},
		"from before roots": {"slipway: v1\n" + owned, ""},
		"merge":             {"slipway: v1\n<<<<<<< HEAD\n" + ours + "=======\n" + theirs + ">>>>>>> b\n" + owned, "flux argocd web front"},
		"diff3":             {"slipway: v1\n<<<<<<< HEAD\n" + ours + "||||||| 1a2b\n" + base + "=======\n" + theirs + ">>>>>>> b\n" + owned, "flux argocd web front"},
		"diff3, base empty": {"slipway: v1\n<<<<<<< HEAD\n||||||| 1a2b\n=======\n" + theirs + ">>>>>>> b\n  - {component: in, namespace: in}\n<<<<<<< HEAD\n" +
			"  - {component: db, namespace: db}\n||||||| 1a2b\n=======\n" + ">>>>>>> b\n" + owned, "argocd front in db"},
		"no end":             {"slipway: v1\n<<<<<<< HEAD\n" + ours + "=======\n" + theirs + owned, "flux argocd web front"},
		"no middle":          {"slipway: v1\n<<<<<<< HEAD\n" + ours + "||||||| 1a2b\n" + base, "flux sveltos web old"},
		"a mark alone":       {"slipway: v1\n" + ours + "<<<<<<< HEAD", "flux web"},
		"a base alone":       {"slipway: v1\n" + ours + "|||||||", "flux web"},
		"no marks, and both": {"slipway: v1\n" + ours + theirs + owned, "flux argocd web front"},
		"elsewhere":          {"<<<<<<< HEAD\nslipway: v1\n=======\nslipway: v2\n>>>>>>> b\n" + ours + owned, "flux web"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, text := range []string{tt.lock, strings.ReplaceAll(tt.lock, "\n", "\r\n")} {
				var got []string
				r := recorded([]byte(text))
				for _, root := range r.Roots {
					got = append(got, root.Agent)
				}
				for _, c := range r.Components {
					got = append(got, c.Namespace)
				}
				equal(t, "recorded", strings.TrimSpace(strings.Join(got, " ")), tt.want)
			}
		})
	}
}

// TestLockKeepsWhatWasGenerated: so that the run after it sees what moves, also where the lock has a conflict.
func TestLockKeepsWhatWasGenerated(t *testing.T) {
	old := Meta{Slipway: "v1", Root: Root{Agent: "flux"}, Components: []Component{{Name: "gone", Deletion: "orphan"}, {Name: "web", Namespace: "web"}}}
	now := Meta{Slipway: "v2", Root: Root{Agent: "argocd", Branch: "main"}, Components: []Component{{Name: "new"}, {Name: "web", Namespace: "front"}}}
	other := Meta{Slipway: "v2", Root: now.Root, Components: []Component{old.Components[0], now.Components[1]}}
	conflict := func(ours, theirs Meta) string {
		side := func(m Meta) string {
			text := string(lock{Meta: m}.encode())
			return text[strings.Index(text, "slipway:"):]
		}
		return "<<<<<<< HEAD\n" + side(ours) + "=======\n" + side(theirs) + ">>>>>>> b\nowned:\n  - gitops/a.yaml\n"
	}
	renewed := Meta{Slipway: "v2", Root: now.Root, Components: []Component{{Name: "web", Version: "1", Namespace: "front"}}}
	moved := Meta{Slipway: "v2", Root: old.Root, Components: []Component{{Name: "web", Version: "2", Namespace: "web"}}}
	unbranched := Meta{Slipway: "v2", Root: Root{Agent: "argocd"}, Components: renewed.Components}
	kept := Meta{Slipway: "v2", Root: old.Root, Components: old.Components}
	for name, tt := range map[string]struct {
		lock string
		want Meta
	}{
		"as it is":         {string(lock{Meta: old, owned: map[string][]string{"gitops/a.yaml": nil}}.encode()), kept},
		"the other theirs": {conflict(old, other), kept},
		"the other ours":   {conflict(other, old), kept},
		"a version first":  {conflict(renewed, moved), moved},
		"a version alone":  {conflict(renewed, now), Meta{Slipway: "v2", Root: now.Root, Components: []Component{renewed.Components[0], now.Components[0]}}},
		"a branch first":   {conflict(unbranched, moved), moved},
		"broken":           {"slipway: [\n", now},
		"none generated":   {string(lock{Meta: old}.encode()), now},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			generate(t, dir, newTree(t, content{"gitops/a.yaml": "a: 1\n"}), Options{})
			put(t, dir, content{lockName: tt.lock})
			must(t, Lock(t.Context(), dir, "gitops", now))
			l, err := decodeLock([]byte(get(t, dir)[lockName]))
			must(t, err)
			equal(t, "meta", l.Meta, tt.want)
		})
	}
}

// No content of a lock makes reading what it records panic.
func FuzzRecorded(f *testing.F) {
	f.Add([]byte("<<<<<<< a\nroot: {agent: a}\n||||||| b\nroot: {}\n=======\n- {component: b}\n>>>>>>> c\n"))
	f.Add([]byte("|||||||"))
	f.Fuzz(func(t *testing.T, data []byte) {
		recorded(data)
		if lines := withoutBases(data); len(lines) > len(data) || !bytes.Contains(data, []byte("|||||||")) && !bytes.Equal(lines, data) {
			t.Errorf("of %q is left %q", data, lines)
		}
	})
}
