package main

import (
	"fmt"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// catalogsLocked refuses catalogs of registries of which the lock does not say
// which bytes they are: without them there is no platform to look at.
func (a *app) catalogsLocked(src generator.Sources) error {
	_, foreign, err := generator.Unfetched(src, a.dir)
	if err != nil {
		return err
	}
	differ := []checkItem{}
	for _, c := range foreign {
		if c.Locked == "" {
			differ = append(differ, checkItem{Name: c.Name})
		}
	}
	return a.refuseUnlocked(differ)
}

// platformLocked refuses a platform that slipway.lock does not record as it is.
func (a *app) platformLocked(src generator.Sources, p *platform.Platform) error {
	unlocked, err := generator.NotLocked(src, a.dir, p)
	if err != nil {
		return fmt.Errorf("%w; run: slipway lock", err)
	}
	differ := []checkItem{}
	for _, u := range unlocked {
		differ = append(differ, checkItem{u.Repository, u.Name, u.Version, u.Digest, u.Locked, u.Gone})
	}
	return a.refuseUnlocked(differ)
}

// refuseUnlocked tells what the lock does not record; exit 3 if there is anything.
func (a *app) refuseUnlocked(differ []checkItem) error {
	if len(differ) == 0 {
		return nil
	}
	if a.output == "json" {
		if err := a.json(map[string]any{"differ": differ}); err != nil {
			return err
		}
	} else {
		a.printDiffering(differ)
	}
	a.say("slipway.lock is not what the platform is made of; run: slipway lock")
	return errDifference
}
