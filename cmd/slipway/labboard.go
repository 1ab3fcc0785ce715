package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/lab/board"
)

// boardPort is where a board is, where nobody says otherwise.
const boardPort = "7070"

// boardOptions are the flags of lab board.
type boardOptions struct {
	listen, join string
	lan, fresh   bool
}

func (a *app) labBoardCommand() *cobra.Command {
	var o boardOptions
	cmd := &cobra.Command{
		Use:   "board",
		Short: "Serve a page that shows how each participant of a course fares",
		Long: `Serve a page that shows how each participant of a course fares: which exercises are
solved, how many checks hold, and when the lab was heard of last. Labs that have joined
report by themselves. There are no accounts: who has the join code may report, and who
reaches the page may read it.

It is reached from this machine alone, unless --lan or --listen says otherwise. With
--lan it listens on every address of this machine, a public one as well: --listen names
the one of the room's network, where there is one. The code is made at random the first
time, or is the one that --join gives. Both the code and what was reported outlive the
program; --fresh begins with no participants and another code, and labs have to join
anew. Ctrl-C ends it.`,
		Example: `  slipway lab board               # for labs on this machine
  slipway lab board --lan         # for those of the same network
  slipway lab board --listen 127.0.0.1:8080 --join MONDAY-ROOM-4`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serveBoard(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "", "the address to listen on (default 127.0.0.1:"+boardPort+")")
	f.BoolVar(&o.lan, "lan", false, "be reached from every network of this machine: listen on 0.0.0.0:"+boardPort)
	f.StringVar(&o.join, "join", "", "the code that labs join with")
	f.BoolVar(&o.fresh, "fresh", false, "forget who reported before")
	return cmd
}

// address is where the board listens: on loopback, unless it is told otherwise.
func (o boardOptions) address() (string, error) {
	switch {
	case o.lan && o.listen != "":
		return "", usagef("--lan listens on 0.0.0.0:%s; give it or --listen, not both", boardPort)
	case o.lan:
		return "0.0.0.0:" + boardPort, nil
	}
	return cmp.Or(o.listen, "127.0.0.1:"+boardPort), nil
}

func (a *app) serveBoard(ctx context.Context, o boardOptions) error {
	address, err := o.address()
	if err != nil {
		return err
	}
	if o.join != "" {
		if err := board.CheckCode(o.join); err != nil {
			return usageError{err}
		}
	}
	opts, err := a.exerciseOptions()
	if err != nil {
		return err
	}
	columns := []board.Exercise{}
	for _, e := range opts.Exercises {
		columns = append(columns, board.Exercise{Number: e.Number, Name: e.Name, Title: e.Title})
	}
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return err
	}
	listener, err := board.Listen(ctx, address) // before anything is forgotten that --fresh forgets
	if err != nil {
		return err
	}
	defer listener.Close()
	store, err := board.Open(filepath.Join(labs, "board.json"), o.join, o.fresh)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := a.printBoard(listener.Addr(), store.Code()); err != nil {
		return err
	}
	err = board.Serve(ctx, listener, board.Handler(store, columns, a.now))
	if ctx.Err() != nil {
		return nil // it has no other end
	}
	return err
}

func (a *app) printBoard(at net.Addr, code string) error {
	urls, err := boardURLs(at)
	if err != nil {
		return err
	}
	a.warnOfPublic(urls)
	if a.output == "json" {
		return a.json(struct {
			URLs []string `json:"urls"`
			Code string   `json:"code"`
		}{urls, code})
	}
	fmt.Fprint(a.out, "The board is at\n\n")
	for _, u := range urls {
		fmt.Fprintf(a.out, "  %s\n", u)
	}
	fmt.Fprintf(a.out, "\nA lab joins with\n\n  slipway lab join %s %s\n\nCtrl-C ends it.\n", urls[0], code)
	return nil
}

// boardURLs are where a board is reached: where it listens on every address, each
// that this machine has in a private network, then the others, and loopback last.
func boardURLs(at net.Addr) ([]string, error) {
	listens, err := netip.ParseAddrPort(at.String())
	if err != nil {
		return nil, fmt.Errorf("read the board's address: %w", err)
	}
	if !listens.Addr().IsUnspecified() {
		return []string{"http://" + listens.String()}, nil
	}
	has, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("list this machine's addresses: %w", err)
	}
	var urls []string
	for _, ip := range reachedAt(has, listens.Addr().Is6()) {
		urls = append(urls, "http://"+netip.AddrPortFrom(ip, listens.Port()).String())
	}
	return urls, nil
}

// reachedAt are the addresses of a machine that people may type, the likeliest first.
// Those of IPv6 are among them where the board listens there.
func reachedAt(has []net.Addr, six bool) []netip.Addr {
	var private, public []netip.Addr
	for _, one := range has {
		prefix, err := netip.ParsePrefix(one.String())
		switch {
		case err != nil || prefix.Addr().IsLoopback() || prefix.Addr().Is6() && (!six || prefix.Addr().IsLinkLocalUnicast()):
		case isPublic(prefix.Addr()):
			public = append(public, prefix.Addr())
		default:
			private = append(private, prefix.Addr())
		}
	}
	return slices.Concat(private, public, []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})})
}

// isPublic tells whether an address is reached from everywhere, as far as it says.
func isPublic(ip netip.Addr) bool {
	return !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !ip.IsUnspecified()
}

// warnOfPublic says that a board is on the Internet, where one of its addresses is.
func (a *app) warnOfPublic(urls []string) {
	for _, one := range urls {
		at, err := netip.ParseAddrPort(strings.TrimPrefix(one, "http://"))
		if err == nil && isPublic(at.Addr()) {
			a.say("%s is a public address: whoever no firewall keeps out may read the board; --listen names an address of the room's network instead", at.Addr())
		}
	}
}
