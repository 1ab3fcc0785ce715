package kind

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/generator/platform"
)

// Record is what a lab remembers of a cluster from before it is made until it
// is gone: a cluster without one is somebody else's.
type Record struct {
	Name   string        `yaml:"name"`   // kind's name for it
	Engine string        `yaml:"engine"` // the container engine that has it
	From   platform.Kind `yaml:"from"`   // what it was made from
}

const recordFile = "kind.yaml"

// KubeconfigFile is written once a cluster is complete: a record without it is
// of a cluster whose making was broken off.
func KubeconfigFile(dir string) string { return filepath.Join(dir, "kubeconfig") }

// ReadRecord reads a cluster's record; nil where there is none.
func ReadRecord(dir string) (*Record, error) {
	data, err := os.ReadFile(filepath.Join(dir, recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var r Record
	if err == nil {
		err = yaml.Unmarshal(data, &r)
	}
	if err != nil {
		return nil, fmt.Errorf("read the record of a kind cluster: %w", err)
	}
	return &r, nil
}

// Records reads those of all clusters of a lab, which have a folder each.
func Records(clustersDir string) ([]Record, error) {
	names, err := filepath.Glob(filepath.Join(clustersDir, "*", recordFile))
	if err != nil {
		return nil, fmt.Errorf("list kind clusters: %w", err)
	}
	slices.Sort(names)
	var out []Record
	for _, name := range names {
		r, err := ReadRecord(filepath.Dir(name))
		if err != nil {
			return nil, err
		}
		if r != nil {
			out = append(out, *r)
		}
	}
	return out, nil
}

// write replaces the record and forgets that an earlier cluster was complete.
func (r Record) write(dir string) error {
	data, err := yaml.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the record of a kind cluster: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create cluster folder: %w", err)
	}
	if err := os.Remove(KubeconfigFile(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove old kubeconfig: %w", err)
	}
	return local.WritePrivate(filepath.Join(dir, recordFile), data)
}
