package bootstrap

import (
	"context"
	"errors"
	"fmt"

	"github.com/slipway-platform/slipway/generator/platform"
)

// sleeper is a provider that can say why a cluster it made does not answer.
type sleeper interface {
	asleep(ctx context.Context, c *platform.Cluster) string
}

// orAsleep adds to an error of a cluster that does not answer why that is so.
func (s *session) orAsleep(ctx context.Context, err error) error {
	provider, ok := s.provider.(sleeper)
	if err == nil || !ok || errors.Is(err, context.Canceled) {
		return err
	}
	if why := provider.asleep(ctx, s.host); why != "" {
		return fmt.Errorf("%w\ncause: %s", err, why)
	}
	return err
}

// orAnyAsleep does that for what clusters are asked beside: the address of a lab's
// repository may be one that this machine has while containers run, and no other.
func orAnyAsleep(ctx context.Context, opts Options, seen []*view, err error) error {
	for _, v := range seen {
		s, wrong := newSession(opts, v.host)
		if wrong != nil {
			continue // what was wrong first is told
		}
		if told := s.orAsleep(ctx, err); told.Error() != err.Error() {
			return told
		}
	}
	return err
}
