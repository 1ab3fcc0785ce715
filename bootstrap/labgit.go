package bootstrap

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// gitHost is where a lab's cluster reaches this machine.
type gitHost struct {
	cluster string
	address netip.Addr // unspecified where every address will do
}

// labGit serves the platform's repository, if it is to be on this machine.
func labGit(ctx context.Context, opts Options, hosts []gitHost) error {
	repository, ok := parseRepository(opts.Platform.Repository.URL)
	if !ok {
		return nil
	}
	serve, err := repository.served(hosts)
	if err != nil || !serve {
		return err
	}
	ui := opts.UI.Step(0, 0, "Git server")
	err = func() error {
		root := filepath.Join(opts.StateDir, "git")
		if _, err := gitserver.Init(ctx, root, repository.name, opts.Platform.Repository.Branch); err != nil {
			return err
		}
		keeper, err := local.Launch(ctx, opts.Self, opts.StateDir)
		if err != nil {
			return err
		}
		return keeper.StartService(ctx, local.Service{Name: "git", Kind: local.ServiceGit, Address: repository.at.String(), Root: root})
	}()
	ui.End("serves "+opts.Platform.Repository.URL, err)
	return err
}

// labRepository is a repository that a lab could serve.
type labRepository struct {
	at   netip.AddrPort
	name string
	path string
}

// parseRepository takes apart an address such as http://127.0.0.1:3000/acme.git.
func parseRepository(address string) (labRepository, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return labRepository{}, false
	}
	at, err := netip.ParseAddrPort(u.Host)
	name := strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git")
	return labRepository{at: at, name: name, path: u.Path}, err == nil && name != "" && !strings.Contains(name, "/")
}

// served reports whether the repository's address is this machine's. One on
// loopback is, and is an error where a cluster has a loopback of its own.
func (r labRepository) served(hosts []gitHost) (bool, error) {
	ip := r.at.Addr()
	if !ip.IsLoopback() {
		return slices.ContainsFunc(hosts, func(h gitHost) bool { return h.address == ip }), nil
	}
	for _, h := range hosts {
		if !h.address.IsUnspecified() {
			return false, fmt.Errorf("cluster %s cannot reach the repository at %s, which is itself there; this machine is %s for it: write url: http://%s%s under repository, and run: slipway generate",
				h.cluster, ip, h.address, netip.AddrPortFrom(h.address, r.at.Port()), r.path)
		}
	}
	return true, nil
}
