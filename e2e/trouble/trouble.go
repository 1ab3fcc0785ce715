// Package trouble stands before a server and makes trouble on request.
package trouble

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// The kinds of trouble; no text is none.
const (
	TooMany  = "429"    // with Retry-After
	Internal = "500"    // as where etcd does not answer
	Hang     = "hang"   // nothing is answered until it is over
	Cut      = "cut"    // the connection ends without an answer
	Slow     = "slow"   // each answer comes a second late
	Refuse   = "401"    // as where a token was revoked
	Damage   = "damage" // a blob is another than its digest says
	Skew     = "skew"   // the certificate is of tomorrow; who serves sees to that
)

const late = time.Second

// Handler makes the trouble that read names, for clients whose name begins with
// what may follow it after a space.
func Handler(next http.Handler, read func() string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, whose, _ := strings.Cut(read(), " ")
		if !strings.HasPrefix(r.UserAgent(), whose) {
			kind = ""
		}
		switch kind {
		case TooMany:
			w.Header().Set("Retry-After", "1")
			answer(w, http.StatusTooManyRequests, "TooManyRequests", "too many requests, please try again later")
		case Internal:
			answer(w, http.StatusInternalServerError, "InternalError", "Internal error occurred: etcdserver: request timed out")
		case Cut, Skew:
			panic(http.ErrAbortHandler)
		case Refuse:
			w.Header().Set("WWW-Authenticate", `Basic realm="trouble"`)
			w.WriteHeader(http.StatusUnauthorized)
		case Hang:
			if !over(r, read) {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		case Slow:
			time.Sleep(late)
			next.ServeHTTP(w, r)
		case Damage:
			damage(w, r, next)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// answer is one that an API server could give.
func answer(w http.ResponseWriter, code int, reason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	fmt.Fprintf(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","message":%q,"reason":%q,"code":%d}`, message, reason, code)
}

// over waits until the trouble is; false when the client has gone.
func over(r *http.Request, read func() string) bool {
	for strings.HasPrefix(read(), Hang) {
		select {
		case <-r.Context().Done():
			return false
		case <-time.After(50 * time.Millisecond):
		}
	}
	return true
}

func damage(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, "/blobs/") {
		next.ServeHTTP(w, r)
		return
	}
	recorded := httptest.NewRecorder()
	next.ServeHTTP(recorded, r)
	body := recorded.Body.Bytes()
	if len(body) > 0 {
		body[len(body)/2] ^= 0xff
	}
	for key, values := range recorded.Header() {
		w.Header()[key] = values
	}
	w.WriteHeader(recorded.Code)
	_, _ = io.Copy(w, bytes.NewReader(body))
}
