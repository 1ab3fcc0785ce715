package local

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"time"
)

// endpoint is how a detached keeper is reached: stateDir/keeper.json, readable
// by its owner only, because whoever has the token runs programs.
type endpoint struct {
	Address string `json:"address"`
	Token   string `json:"token"`
	PID     int    `json:"pid"`
}

// Serve is the detached keeper: it runs a Keeper under an HTTP interface on
// loopback until ctx ends or a client stops everything.
func Serve(ctx context.Context, stateDir string) error {
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return fmt.Errorf("create state folder: %w", err)
	}
	unlock, err := TryLock(lockPath(stateDir))
	if err != nil {
		return fmt.Errorf("take over %s: %w", stateDir, err)
	}
	defer unlock()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for control: %w", err)
	}
	self := endpoint{Address: listener.Addr().String(), Token: randomToken(), PID: os.Getpid()}
	keeper := NewKeeper()
	ctx, end := context.WithCancel(ctx)
	defer end()
	server := &http.Server{Handler: controls(keeper, self.Token, end), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	if err := writeEndpoint(stateDir, self); err != nil {
		return errors.Join(err, server.Close(), keeper.Close())
	}
	<-ctx.Done()
	err = keeper.Close()
	if removed := os.Remove(endpointPath(stateDir)); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = server.Shutdown(patience) // lets the answer to the last stop leave
	return errors.Join(err, ignoreClosed(server.Close()))
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// controls answers a Client. Stopping everything ends the keeper.
func controls(keeper *Keeper, token string, end func()) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /start", handle(func(ctx context.Context, p Process) (any, error) {
		return nil, keeper.Start(ctx, p)
	}))
	mux.HandleFunc("POST /service", handle(func(ctx context.Context, s Service) (any, error) {
		return nil, keeper.StartService(ctx, s)
	}))
	mux.HandleFunc("POST /status", handle(func(ctx context.Context, _ struct{}) (any, error) {
		return keeper.Status(ctx)
	}))
	mux.HandleFunc("POST /stop", handle(func(ctx context.Context, names []string) (any, error) {
		err := keeper.Stop(ctx, names...)
		if len(names) == 0 {
			end()
		}
		return nil, err
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Authorization")
		if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
			http.Error(w, "the token is wrong", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// reply carries a result, or the text of an error.
type reply struct {
	Error  string          `json:"error,omitempty"`
	Result json.RawMessage `json:"result,omitempty"`
}

func handle[T any](f func(context.Context, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var input T
		if err := json.NewDecoder(r.Body).Decode(&input); err != nil {
			http.Error(w, "the request is not valid", http.StatusBadRequest)
			return
		}
		var answer reply
		result, err := f(r.Context(), input)
		if err == nil {
			answer.Result, err = json.Marshal(result)
		}
		if err != nil {
			answer.Error = err.Error()
		}
		_ = json.NewEncoder(w).Encode(answer) // the client sees a broken connection itself
	}
}

func randomToken() string { return rand.Text() + rand.Text() }
