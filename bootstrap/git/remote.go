package git

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Auth is how to reach a remote. Its fields are secrets or settings by value; nothing of it appears in an error.
type Auth struct {
	Username   string // for ssh the login name; where empty: the one in the URL, else git
	Password   string // password or token for http(s), the key's passphrase for ssh
	SSHKey     []byte // a private key; where empty the ssh agent signs
	KnownHosts []byte // lines of known_hosts; where empty the user's own file
	CA         []byte // certificates to trust besides the system's
}

// remote is a repository elsewhere.
type remote struct {
	url  string
	name string // for messages, without a user
	ca   []byte
	auth authMethod
}

// authMethod is what both transports accept for themselves.
type authMethod interface {
	Name() string
	String() string
}

func newRemote(address string, auth Auth) (*remote, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	if _, given := u.User.Password(); given {
		return nil, fmt.Errorf("repository url at %s holds a password: remove it and declare it under spec.credentials", u.Host)
	}
	auth.Username = cmp.Or(auth.Username, username(u))
	clean := *u
	clean.User = nil
	r := &remote{url: address, name: clean.String(), ca: auth.CA}
	switch u.Scheme {
	case "http", "https":
		if auth.Password == "" {
			return r, nil
		}
		if u.Scheme == "http" && !loopback(u.Hostname()) {
			return nil, fmt.Errorf("%s: credentials do not go over plain http: use https", r.name)
		}
		r.auth = &basicAuth{auth.Username, auth.Password}
	case "ssh":
		if r.auth, err = newSSHAuth(u, auth); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
	default:
		return nil, fmt.Errorf("repository url %s: scheme %q is not http, https or ssh", r.name, u.Scheme)
	}
	return r, nil
}

// Username is who logs in at an address with a token alone.
func Username(address string) string {
	u, err := parse(address)
	if err != nil {
		return "" // whoever uses the address says what is wrong with it
	}
	return username(u)
}

func username(u *url.URL) string {
	return cmp.Or(u.User.Username(), "git") // what the large hosts expect beside a token
}

// parse also understands git's short form, git@host:path.
func parse(address string) (*url.URL, error) {
	short := regexp.MustCompile(`^(?:([^@/:]+)@)?([^@/:]+):([^/].*|/.+)$`)
	if m := short.FindStringSubmatch(address); m != nil && !strings.Contains(address, "://") {
		u := &url.URL{Scheme: "ssh", Host: m[2], Path: m[3]}
		if m[1] != "" {
			u.User = url.User(m[1])
		}
		return u, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" { // the parser's error quotes the address, and with it a password
		return nil, errors.New("repository url is not one: want https://host/path, ssh://git@host/path or git@host:path")
	}
	return u, nil
}

// sameRepository reports whether two addresses are spellings of one: over https or SSH, with and without a user or .git.
func sameRepository(a, b string) bool {
	x, errX := parse(a)
	y, errY := parse(b)
	if errX != nil || errY != nil {
		return a == b
	}
	path := func(u *url.URL) string { return strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git") }
	ports := x.Scheme != y.Scheme || x.Port() == y.Port()
	return x.Hostname() == y.Hostname() && ports && path(x) == path(y)
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (err == nil && ip.IsLoopback())
}

type basicAuth struct{ user, password string }

func (a *basicAuth) Name() string              { return "http-basic" }
func (a *basicAuth) String() string            { return "http-basic" }
func (a *basicAuth) SetAuth(req *http.Request) { req.SetBasicAuth(a.user, a.password) }

// Head is the commit of a remote branch, "" when there is none.
func Head(ctx context.Context, address, branch string, auth Auth) (string, error) {
	commits, err := resolve(ctx, address, []string{branch}, auth, "refs/heads/")
	return commits[branch], err
}

// Resolve is the commits of branches and tags of a remote, by name; one that does not exist is missing. A branch goes
// before a tag of the same name, a name that begins with refs/ is the whole one, and an annotated tag is what it points to.
func Resolve(ctx context.Context, address string, revisions []string, auth Auth) (map[string]string, error) {
	return resolve(ctx, address, revisions, auth, "refs/heads/", "refs/tags/")
}

func resolve(ctx context.Context, address string, revisions []string, auth Auth, prefixes ...string) (map[string]string, error) {
	r, err := newRemote(address, auth)
	if err != nil {
		return nil, err
	}
	refs, err := r.list(ctx, false)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, revision := range revisions {
		in := prefixes
		if strings.HasPrefix(revision, "refs/") {
			in = []string{""}
		}
		for _, prefix := range slices.Backward(in) {
			for _, peeled := range []string{"", peeledSuffix} {
				if at, ok := refs[prefix+revision+peeled]; ok {
					out[revision] = at.String()
				}
			}
		}
	}
	return out, nil
}

// CanRead proves that the remote answers and lets these credentials read.
func CanRead(ctx context.Context, address string, auth Auth) error {
	return check(ctx, address, auth, false)
}

// CanWrite proves that the remote lets these credentials push, as far as it says beforehand: branch protection and server
// hooks speak only when something is pushed.
func CanWrite(ctx context.Context, address string, auth Auth) error {
	return check(ctx, address, auth, true)
}

func check(ctx context.Context, address string, auth Auth, write bool) error {
	r, err := newRemote(address, auth)
	if err != nil {
		return err
	}
	_, err = r.list(ctx, write)
	return err
}

func (r *remote) list(ctx context.Context, write bool) (map[string]hash, error) {
	refs, err := r.refs(ctx, write)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		verb := "read"
		if write {
			verb = "write to"
		}
		return nil, r.explain(verb, r.heard(ctx, err, write), "")
	}
	return refs, nil
}

// within makes a call that ignores its context end with it; the call itself ends when the connection does.
func within[T any](ctx context.Context, call func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		value, err := call()
		done <- answer{value, err}
	}()
	select {
	case a := <-done:
		return a.value, a.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
