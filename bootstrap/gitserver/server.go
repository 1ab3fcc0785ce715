package gitserver

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cgi"
	"path/filepath"
	"strings"
	"syscall"
)

// Option changes how repositories are served.
type Option func(*server)

// WithAuth asks for this user and password for everything.
func WithAuth(user, password string) Option {
	return func(s *server) { s.auth = &credentials{sha256.Sum256([]byte(user)), sha256.Sum256([]byte(password))} }
}

// WithPages shows pages for people at every address that is no repository's.
func WithPages(pages http.Handler) Option {
	return func(s *server) { s.pages = pages }
}

type credentials struct{ user, password [sha256.Size]byte }

type server struct {
	root  string
	auth  *credentials
	pages http.Handler
}

// New serves every bare repository in root at /<name>.git, for fetch and push.
func New(root string, options ...Option) http.Handler {
	s := &server{root: root}
	for _, option := range options {
		option(s)
	}
	return s
}

// largest is how many bytes somebody may push at once: no lab has more, and a disk does not fill up.
const largest = 2 << 30

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.allowed(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
		http.Error(w, "user name and password are needed", http.StatusUnauthorized)
		return
	}
	r.Header.Del("Authorization") // or it would reach git's environment
	if !servable(r.URL.Path) {
		s.others().ServeHTTP(w, r)
		return
	}
	if r.Header.Get("Origin") != "" { // only browsers say it, also where a page has made its own name lead here
		http.Error(w, "pages may not use repositories", http.StatusForbidden)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, largest)
	unspool, err := spool(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer unspool()
	handler, err := s.backend()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	handler.ServeHTTP(w, r)
}

func (s *server) allowed(r *http.Request) bool {
	if s.auth == nil {
		return true
	}
	user, password, ok := r.BasicAuth()
	given := credentials{sha256.Sum256([]byte(user)), sha256.Sum256([]byte(password))}
	same := subtle.ConstantTimeCompare(given.user[:], s.auth.user[:]) & subtle.ConstantTimeCompare(given.password[:], s.auth.password[:])
	return ok && same == 1
}

func (s *server) others() http.Handler {
	if s.pages == nil {
		return http.NotFoundHandler()
	}
	return s.pages
}

// servable accepts /<name>.git/… and nothing that could lead elsewhere.
func servable(path string) bool {
	first, rest, found := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	name, isRepository := strings.CutSuffix(first, ".git")
	return found && isRepository && ValidName(name) && !strings.Contains("/"+rest+"/", "/../") &&
		!strings.ContainsAny(rest, `\:`) // which lead elsewhere on Windows
}

func (s *server) backend() (*cgi.Handler, error) {
	git, err := gitPath()
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(s.root)
	if err != nil {
		return nil, fmt.Errorf("find repositories: %w", err)
	}
	env := []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=http.receivepack", "GIT_CONFIG_VALUE_0=true"}
	return &cgi.Handler{Path: git, Args: []string{"http-backend"}, Root: "/", Dir: root, Env: append(env, Isolation()...)}, nil
}

// Listen opens the given address and says plainly when it is taken.
func Listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen for git on %s: the port is taken by another program; stop it or choose another port: %w", address, err)
	}
	if err != nil {
		return nil, fmt.Errorf("listen for git on %s: %w", address, err)
	}
	return listener, nil
}
