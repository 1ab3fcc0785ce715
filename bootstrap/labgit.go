package bootstrap

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// gitHost is where a lab's cluster reaches this machine.
type gitHost struct {
	cluster string
	address netip.Addr // unspecified where every address will do
	name    string     // what it calls this machine, where the address is none of this machine's
}

// in is what an address in a URL must name to be this machine's.
func (h gitHost) in() string {
	if h.name != "" {
		return h.name
	}
	return h.address.String()
}

// labGit serves the platform's repository, if it is to be on this machine.
func labGit(ctx context.Context, opts Options, hosts []gitHost) error {
	repository, ok := parseRepository(opts.Platform.Repository.URL)
	if !ok {
		return nil
	}
	at, err := repository.served(hosts)
	if err != nil || !at.IsValid() {
		return err
	}
	ui := opts.UI.Step(0, 0, "Git server")
	err = func() error {
		root := filepath.Join(opts.StateDir, "git")
		if err := keepGitPort(opts.StateDir, int(at.Port())); err != nil {
			return err
		}
		if _, err := gitserver.Init(ctx, root, repository.name, opts.Platform.Repository.Branch); err != nil {
			return err
		}
		keeper, err := local.Launch(ctx, opts.Self, opts.StateDir)
		if err != nil {
			return err
		}
		return keeper.StartService(ctx, local.Service{Name: "git", Kind: local.ServiceGit, Address: at.String(), Root: root})
	}()
	ui.End("serves "+opts.Platform.Repository.URL, err)
	return err
}

// labRepository is a repository that a lab could serve.
type labRepository struct {
	host string
	port uint16
	name string
	path string
}

// parseRepository takes apart an address such as http://127.0.0.1:3000/acme.git.
func parseRepository(address string) (labRepository, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" {
		return labRepository{}, false
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	name := strings.TrimSuffix(strings.Trim(u.Path, "/"), ".git")
	return labRepository{host: u.Hostname(), port: uint16(port), name: name, path: u.Path}, err == nil && name != "" && !strings.Contains(name, "/")
}

// served is where to listen, if the repository's address is this machine's. One
// on loopback is, and is an error where a cluster has a loopback of its own.
func (r labRepository) served(hosts []gitHost) (netip.AddrPort, error) {
	ip, err := netip.ParseAddr(r.host)
	if err == nil && ip.IsLoopback() {
		for _, h := range hosts {
			if !h.address.IsUnspecified() {
				return netip.AddrPort{}, r.unreachable(h)
			}
		}
		return netip.AddrPortFrom(ip, r.port), nil
	}
	for _, h := range hosts {
		switch {
		case h.in() != r.host:
		case h.name != "": // the engine passes on what comes for that name
			return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), r.port), nil
		default:
			return netip.AddrPortFrom(h.address, r.port), nil
		}
	}
	return netip.AddrPort{}, nil
}

func (r labRepository) unreachable(h gitHost) error {
	return fmt.Errorf("cluster %s cannot reach the repository at %s, which is itself there; this machine is %s for it: write url: http://%s%s under repository, and run: slipway generate",
		h.cluster, r.host, h.in(), net.JoinHostPort(h.in(), strconv.Itoa(int(r.port))), r.path)
}
