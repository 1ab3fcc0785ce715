package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"time"
)

// ErrNoKeeper means that no keeper runs on a state folder.
var ErrNoKeeper = errors.New("no keeper is running")

// Client drives a detached keeper.
type Client struct {
	stateDir string
	endpoint endpoint
	http     *http.Client
}

// Dial connects to the keeper of a state folder; ErrNoKeeper when none answers.
func Dial(ctx context.Context, stateDir string) (*Client, error) {
	e, err := readEndpoint(stateDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKeeper
	}
	if err != nil {
		return nil, err
	}
	client, err := loopbackClient("")
	if err != nil {
		return nil, err
	}
	c := &Client{stateDir: stateDir, endpoint: e, http: client}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := c.Status(ctx); err != nil {
		if !held(ctx, lockPath(stateDir)) {
			return nil, fmt.Errorf("%w: %w", ErrNoKeeper, err)
		}
		return nil, fmt.Errorf("reach the keeper, process %d: it runs but does not answer: %w", e.PID, err)
	}
	return c, nil
}

// Memory is what the keeper and all that it runs take of this machine, in bytes; 0
// where the system does not say.
func (c *Client) Memory() (int64, error) { return memoryOf(c.endpoint.PID) }

// Start implements Supervisor.
func (c *Client) Start(ctx context.Context, p Process) error {
	return c.call(ctx, "start", p, nil)
}

// StartService implements Supervisor.
func (c *Client) StartService(ctx context.Context, s Service) error {
	return c.call(ctx, "service", s, nil)
}

// Status implements Supervisor.
func (c *Client) Status(ctx context.Context) ([]Status, error) {
	var all []Status
	return all, c.call(ctx, "status", struct{}{}, &all)
}

// Stop implements Supervisor. Without names the keeper ends too, and Stop
// returns once it has left its state folder.
func (c *Client) Stop(ctx context.Context, names ...string) error {
	if err := c.call(ctx, "stop", append([]string{}, names...), nil); err != nil || len(names) > 0 {
		return err
	}
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for {
		e, err := readEndpoint(c.stateDir)
		if errors.Is(err, fs.ErrNotExist) || e.PID != c.endpoint.PID {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the keeper to end: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}

func (c *Client) call(ctx context.Context, verb string, input, output any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return fmt.Errorf("encode %s: %w", verb, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.endpoint.Address+"/"+verb, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("ask the keeper to %s: %w", verb, err)
	}
	req.Header.Set("Authorization", "Bearer "+c.endpoint.Token)
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask the keeper to %s: %w", verb, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("ask the keeper to %s: %s", verb, resp.Status)
	}
	var answer reply
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return fmt.Errorf("read the keeper's answer: %w", err)
	}
	if answer.Error != "" {
		return errors.New(answer.Error)
	}
	if output == nil {
		return nil
	}
	return json.Unmarshal(answer.Result, output)
}
