package main

import (
	"fmt"
	"io"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/compare"
	"github.com/slipway-platform/slipway/generator/tree"
)

// destructive is what of a run's changes removes what runs or is stored.
func (a *app) destructive(r *plannedRun) ([]compare.Risk, error) {
	src, err := a.sources()
	if err != nil {
		return nil, err
	}
	return generator.Destructive(src, a.dir, r.platform, r.changes)
}

// refuseDestructive says what would go, and fails: nothing has been written.
func (a *app) refuseDestructive(c *tree.Changes, destroyed []compare.Risk) error {
	if a.output == "json" {
		if err := a.summaryOf(c, destroyed); err != nil {
			return err
		}
	} else {
		a.showDestructive(a.err, destroyed)
	}
	for _, r := range destroyed {
		a.annotate("error", "", riskLine(r)+" ("+some(r.Clusters, few)+")")
	}
	return fmt.Errorf("write the repository: %s of it would remove what runs or is stored, and nothing was written; slipway diff HEAD shows all of it, and slipway generate --allow-destructive does it", count(len(destroyed), "change"))
}

func (a *app) showDestructive(to io.Writer, destroyed []compare.Risk) {
	w := &differenceWriter{all: a.verbose}
	w.risks(destroyed)
	_, _ = to.Write(w.Bytes()) // what cannot be written is not missed where the rest is not
}
