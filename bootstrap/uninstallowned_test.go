package bootstrap

import (
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestWhatStaysIsKeptWithWhatItOwns: what is owned stays as long as one of its owners does, however far above.
func TestWhatStaysIsKeptWithWhatItOwns(t *testing.T) {
	of := func(name string, owners ...string) kube.Meta {
		m := kube.Meta{Ref: kube.Ref{APIVersion: "example.com/v1", Kind: "Thing", Name: name}}
		for _, uid := range owners {
			m.Owners = append(m.Owners, kube.Owner{UID: uid})
		}
		return m
	}
	o := ownership{stays: map[string]bool{"mine": true}, owned: map[string]kube.Meta{
		"secret":    of("secret", "entry"),
		"entry":     of("entry", "mine"),
		"shared":    of("shared", "unit", "mine"),
		"of a unit": of("of a unit", "unit"),
		"its pod":   of("its pod", "of a unit"),
		"left over": of("left over", "gone"),
		"round":     of("round", "about"),
		"about":     of("about", "round"),
	}}
	var got []string
	o.each(func(m kube.Meta) { got = append(got, m.Name) })
	if want := []string{"entry", "secret", "shared"}; !slices.Equal(got, want) {
		t.Errorf("%q stay, not %q", got, want)
	}
}

// TestRecordsOfOthersReleasesStay: an agent may install releases for somebody else, and Helm's memory of them is theirs.
func TestRecordsOfOthersReleasesStay(t *testing.T) {
	s := newSurveyor(t, false)
	for name, want := range map[string]bool{"sh.helm.release.v1.web.v3": true, "sh.helm.release.v1.their-db.v12": false} {
		m := kube.Meta{Ref: kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "web", Name: name}, Managers: []string{"helm-controller"}}
		if got := agentTraces(t)["flux"].isRecordOf(s.target.Cluster, m); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
