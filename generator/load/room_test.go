package load

import (
	"slices"
	"strings"
	"testing"
)

// TestALabThatIsTooLarge: what a cluster's components ask for is added up, and said where it is more than a laptop spares.
func TestALabThatIsTooLarge(t *testing.T) {
	asking := func(name, cpu, memory string) string {
		return smallFiles(name, `footprint: {lab: {cpu: "`+cpu+`", memory: "`+memory+`"}, production: {cpu: "64", memory: "1Ti"}}`+"\nobjects: {}\n")
	}
	catalog := map[string]string{"small": asking("small", "1500m", "4Gi"), "busy": asking("busy", "2501m", "1Gi"), "full": asking("full", "100m", "4097Mi")}
	for _, tt := range []struct{ profile, provider, components, want string }{
		{"lab", "existing", "small: {}, busy: {}", "cluster hub: its components ask for 4001m CPU and 5Gi memory in profile lab, more than the 4 CPU and 8Gi that a laptop spares; disable some, or give the machine more"},
		{"lab", "existing", "small: {}, full: {}", "cluster hub: its components ask for 1600m CPU and 8193Mi memory in profile lab, more than the 4 CPU and 8Gi that a laptop spares; disable some, or give the machine more"},
		{"lab", "existing", "busy: {}, full: {}", ""},
		{"production", "existing", "small: {}, busy: {}", ""},
		{"lab", "local", "small: {}, busy: {}", ""}, // where pods execute nothing
	} {
		spec := strings.Replace(smallHead, "profile: small", "profile: "+tt.profile, 1) +
			"  components: {" + tt.components + "}\n  clusters: [{name: hub, context: hub, provider: " + tt.provider + "}]\n"
		p := smallPlatform(t, catalog, spec)
		got := strings.Join(slices.DeleteFunc(p.Notes, func(n string) bool { return !strings.Contains(n, "laptop") }), "\n")
		if got != tt.want {
			t.Errorf("%s, %s, %s: noted %q", tt.profile, tt.provider, tt.components, got)
		}
	}
}
