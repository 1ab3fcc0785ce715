//go:build e2e

package e2e

import (
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestExercisesOnTwoClusters: in a lab with a spoke a solution finds the hub, which is not the last
// cluster there, and a reset takes from the spoke, too, what stays when a component goes.
func TestExercisesOnTwoClusters(t *testing.T) {
	withAgents(t, exercisesOnTwoClusters, "flux")
}

func exercisesOnTwoClusters(t *testing.T, agent string) {
	room := newRoom(t, agent, "lab-p01")
	room.here("lab", "up", "--participant", "p01", "--agent", agent, "--clusters", "2", "--timeout", "4m")
	l := room.workspaceOf(t, "lab-p01")
	for _, name := range []string{"groups", "component"} {
		l.run("lab", "exercise", "start", name)
		l.run("lab", "exercise", "solution", "--run")
		if !l.solved() {
			t.Errorf("%s is not solved by its solution", name)
		}
		l.run("lab", "exercise", "reset")
	}
	motd := kube.Ref{APIVersion: "v1", Kind: "Namespace", Name: "motd"}
	for _, cluster := range []string{"hub", "spoke-1"} {
		if there, err := l.cluster("lab-p01", cluster).Exists(t.Context(), motd); err != nil || there {
			t.Errorf("on %s the namespace motd is left (%v)", cluster, err)
		}
	}
}
