package bootstrap

import (
	"encoding/base64"
	"testing"
)

// TestACredentialTellsAnotherCluster: a cluster that was made anew under its name has
// another authority than the credential on the hub knows, in each agent's shape.
func TestACredentialTellsAnotherCluster(t *testing.T) {
	secret := func(value string) map[string]any {
		return map[string]any{"data": map[string]any{
			"name":  base64.StdEncoding.EncodeToString([]byte("spoke")),
			"value": base64.StdEncoding.EncodeToString([]byte(value)),
		}}
	}
	for name, tt := range map[string]struct {
		had  map[string]any
		ca   string
		want bool
	}{
		"none before":            {nil, "bmV3", false},
		"the same, a kubeconfig": {secret("clusters: [{cluster: {certificate-authority-data: bmV3}}]"), "bmV3", false},
		"the same, in JSON":      {secret(`{"tlsClientConfig":{"caData":"bmV3"}}`), "bmV3", false},
		"another one":            {secret("clusters: [{cluster: {certificate-authority-data: b2xk}}]"), "bmV3", true},
		"no authority to tell":   {secret("server: https://spoke.example.com"), "", false},
	} {
		e := &enrolment{had: tt.had, registration: &registration{ca: tt.ca}}
		if got := e.madeAnew(); got != tt.want {
			t.Errorf("%s: made anew is %t", name, got)
		}
	}
	if (&enrolment{had: secret("x")}).madeAnew() {
		t.Error("a cluster that bootstrap does not register is taken for a new one")
	}
}
