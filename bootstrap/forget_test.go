package bootstrap

import (
	"encoding/base64"
	"encoding/pem"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

// TestACredentialTellsAnotherCluster: a cluster that was made anew under its name shares
// no authority with the credential on the hub, in each agent's shape.
func TestACredentialTellsAnotherCluster(t *testing.T) {
	ca := func(names ...string) string {
		var out []byte
		for _, name := range names {
			out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("certificate of " + name)})...)
		}
		return base64.StdEncoding.EncodeToString(out)
	}
	secret := func(value string) map[string]any {
		return map[string]any{"data": map[string]any{
			"name":  base64.StdEncoding.EncodeToString([]byte("spoke")),
			"value": base64.StdEncoding.EncodeToString([]byte(value)),
		}}
	}
	for name, tt := range map[string]struct {
		had  map[string]any
		ca   string
		own  bool
		want bool
	}{
		"none before":               {had: nil, ca: ca("new")},
		"the same, a kubeconfig":    {had: secret("clusters: [{cluster: {certificate-authority-data: " + ca("new") + "}}]"), ca: ca("new")},
		"the same, in JSON":         {had: secret(`{"tlsClientConfig":{"caData":"` + ca("new") + `"}}`), ca: ca("new")},
		"one of two, as it rotates": {had: secret("certificate-authority-data: " + ca("old")), ca: ca("old", "new")},
		"another one":               {had: secret("certificate-authority-data: " + ca("old")), ca: ca("new"), want: true},
		"no authority known":        {had: secret("server: https://spoke.example.com"), ca: ca("new")},
		"no authority to tell":      {had: secret("certificate-authority-data: " + ca("old")), ca: ""},
		"the agent's own cluster":   {had: secret("certificate-authority-data: " + ca("old")), ca: ca("new"), own: true},
	} {
		e := &enrolment{cluster: &platform.Cluster{RunsAgent: tt.own}, had: tt.had, registration: &registration{ca: tt.ca}}
		if got := e.madeAnew(); got != tt.want {
			t.Errorf("%s: made anew is %t", name, got)
		}
	}
	if (&enrolment{had: secret("x")}).madeAnew() {
		t.Error("a cluster that bootstrap does not register is taken for a new one")
	}
}
