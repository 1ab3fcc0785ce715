package board

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
)

// mostConnections is how many are open at a time; a browser takes six.
const mostConnections = 512

// Listen opens the given address and says plainly when it is taken.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen for the board on %s: the port is taken by another program; stop it or choose another with --listen: %w", address, err)
	}
	if err != nil {
		return nil, fmt.Errorf("listen for the board on %s: %w", address, err)
	}
	return listener, nil
}

// Serve serves until ctx ends. Whoever is slow is cut off.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: 30 * time.Second,
		MaxHeaderBytes: 16 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(listener, mostConnections)) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve the board: %w", err)
	case <-ctx.Done():
		return server.Close()
	}
}
