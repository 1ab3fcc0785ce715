package bootstrap

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// LabRecord is what a lab remembers of itself, for those who have no platform at
// hand.
type LabRecord struct {
	Participant string `json:"participant,omitempty"` // whose lab it is, where it was made for somebody
	Agent       string `json:"agent"`
	Workspace   string `json:"workspace"` // the folder of its platform
	Repository  string `json:"repository"`
	Offline     bool   `json:"offline,omitempty"` // whether lab up was told last to fetch nothing
}

func labRecordFile(stateDir string) string { return filepath.Join(stateDir, "lab.json") }

// ReadLab returns what a lab remembers; nil where there is none.
func ReadLab(stateDir string) (*LabRecord, error) {
	data, err := os.ReadFile(labRecordFile(stateDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read lab: %w", err)
	}
	var r LabRecord
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("read lab in %s: %w", labRecordFile(stateDir), err)
	}
	return &r, nil
}

// KeepLab writes it. Whose lab it is stays where nobody is named, and whether it is
// to fetch nothing where offline is nil.
func KeepLab(opts Options, participant string, offline *bool) error {
	r := LabRecord{Participant: participant, Agent: opts.Agent.Name, Workspace: opts.Dir, Repository: opts.Platform.Repository.URL}
	old, err := ReadLab(opts.StateDir)
	if err != nil {
		return err
	}
	if old != nil && participant == "" {
		r.Participant = old.Participant
	}
	switch {
	case offline != nil:
		r.Offline = *offline
	case old != nil:
		r.Offline = old.Offline
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode lab: %w", err)
	}
	if err := os.MkdirAll(opts.StateDir, 0o700); err != nil {
		return fmt.Errorf("create lab folder: %w", err)
	}
	return local.WritePrivate(labRecordFile(opts.StateDir), append(data, '\n'))
}
