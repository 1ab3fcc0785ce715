package bootstrap

import (
	"context"
	"errors"
	"maps"
)

// witnesses are those that watch the clusters of a lab, by name. One goroutine uses them.
type witnesses struct {
	tell func(witnessed)
	on   map[string]watched
}

// watched is a cluster that has a witness, who knows the marks of one agent.
type watched struct {
	agent string
	end   context.CancelFunc
}

// watch has a witness on each cluster of the platform, and on no other. The error is
// about those that cannot be watched yet; they are tried when it is called again.
func (w *witnesses) watch(ctx context.Context, opts Options) error {
	if w.on == nil {
		w.on = map[string]watched{}
	}
	maps.DeleteFunc(w.on, func(name string, was watched) bool {
		gone := opts.Platform.Cluster(name) == nil || was.agent != opts.Agent.Name
		if gone {
			was.end()
		}
		return gone
	})
	var errs []error
	for _, c := range opts.Platform.Clusters {
		if _, is := w.on[c.Name]; is {
			continue
		}
		ctx, end := context.WithCancel(ctx)
		witness, err := newWitness(ctx, opts, c, w.tell)
		if err == nil {
			err = witness.start(ctx)
		}
		if err != nil {
			end()
			errs = append(errs, err)
			continue
		}
		w.on[c.Name] = watched{agent: opts.Agent.Name, end: end}
		go witness.run(ctx)
	}
	return errors.Join(errs...)
}
