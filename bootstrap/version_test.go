package bootstrap

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestVersionOfACluster: too old is refused with the way out; too new, and other
// than the platform says, is noted. Vendors add to the version.
func TestVersionOfACluster(t *testing.T) {
	newer := "cluster hub runs Kubernetes 1.35, and Agent 2 is tested up to 1.34"
	for _, tt := range []struct {
		live, declared string
		supported      platform.MinorRange
		notes          []string
		refused        string
	}{
		{"v1.33.4", "", platform.MinorRange{From: "1.33", Through: "1.34"}, nil, ""},
		{"v1.34.1-eks-113cf36", "", platform.MinorRange{From: "1.33", Through: "1.34"}, nil, ""},
		{"v1.34.1-gke.1829001", "1.34", platform.MinorRange{From: "1.33", Through: "1.34"}, nil, ""},
		{"v1.34.1+k3s1", "", platform.MinorRange{From: "1.33"}, nil, ""},
		{"v1.35.0+rke2r1", "", platform.MinorRange{From: "1.33", Through: "1.34"}, []string{newer}, ""},
		{"v1.100.0", "", platform.MinorRange{From: "1.33"}, nil, ""},
		{"v1.9.11", "", platform.MinorRange{From: "1.33"}, nil, "runs Kubernetes 1.9, and Agent 2 needs 1.33 or newer; upgrade the cluster"},
		{"v1.32.9-eks-113cf36", "", platform.MinorRange{From: "1.33", Through: "1.34"}, nil, "--force-version"},
		{"v1.30.0", "", platform.MinorRange{}, nil, ""},
		{"v1.34.0", "1.36", platform.MinorRange{}, []string{"cluster hub runs Kubernetes 1.34, and platform.yaml says 1.36, which charts are rendered for in delivery manifests; set kubernetes: \"1.34\""}, ""},
		{"unknown", "", platform.MinorRange{}, nil, "which is no version"},
	} {
		notes, err := judgeVersion(&platform.Cluster{Name: "hub", Kubernetes: tt.declared}, "Agent 2", tt.supported, tt.live)
		if diff := cmp.Diff(tt.notes, notes); diff != "" {
			t.Errorf("%s:\n%s", tt.live, diff)
		}
		if tt.refused == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.refused) {
			t.Errorf("%s: %v", tt.live, err)
		}
	}
}

// noted is a UI that keeps what it is told.
type noted []string

func (n *noted) Step(int, int, string) StepUI { return nil }

func (n *noted) Note(format string, args ...any) { *n = append(*n, fmt.Sprintf(format, args...)) }

// TestForcedVersion: what would be refused is only noted where that is asked for.
func TestForcedVersion(t *testing.T) {
	for force, want := range map[bool]string{false: "", true: "needs 1.33 or newer"} {
		said := &noted{}
		s := &session{
			Options:  Options{Agent: &platform.Agent{Title: "Flux", Kubernetes: platform.MinorRange{From: "1.33"}}, UI: said, ForceVersion: force},
			provider: &existing{}, host: &platform.Cluster{Name: "hub"},
		}
		err := s.checkVersion("v1.29.4-eks-036c24b")
		if (err == nil) != force || !strings.Contains(strings.Join(*said, " "), want) {
			t.Errorf("forced %t: %v, %q", force, err, *said)
		}
	}
}
