// Package forge asks the API of a Git forge for what Git itself cannot: a repository, a deploy key, a pull request. What
// differs between forges is data, one file each; every call looks first and changes only what is not as it should be.
package forge

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Forge is one repository on one forge.
type Forge struct {
	client
	dialect
	name  string // of the repository
	owner string // its user, organisation or group, with all groups above
}

// dialects are the forges that are known.
func dialects() map[string]dialect {
	return map[string]dialect{"github": github(), "gitlab": gitlab(), "gitea": gitea()}
}

// dialect is what a forge calls things. Paths and bodies hold $owner, $name and what else a call knows.
type dialect struct {
	api     string            // where the API is, by the $host of the repository
	hosts   map[string]string // and where it is elsewhere
	headers map[string]string
	wants   []string // headers of a refusal that name the permissions that would do

	repository string // answers 404 where there is none
	creations  []creation

	branch string // says whether a branch is protected

	keys     string
	key      map[string]any // a read-only deploy key
	readOnly map[string]any // what such a key has, as it is listed

	pulls  string // lists the open ones of a branch into another
	open   string
	pull   map[string]any
	number string // the field that names one among the others of a repository
	page   string // the field with the address for people
}

// creation makes a repository below one kind of owner.
type creation struct {
	owner string         // looks whether the owner is of this kind
	named string         // the field of the answer that must be the owner; empty where the answer alone says it
	post  string         // makes it
	body  map[string]any // $id is the owner's
}

// New is about the repository that a platform is in. The token goes to the API only; ca are certificates to trust besides
// the system's.
func New(r platform.Repository, token string, ca []byte) (*Forge, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, fmt.Errorf("read the repository's address: %w", err)
	}
	d, ok := dialects()[r.Forge.Kind]
	if !ok {
		return nil, fmt.Errorf("there is no forge of kind %q", r.Forge.Kind)
	}
	base := Address(r)
	if scheme, _, _ := strings.Cut(base, "://"); scheme != "https" && !platform.OnLoopback(base) {
		return nil, fmt.Errorf("the forge's API at %s: a token does not go over plain http: use https", base)
	}
	full := strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git")
	f := &Forge{dialect: d, name: path.Base(full), owner: path.Dir(full)}
	if f.owner == "." {
		return nil, fmt.Errorf("the repository's address %s names no owner", u.Redacted())
	}
	f.client, err = newClient(base, token, d, ca)
	return f, err
}

// Address is where the forge's API is.
func Address(r platform.Repository) string {
	if r.Forge.API != "" {
		return strings.TrimSuffix(r.Forge.API, "/")
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return ""
	}
	d := dialects()[r.Forge.Kind]
	if elsewhere, ok := d.hosts[u.Hostname()]; ok {
		return elsewhere
	}
	host := u.Host
	if u.Scheme == "ssh" { // its port is not that of the API
		host = u.Hostname()
	}
	scheme := "https"
	if u.Scheme == "http" && platform.OnLoopback(r.URL) {
		scheme = "http"
	}
	return strings.NewReplacer("$scheme", scheme, "$host", host).Replace(d.api)
}

// words are what paths and bodies may hold. In paths they are escaped.
func (f *Forge) words(more ...string) []string {
	return append([]string{"$owner", f.owner, "$name", f.name, "$path", f.owner + "/" + f.name}, more...)
}

// EnsureRepository makes the repository, private and empty, where there is none.
func (f *Forge) EnsureRepository(ctx context.Context) (made bool, err error) {
	there, err := f.get(ctx, f.repository, f.words(), nil)
	if err != nil || there {
		return false, err
	}
	hint := ""
	for _, c := range f.creations {
		var owner map[string]any
		is, err := f.get(ctx, c.owner, f.words(), &owner)
		switch {
		case errors.Is(err, ErrForbidden): // the token of an App may not ask who its user is
			hint = "; an App makes repositories for organisations alone"
		case err != nil:
			return false, err
		}
		if !is || c.named != "" && !strings.EqualFold(fmt.Sprint(owner[c.named]), f.owner) {
			continue
		}
		return true, f.send(ctx, "POST", c.post, f.words("$id", text(owner["id"])), c.body, nil)
	}
	return false, fmt.Errorf("make repository %s/%s at %s: there is no %s that this token may make one for%s", f.owner, f.name, f.base, f.owner, hint)
}
