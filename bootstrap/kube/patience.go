package kube

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Patience is for how long a client tries a request again that met trouble which may pass, and who is told of it.
// Inside Wait no request is tried again: there the next look does it. Nor is one to a server that has not answered yet:
// a wrong address looks the same.
type Patience struct {
	For    time.Duration
	Report func(last string)
}

// Patient makes the client patient; without it every trouble is an error. It is set before the client is used.
func (c *Client) Patient(p Patience) { c.patient.Patience = p }

const (
	answerWithin = 30 * time.Second // a request that takes longer is tried again
	firstPause   = 500 * time.Millisecond
	longestPause = 10 * time.Second
)

type impatience struct{}

// Impatient is a context in which no request is tried again.
func Impatient(ctx context.Context) context.Context {
	return context.WithValue(ctx, impatience{}, true)
}

// patient is a transport that tries again. Every request of this package may be repeated: it reads, applies, or changes
// only what still is as it was read.
type patient struct {
	Patience
	next     http.RoundTripper
	answered atomic.Bool
}

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Query().Has("watch") {
		return p.next.RoundTrip(req) // its answer has no end, and who watches begins anew
	}
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	began, hurried := time.Now(), p.For == 0 || !p.answered.Load() || req.Context().Value(impatience{}) != nil
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		resp, err := p.once(req, body)
		trouble, asked := troubleOf(req, resp, err)
		if resp != nil {
			resp.Header.Del("Retry-After") // who waits is here, or Wait
		}
		if err == nil && trouble == "" {
			p.answered.Store(true)
		}
		if trouble == "" || hurried || req.Context().Err() != nil {
			return resp, err
		}
		pause = max(pause, min(asked, longestPause))
		if time.Since(began)+pause > p.For {
			return nil, &TimeoutError{What: req.URL.Host + " to answer", Last: trouble, After: p.For}
		}
		p.Report(trouble)
		select {
		case <-req.Context().Done():
			return nil, req.Context().Err()
		case <-time.After(pause):
		}
	}
}

func bodyOf(req *http.Request) (body []byte, err error) {
	if req.Body != nil {
		body, err = io.ReadAll(req.Body)
		err = errors.Join(err, req.Body.Close())
	}
	return body, err
}

// once sends the request and reads the whole answer, so that one which stops in the middle counts as none.
func (p *patient) once(req *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), answerWithin)
	defer cancel()
	one := req.Clone(ctx)
	if req.Body != nil {
		one.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := p.next.RoundTrip(one)
	if err != nil {
		return nil, unanswered(ctx, req, untimely(err))
	}
	all, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, unanswered(ctx, req, err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(all))
	return resp, nil
}

// unanswered says what it means that time ran out for one answer.
func unanswered(ctx context.Context, req *http.Request, err error) error {
	if ctx.Err() == nil || req.Context().Err() != nil {
		return err
	}
	return fmt.Errorf("%s took the request and said nothing for %s: %w", req.URL.Host, answerWithin, context.DeadlineExceeded)
}

// untimely adds what else it may be than an old certificate.
func untimely(err error) error {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return fmt.Errorf("%w; look at this machine's clock, then at the certificate", err)
	}
	return err
}

// troubleOf is what may pass by itself, in one line, and how long the server asks to wait. That one group of an
// aggregated API does not answer is an answer of its own, and so is that nobody converts a kind's objects.
func troubleOf(req *http.Request, resp *http.Response, err error) (trouble string, asked time.Duration) {
	if err != nil {
		if !Transient(err) {
			return "", 0
		}
		return oneLine(err.Error()), 0
	}
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode < http.StatusInternalServerError {
		return "", 0
	}
	all, _ := io.ReadAll(resp.Body) // it is in memory
	resp.Body = io.NopCloser(bytes.NewReader(all))
	if isDiscovery(req.URL.Path) || unconvertible(string(all)) {
		return "", 0
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return oneLine(req.URL.Host + " answers " + resp.Status + messageOf(req.URL.Path, all)), time.Duration(seconds) * time.Second
}

// messageOf is what the API server says itself; what a proxy before it says is a page. About Secrets it may quote them.
func messageOf(path string, body []byte) string {
	var status metav1.Status
	if json.Unmarshal(body, &status) != nil || status.Kind != "Status" {
		return ""
	}
	if strings.Contains(path, "/secrets") {
		status.Message = ownWords().FindString(status.Message)
	}
	return strings.TrimSuffix(": "+status.Message, ": ")
}

// isDiscovery tells whether a path is that of a version of a group: /apis/GROUP/VERSION.
func isDiscovery(path string) bool {
	_, rest, found := strings.Cut(path, "/apis/")
	return found && strings.Count(strings.Trim(rest, "/"), "/") == 1
}

// unconvertible recognises the API server's words; it has no reason for this.
func unconvertible(message string) bool { return strings.Contains(message, "conversion webhook for ") }
