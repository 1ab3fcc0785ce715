package kube

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"k8s.io/client-go/rest"
)

// ClockAhead is how far the API server's clock is ahead of this machine's, to a
// second: what it writes into each answer, against the middle of the time that
// the answer took.
func (c *Client) ClockAhead(ctx context.Context) (time.Duration, error) {
	client, err := rest.HTTPClientFor(c.config)
	if err != nil {
		return 0, fmt.Errorf("connect to %s: %w", c.server, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server+"/version", nil)
	if err != nil {
		return 0, fmt.Errorf("ask %s for its time: %w", c.server, err)
	}
	asked := time.Now()
	answer, err := client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("ask %s for its time: %w", c.server, c.whyUnreached(err))
	}
	defer answer.Body.Close()
	took := time.Since(asked)
	says, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("ask %s for its time: %w", c.server, err)
	}
	return says.Sub(asked.Add(took / 2)).Truncate(time.Second), nil
}
