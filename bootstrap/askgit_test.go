package bootstrap

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/git"
)

// TestAGitServerThatSaysNothing is given up when the time of a wait is over, and
// an interrupt is one.
func TestAGitServerThatSaysNothing(t *testing.T) {
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	defer server.Close()
	defer close(over)
	read := func(ctx context.Context) error { return git.CanRead(ctx, server.URL+"/acme.git", git.Auth{}) }

	opts := Options{Timeout: 100 * time.Millisecond}
	if err := opts.askGit(t.Context(), read); !IsTimeout(err) || !strings.Contains(err.Error(), "waiting for the repository to answer") {
		t.Errorf("got %v", err)
	}
	opts.Timeout = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := opts.askGit(ctx, read); err == nil || IsTimeout(err) {
		t.Errorf("got %v", err)
	}
}
