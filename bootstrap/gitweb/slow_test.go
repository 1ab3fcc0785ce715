package gitweb_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/gitweb"
)

// stuck is a browser that reads nothing of its page.
type stuck struct {
	http.ResponseWriter
	writes, end chan struct{}
}

func (s stuck) Write(data []byte) (int, error) {
	s.writes <- struct{}{}
	<-s.end
	return len(data), nil
}

func TestWhoReadsNothingKeepsNobodyWaiting(t *testing.T) {
	pages := gitweb.New(t.TempDir())
	s := stuck{writes: make(chan struct{}), end: make(chan struct{})}
	defer close(s.end)
	for range 20 {
		go pages.ServeHTTP(stuck{httptest.NewRecorder(), s.writes, s.end}, httptest.NewRequest("GET", "http://127.0.0.1/", nil))
		select {
		case <-s.writes:
		case <-time.After(5 * time.Second):
			t.Fatal("a page waits for browsers that read nothing")
		}
	}
}
