package bootstrap

import (
	"cmp"
	"context"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// askGit gives a call to the repository so much time as any wait has: a server
// that takes a connection may say nothing for ever.
func (o *Options) askGit(ctx context.Context, call func(context.Context) error) error {
	timeout := cmp.Or(o.Timeout, patience)
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := call(within)
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		return &kube.TimeoutError{What: "the repository to answer", Last: "it took the connection and said nothing more", After: timeout}
	}
	return err
}

// askGitFor is askGit for what has an answer.
func askGitFor[T any](ctx context.Context, o *Options, call func(context.Context) (T, error)) (out T, err error) {
	err = o.askGit(ctx, func(ctx context.Context) (err error) {
		out, err = call(ctx)
		return err
	})
	return out, err
}
