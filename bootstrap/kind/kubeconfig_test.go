package kind

import "testing"

func TestServeAtKeepsAllButTheHost(t *testing.T) {
	text := "clusters:\n- cluster:\n    certificate-authority-data: Zm9v\n    server: https://acme-hub-control-plane:6443\n  name: kind-acme-hub\n"
	for address, want := range map[string]string{"10.4.1.2": "10.4.1.2:6443", "fc00::2": "[fc00::2]:6443"} {
		expected := "clusters:\n- cluster:\n    certificate-authority-data: Zm9v\n    server: https://" + want + "\n  name: kind-acme-hub\n"
		if got := serveAt(text, address); got != expected {
			t.Errorf("%s: got\n%s", address, got)
		}
	}
}
