package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// troubled is a server that answers what it is told to, one after the other, and then well.
func troubled(t *testing.T, answers ...http.HandlerFunc) (server *httptest.Server, bodies *[]string) {
	t.Helper()
	bodies = &[]string{}
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if *bodies = append(*bodies, string(body)); len(*bodies) <= len(answers) {
			answers[len(*bodies)-1](w, r)
			return
		}
		fmt.Fprint(w, "well")
	}))
	t.Cleanup(server.Close)
	return server, bodies
}

func status(code int, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "0")
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"kind":"Status","message":%q}`, message)
	}
}

// cutOff promises more than it sends.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	fmt.Fprint(w, "half")
}

func TestPatience(t *testing.T) {
	conversion := "conversion webhook for example.com/v1, Kind=X failed"
	for _, tt := range []struct {
		name    string
		path    string
		hurried bool
		answers []http.HandlerFunc
		want    string // the answer's status
		told    []string
	}{
		{"nothing is wrong", "/api/v1/pods", false, nil, "200 OK", nil},
		{"what may pass is tried again and told", "/api/v1/pods", false, []http.HandlerFunc{status(429, "too many requests"), status(503, "etcd is slow"), cutOff},
			"200 OK", []string{"HOST answers 429 Too Many Requests: too many requests", "HOST answers 503 Service Unavailable: etcd is slow", "unexpected EOF"}},
		{"what a Secret's refusal quotes is not told", "/api/v1/namespaces/a/secrets/b", false, []http.HandlerFunc{status(500, "hunter2")},
			"200 OK", []string{"HOST answers 500 Internal Server Error"}},
		{"what will not pass is an answer", "/api/v1/pods", false, []http.HandlerFunc{status(403, "no")}, "403 Forbidden", nil},
		{"that a group does not answer is an answer", "/apis/metrics.k8s.io/v1beta1", false, []http.HandlerFunc{status(503, "no")}, "503 Service Unavailable", nil},
		{"that nobody converts is an answer", "/apis/example.com/v1/xs", false, []http.HandlerFunc{status(500, conversion)}, "500 Internal Server Error", nil},
		{"a wait tries again by itself", "/api/v1/pods", true, []http.HandlerFunc{status(503, "no")}, "503 Service Unavailable", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server, bodies := troubled(t, tt.answers...)
			var told []string
			p := &patient{next: http.DefaultTransport, Patience: Patience{For: time.Minute, Report: func(s string) { told = append(told, s) }}}
			p.answered.Store(true)
			ctx := t.Context()
			if tt.hurried {
				ctx = Impatient(ctx)
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodPatch, server.URL+tt.path, strings.NewReader("body"))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := p.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			for i, s := range tt.told {
				tt.told[i] = strings.Replace(s, "HOST", req.URL.Host, 1)
			}
			if resp.Status != tt.want || !slices.Equal(told, tt.told) || slices.ContainsFunc(*bodies, func(b string) bool { return b != "body" }) {
				t.Errorf("got %s, told %q, sent %q", resp.Status, told, *bodies)
			}
			if text, err := io.ReadAll(resp.Body); err != nil || len(text) == 0 {
				t.Errorf("the answer is %q, %v", text, err)
			}
		})
	}
}

// TestPatienceEnds: who gives up says what was seen last, and an interrupt is one at once.
func TestPatienceEnds(t *testing.T) {
	server, _ := troubled(t, slices.Repeat([]http.HandlerFunc{status(503, "etcd is slow")}, 100)...)
	p := &patient{next: http.DefaultTransport, Patience: Patience{For: 700 * time.Millisecond, Report: func(string) {}}}
	p.answered.Store(true)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/v1/pods", nil)
	if err != nil {
		t.Fatal(err)
	}
	var timeout *TimeoutError
	if _, err = p.RoundTrip(req); !errors.As(err, &timeout) || !strings.HasSuffix(err.Error(), "answers 503 Service Unavailable: etcd is slow") { //nolint:bodyclose // there is none
		t.Errorf("got %v", err)
	}
	p.For = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	p.Report = func(string) { cancel() }
	if _, err = p.RoundTrip(req.WithContext(ctx)); !errors.Is(err, context.Canceled) { //nolint:bodyclose // there is none
		t.Errorf("got %v", err)
	}
}

// TestNoPatienceWithAStranger: the first contact is not repeated.
func TestNoPatienceWithAStranger(t *testing.T) {
	server, bodies := troubled(t, status(503, "no"), status(503, "no"))
	p := &patient{next: http.DefaultTransport, Patience: Patience{For: time.Hour, Report: func(string) {}}}
	get := func() string {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/version", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := p.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.Status
	}
	for n, want := range []string{"503 Service Unavailable", "503 Service Unavailable", "200 OK"} {
		if got := get(); got != want || len(*bodies) != n+1 {
			t.Errorf("got %s after %d requests, want %s", got, len(*bodies), want)
		}
	}
}
