package bootstrap

import "testing"

func TestIsLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"https://127.0.0.1:6443":        true,
		"https://localhost:6443":        true,
		"https://[::1]:6443":            true,
		"https://10.0.0.1:6443":         false,
		"https://eu-1.example.com":      false,
		"https://localhost.example.com": false,
		"":                              false,
		"://":                           false,
	} {
		if got := isLoopback(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
