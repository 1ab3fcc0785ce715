package local

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/gitweb"
)

// builtin is a service the keeper serves itself.
type builtin struct {
	service Service
	since   time.Time
	end     func()
}

func startService(s Service) (kept, error) {
	var end func()
	var err error
	switch s.Kind {
	case ServiceGit:
		end, err = serveGit(s)
	case ServiceRedis:
		end, err = serveRedis(s)
	case ServiceMount:
		end, err = serveMount(s)
	default:
		err = fmt.Errorf("unknown kind %q of service", s.Kind)
	}
	if err != nil {
		return nil, err
	}
	return &builtin{service: s, since: time.Now(), end: end}, nil
}

func (b *builtin) name() string                { return b.service.Name }
func (b *builtin) definition() any             { return b.service }
func (b *builtin) ready(context.Context) error { return nil }
func (b *builtin) stop()                       { b.end() }

func (b *builtin) status() Status {
	return Status{Name: b.service.Name, Running: true, Ready: true, Since: b.since}
}

func serveGit(s Service) (end func(), err error) {
	listener, err := gitserver.Listen(s.Address)
	if err != nil {
		return nil, err
	}
	options := []gitserver.Option{gitserver.WithPages(gitweb.New(s.Root))}
	if s.User != "" || s.Password != "" {
		options = append(options, gitserver.WithAuth(s.User, s.Password))
	}
	server := &http.Server{Handler: gitserver.New(s.Root, options...), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends when closed; a broken listener shows in the client's error
	}()
	return func() { server.Close(); <-done }, nil
}

// serveRedis runs a Redis in memory. Its clock stands still unless pushed, and
// agents count on entries to expire: without that they would never look for a
// new commit.
func serveRedis(s Service) (end func(), err error) {
	redis := miniredis.NewMiniRedis()
	if s.Password != "" {
		redis.RequireAuth(s.Password)
	}
	if err := redis.StartAddr(s.Address); err != nil {
		return nil, fmt.Errorf("listen for redis on %s: %w", s.Address, err)
	}
	last := time.Now()
	stop := every(context.Background(), time.Second, func() {
		now := time.Now()
		redis.FastForward(now.Sub(last))
		last = now
	})
	return func() { stop(); redis.Close() }, nil
}
