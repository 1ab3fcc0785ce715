package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/wizard"
)

// unknownServer stands in the platform until the clusters are there.
const unknownServer = "https://127.0.0.1:6443"

// beginLab makes the clusters of a new lab, and writes its platform and its
// repository. What it returns brings up the rest.
func (a *app) beginLab(ctx context.Context, o labOptions, ui bootstrap.UI) (up func(context.Context, bootstrap.Options) error, err error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	w, err := wizard.New(src)
	if err != nil {
		return nil, err
	}
	if o.offline {
		opts, _, err := a.tryLab(src, w, supposedLab(o, 0), o.timeout)
		if err != nil {
			return nil, err
		}
		if err := a.checkOffline(ctx, opts); err != nil {
			return nil, err
		}
	}
	place, text, err := a.placeLab(ctx, src, w, o, ui)
	if err != nil {
		return nil, err
	}
	if _, err := generator.Init(src, a.dir, text, false); err != nil {
		return nil, err
	}
	up = func(ctx context.Context, opts bootstrap.Options) error { return bootstrap.ServeLab(ctx, opts, place) }
	return up, a.fillWorkspace(ctx, src, o)
}

// placeLab makes the clusters, and returns the platform.yaml that says where they are.
func (a *app) placeLab(ctx context.Context, src generator.Sources, w *wizard.Wizard, o labOptions, ui bootstrap.UI) (place bootstrap.LabPlace, text []byte, err error) {
	labs, err := bootstrap.StateDir(a.getenv)
	if err != nil {
		return place, nil, err
	}
	port, err := bootstrap.LabGitPort(filepath.Join(labs, labName(o.participant)))
	if err != nil {
		return place, nil, err
	}
	l := supposedLab(o, port)
	opts, text, err := a.tryLab(src, w, l, o.timeout)
	if err != nil {
		return place, nil, err
	}
	opts.UI = ui
	if place, err = bootstrap.PlaceLab(ctx, opts); err != nil {
		return place, nil, err
	}
	known := l
	known.Repository, known.Servers = labURL(place.Host, port, l.Name), place.Servers
	if known.Repository == l.Repository && slices.Equal(known.Servers, l.Servers) {
		return place, text, nil
	}
	result, err := w.Lab(known)
	if err != nil {
		return place, nil, err
	}
	return place, result.Text, nil
}

// supposedLab is a new lab as far as it is known before its clusters are there.
func supposedLab(o labOptions, port int) wizard.Lab {
	l := wizard.Lab{Name: labName(o.participant), Agent: o.agent, Provider: o.provider, Clusters: wizard.LabClusters(o.clusters)}
	l.Repository = labURL("127.0.0.1", port, l.Name)
	for range l.Clusters[1:] {
		l.Servers = append(l.Servers, unknownServer)
	}
	return l
}

// tryLab loads a lab's platform, which is nowhere yet.
func (a *app) tryLab(src generator.Sources, w *wizard.Wizard, l wizard.Lab, timeout time.Duration) (opts bootstrap.Options, text []byte, err error) {
	result, err := w.Lab(l)
	if err != nil {
		return opts, nil, err
	}
	p, err := generator.Try(src, result.Text)
	if err != nil {
		return opts, nil, err
	}
	opts, err = a.lookOptions(src, p, timeout, false)
	return opts, result.Text, err
}

func labURL(host string, port int, name string) string {
	return fmt.Sprintf("http://%s/%s.git", net.JoinHostPort(host, strconv.Itoa(port)), name)
}

// fillWorkspace writes what belongs to the platform beside platform.yaml.
func (a *app) fillWorkspace(ctx context.Context, src generator.Sources, o labOptions) error {
	p, err := generator.Load(src, a.dir)
	if err != nil {
		return err
	}
	// Its own, even where the state folder lies in a repository of somebody else.
	if err := bootstrap.MakeWorkspace(ctx, a.dir, p, o.participant); err != nil {
		return err
	}
	changes, err := generator.PlanPlatform(src, a.dir, p, generator.Options{})
	if err != nil {
		return err
	}
	if err := changes.Apply(ctx); err != nil {
		return err
	}
	guide, err := generator.Guide(src, a.dir, p)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(guide.Path); err == nil {
		return nil // somebody has one already
	}
	return generator.WriteNew(guide.Path, guide.Data, false)
}

// finishWorkspace completes a workspace of the lab's own whose first lab up was
// ended after platform.yaml was there: the lock is what is written last.
func (a *app) finishWorkspace(ctx context.Context, o labOptions, labs string) error {
	_, err := os.Lstat(filepath.Join(a.dir, "slipway.lock"))
	if a.dir != workspaceIn(labs, labName(o.participant)) || !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	src, err := a.sources()
	if err != nil {
		return err
	}
	return a.fillWorkspace(ctx, src, o)
}
