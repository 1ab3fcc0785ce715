package bootstrap

import (
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestALabKeepsWhatIsNotSaid: exercises have people start what has ended, with no flag.
func TestALabKeepsWhatIsNotSaid(t *testing.T) {
	yes, no := true, false
	opts := Options{Platform: &platform.Platform{}, Agent: &platform.Agent{Name: "flux"}, StateDir: filepath.Join(t.TempDir(), "lab")}
	for _, step := range []struct {
		participant string
		offline     *bool
		want        LabRecord
	}{
		{"", nil, LabRecord{}},
		{"p07", &yes, LabRecord{Participant: "p07", Offline: true}},
		{"", nil, LabRecord{Participant: "p07", Offline: true}},
		{"p08", &no, LabRecord{Participant: "p08"}},
		{"", nil, LabRecord{Participant: "p08"}},
	} {
		if err := KeepLab(opts, step.participant, step.offline); err != nil {
			t.Fatal(err)
		}
		got, err := ReadLab(opts.StateDir)
		if err != nil || got.Participant != step.want.Participant || got.Offline != step.want.Offline {
			t.Errorf("after %q and %v: %v (%v)", step.participant, step.offline, got, err)
		}
	}
}
