package board

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/guard"
)

//go:embed page
var files embed.FS

// mostBytes is how long a report may be.
const mostBytes = 256 << 10

// policy lets the page load nothing from elsewhere and run no script but its own.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type server struct {
	store     *Store
	exercises []Exercise
	now       func() time.Time
	wrong     limits // by address: wrong codes
	reports   limits // by participant
}

// Handler shows the board and takes reports.
func Handler(store *Store, exercises []Exercise, now func() time.Time) http.Handler {
	s := &server{store: store, exercises: exercises, now: now,
		wrong:   limits{every: 10 * time.Second, burst: 10},
		reports: limits{every: time.Second, burst: 30},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", asset("page/index.html", "text/html; charset=utf-8"))
	mux.HandleFunc("GET /board.js", asset("page/board.js", "text/javascript; charset=utf-8"))
	mux.HandleFunc("GET /style.css", asset("page/style.css", "text/css; charset=utf-8"))
	mux.HandleFunc("GET /api/board", s.show)
	mux.HandleFunc("POST /api/report", s.take)
	return guard.Pages(mux, policy, byAddress, "open the board by its IP address, or as localhost")
}

// byAddress also knows an IPv6 address as browsers write it where the port is 80.
func byAddress(hostport string) bool {
	_, err := netip.ParseAddr(strings.Trim(hostport, "[]"))
	return guard.ByAddress(hostport) || err == nil
}

func asset(name, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		data, err := files.ReadFile(name)
		if err != nil {
			http.Error(w, "the page is not in this program", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(data) // who does not read it has gone
	}
}

func (s *server) show(w http.ResponseWriter, _ *http.Request) {
	rows, err := s.store.encoded()
	var rest []byte
	if err == nil {
		rest, err = json.Marshal(struct {
			Now       time.Time  `json:"now"`
			Exercises []Exercise `json:"exercises"`
		}{s.now().UTC(), s.exercises})
	}
	if err != nil {
		http.Error(w, "the board could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `%s,"participants":`, bytes.TrimSuffix(rest, []byte("}")))
	_, _ = w.Write(rows) // as it is: it may be large
	_, _ = io.WriteString(w, "}\n")
}

// refusal is why a report is not taken.
type refusal struct {
	code int
	text string
}

func (s *server) take(w http.ResponseWriter, r *http.Request) {
	if no := s.report(w, r); no != nil {
		http.Error(w, no.text, no.code)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *server) report(w http.ResponseWriter, r *http.Request) *refusal {
	if no := s.mayReport(r); no != nil {
		return no
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &refusal{http.StatusUnsupportedMediaType, "a report is JSON"}
	}
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBytes))
	body.DisallowUnknownFields()
	var told Report
	if err := body.Decode(&told); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return &refusal{http.StatusRequestEntityTooLarge, "the report is too long"}
		}
		return &refusal{http.StatusBadRequest, "the report could not be read; it may be of another version of slipway"}
	}
	if _, err := body.Token(); !errors.Is(err, io.EOF) {
		return &refusal{http.StatusBadRequest, "more follows the report"}
	}
	row, err := told.row(s.now())
	if err != nil {
		return &refusal{http.StatusUnprocessableEntity, err.Error()}
	}
	if !s.reports.of(row.Name).Allow() {
		return &refusal{http.StatusTooManyRequests, "too many reports; wait a moment"}
	}
	switch err := s.store.put(row, s.exercises); {
	case errors.Is(err, errFull):
		return &refusal{http.StatusInsufficientStorage, "the board has no room for another participant"}
	case err != nil:
		return &refusal{http.StatusInternalServerError, "the board could not be kept"}
	}
	return nil
}

// mayReport asks for the code. Who was wrong too often is not heard for a while,
// right or wrong. A code that the board had before is no guess: whoever shares the
// address with labs that still send it must be able to join anew.
func (s *server) mayReport(r *http.Request) *refusal {
	from, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		from = r.RemoteAddr
	}
	if s.wrong.spent(from) {
		return &refusal{http.StatusTooManyRequests, "too many wrong codes; wait a minute"}
	}
	given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case same(given, s.store.Code()):
		return nil
	case slices.ContainsFunc(s.store.former(), func(code string) bool { return same(given, code) }):
		return &refusal{http.StatusUnauthorized, "the board has another join code now; join it again"}
	case !s.wrong.of(from).Allow():
		return &refusal{http.StatusTooManyRequests, "too many wrong codes; wait a minute"}
	}
	return &refusal{http.StatusUnauthorized, "the join code is another one"}
}

// same compares codes in the same time, however much of them is right.
func same(given, code string) bool {
	a, b := sha256.Sum256([]byte(spoken(given))), sha256.Sum256([]byte(spoken(code)))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
