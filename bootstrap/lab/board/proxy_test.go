package board

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

func TestIsNear(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.0.1": true, "::1": true, "::ffff:127.0.0.1": true,
		"10.1.2.3": true, "172.16.0.1": true, "172.31.255.255": true, "192.168.7.7": true, "::ffff:192.168.7.7": true,
		"169.254.1.1": true, "fe80::1": true, "fe80::1%eth0": true, "fc00::1": true, "fd12::1": true,
		"172.32.0.1": false, "192.0.2.1": false, "8.8.8.8": false, "2001:db8::1": false, "board.example.com": false, "localhost.example.com": false, "": false,
	} {
		if got := isNear(host); got != want {
			t.Errorf("%s: %t", host, got)
		}
	}
}

// TestTellThroughAProxy: a code that is for a board in the room is not handed to a proxy. The environment's proxy is
// read once by a process, so this one starts others.
func TestTellThroughAProxy(t *testing.T) {
	if address := os.Getenv("TELL_BOARD_AT"); address != "" {
		_ = Member{address, code, "p01"}.Tell(t.Context(), did(1)) // nothing answers at most of them
		return
	}
	for address, proxied := range map[string]bool{"http://192.168.255.254:9": false, "http://[fd00::1]:9": false, "http://192.0.2.1:9": true} {
		asked := make(chan string, 8)
		proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Host }))
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTellThroughAProxy$")
		child.Env = append(os.Environ(), "TELL_BOARD_AT="+address, "http_proxy="+proxy.URL, "HTTP_PROXY="+proxy.URL, "no_proxy=", "NO_PROXY=")
		if out, err := child.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		proxy.Close()
		if got := len(asked) > 0; got != proxied {
			t.Errorf("%s: the proxy was asked: %t", address, got)
		}
	}
}
