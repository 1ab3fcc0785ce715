package kube

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/tools/cache"
)

// source is where a watch has the objects of a kind from. A server that went away may come back with an etcd that was
// restored, and counts from an older version then: one that is asked for what came since a newer version tells nothing
// until it has counted that far. So whatever came of a version is asked for anew once the server was lost.
type source struct {
	objects dynamic.ResourceInterface
	lost    atomic.Bool // since all objects were asked for last
}

func (c *Client) source(k Kind) *cache.ListWatch {
	s := &source{objects: c.objects.Resource(k.resource)}
	return &cache.ListWatch{ListWithContextFunc: s.list, WatchFuncWithContext: s.watch}
}

func (s *source) list(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
	if err := s.outdated(o); err != nil {
		return nil, err
	}
	list, err := s.objects.List(ctx, o)
	s.heard(o, err)
	if err != nil {
		return nil, err
	}
	return list, nil
}

func (s *source) watch(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) {
	if err := s.outdated(o); err != nil {
		return nil, err
	}
	began := time.Now()
	w, err := s.objects.Watch(ctx, o)
	s.heard(o, err)
	if err != nil {
		return nil, err
	}
	return stream{Interface: w, ended: func() {
		if o.TimeoutSeconds == nil || time.Since(began) < time.Duration(*o.TimeoutSeconds)*time.Second {
			s.lost.Store(true) // the server, or who watches it, broke it off
		}
	}}, nil
}

// outdated refuses a version of before the server was lost in the server's own words, which client-go knows.
func (s *source) outdated(o metav1.ListOptions) error {
	if !s.lost.Load() || ofNoVersion(o) {
		return nil
	}
	err := apierrors.NewTimeoutError("the server may hold an older version by now", 1)
	err.ErrStatus.Details.Causes = []metav1.StatusCause{{Type: metav1.CauseTypeResourceVersionTooLarge}}
	return err
}

// heard notes what came of a request: all there is now, or nothing at all.
func (s *source) heard(o metav1.ListOptions, err error) {
	var answer apierrors.APIStatus
	switch {
	case err == nil && ofNoVersion(o):
		s.lost.Store(false)
	case err != nil && !errors.As(err, &answer):
		s.lost.Store(true)
	}
}

// ofNoVersion tells whether whatever the server has will do.
func ofNoVersion(o metav1.ListOptions) bool {
	return o.ResourceVersion == "" || o.ResourceVersion == "0"
}

// stream is a watch that says when it is over: client-go stops each.
type stream struct {
	watch.Interface
	ended func()
}

// Stop implements watch.Interface.
func (s stream) Stop() {
	s.ended()
	s.Interface.Stop()
}
