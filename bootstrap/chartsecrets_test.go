package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestWhatAnAddressDoesNotSay: an agent that is told by secret gets one for a
// repository that it would otherwise read wrongly, without any credential.
func TestWhatAnAddressDoesNotSay(t *testing.T) {
	told := platform.SecretTemplate{Name: "charts-$name", Data: map[string]string{"url": "$url", "enableOCI": "$oci", "insecure": "$plainHTTP"}}
	silent := platform.SecretTemplate{Name: "charts-$name", Data: map[string]string{"username": "$username"}}
	for _, tt := range []struct {
		repository string
		told       int
	}{
		{"https://charts.example.com", 0},
		{"https://192.0.2.1:8443/charts", 0},
		{"oci://registry.example.com/charts", 0},
		{"oci://registry.example.com:5000/charts", 0},
		{"oci://192.0.2.1/charts", 0},
		{"oci://127.0.0.1:5000/charts", 1},     // plain HTTP
		{"oci://localhost:5000/charts", 1},     // plain HTTP
		{"oci://192.0.2.1:5000/charts", 1},     // no URL
		{"oci://[2001:db8::1]:5000/charts", 1}, // no URL
	} {
		v := &platform.Variant{Units: []*platform.Unit{{Chart: &platform.Chart{Repository: tt.repository, Name: "web"}}, {Chart: &platform.Chart{Repository: tt.repository, Name: "other"}}}}
		p := &platform.Platform{Components: []*platform.Component{{Variants: []*platform.Variant{v}}}}
		for _, with := range []struct {
			template platform.SecretTemplate
			want     int
		}{{told, tt.told}, {silent, 0}} {
			s := &session{Options: Options{Platform: p, Agent: &platform.Agent{ChartSecret: with.template, OCISecret: with.template}}}
			got, err := s.chartSecrets(t.Context())
			if err != nil || len(got) != with.want {
				t.Errorf("%s: got %d secrets, %v", tt.repository, len(got), err)
			}
		}
	}
}
