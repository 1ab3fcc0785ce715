package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kind"
	"github.com/slipway-platform/slipway/bootstrap/local"
)

// LabFacts are what somebody who uses a lab has to know of it.
type LabFacts struct {
	Lab
	Since    *time.Time   `json:"since,omitempty"` // when the first of its processes was started
	Agent    string       `json:"agent,omitempty"`
	Clusters []LabCluster `json:"clusters"`
	Units    *LabUnits    `json:"units,omitempty"` // nil where nothing is known of them
	// UnitsError is why nothing is.
	UnitsError string `json:"unitsError,omitempty"`
	Git        string `json:"git,omitempty"`
	Web        string `json:"web,omitempty"` // where its commits can be looked at
	Workspace  string `json:"workspace,omitempty"`
	// Memory is what its processes take, in bytes; 0 where that is not known, as of containers.
	Memory int64 `json:"memory,omitempty"`
}

// LabCluster is one of a lab's clusters.
type LabCluster struct {
	Name       string `json:"name"`
	Provider   string `json:"provider"`
	Kubeconfig string `json:"kubeconfig"`
}

// LabUnits is how many units are in order.
type LabUnits struct {
	Ready int `json:"ready"`
	Of    int `json:"of"`
}

// LookAtLab says what is known of a lab without its platform, which may be broken.
func LookAtLab(ctx context.Context, stateDir string) (*LabFacts, error) {
	if _, err := os.Stat(stateDir); errors.Is(err, fs.ErrNotExist) {
		return nil, noLab(stateDir)
	}
	lab, err := oneLab(ctx, stateDir)
	if err != nil {
		return nil, err
	}
	facts := &LabFacts{Lab: lab, Clusters: []LabCluster{}}
	record, err := ReadLab(stateDir)
	if err != nil {
		return nil, err
	}
	if record != nil {
		facts.Agent, facts.Git, facts.Workspace = record.Agent, record.Repository, record.Workspace
		facts.Web = webAddress(record.Repository)
	}
	if err := facts.findClusters(stateDir); err != nil {
		return nil, err
	}
	return facts, facts.measure(ctx, stateDir)
}

// webAddress is where a lab's Git server shows pages: by address, since by a name
// that only containers know it is loopback. Empty where the repository is elsewhere.
func webAddress(repository string) string {
	r, ok := parseRepository(repository)
	if !ok {
		return ""
	}
	host := r.host
	switch ip, err := netip.ParseAddr(host); {
	case err != nil && strings.HasSuffix(host, ".internal"):
		host = "127.0.0.1"
	case err != nil || !ip.IsLoopback() && !ip.IsPrivate():
		return ""
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(int(r.port))) + "/"
}

func noLab(stateDir string) error {
	return fmt.Errorf("there is no lab %s", filepath.Base(stateDir))
}

func (f *LabFacts) findClusters(stateDir string) error {
	dir := filepath.Join(stateDir, clustersFolder)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list the lab's clusters: %w", err)
	}
	for _, e := range entries {
		c := LabCluster{Name: e.Name(), Provider: "local", Kubeconfig: filepath.Join(dir, e.Name(), "kubeconfig")}
		record, err := kind.ReadRecord(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		if record != nil {
			c.Provider = "kind"
		}
		f.Clusters = append(f.Clusters, c)
	}
	return nil
}

// measure asks the keeper, where there is one.
func (f *LabFacts) measure(ctx context.Context, stateDir string) error {
	keeper, err := local.Dial(ctx, stateDir)
	if errors.Is(err, local.ErrNoKeeper) {
		return nil
	}
	if err != nil {
		return err
	}
	parts, err := keeper.Status(ctx)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if f.Since == nil || p.Since.Before(*f.Since) {
			f.Since = &p.Since
		}
	}
	f.Memory, err = keeper.Memory()
	return err
}

// AskUnits counts a lab's units, and those that are in order.
func (f *LabFacts) AskUnits(ctx context.Context, opts Options) {
	r, err := Look(ctx, opts)
	if err != nil {
		f.UnitsError = err.Error()
		return
	}
	f.Units = &LabUnits{}
	for _, c := range r.Clusters {
		for _, u := range c.Units {
			f.Units.Of++
			if u.InOrder() {
				f.Units.Ready++
			}
		}
	}
}
