package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

func endpointPath(stateDir string) string { return filepath.Join(stateDir, "keeper.json") }

// lockPath is held for as long as a keeper lives, so it tells a slow one from none.
func lockPath(stateDir string) string { return filepath.Join(stateDir, "keeper.lock") }

func writeEndpoint(stateDir string, e endpoint) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encode keeper.json: %w", err)
	}
	return WritePrivate(endpointPath(stateDir), data)
}

func readEndpoint(stateDir string) (endpoint, error) {
	var e endpoint
	data, err := os.ReadFile(endpointPath(stateDir))
	if err != nil {
		return e, fmt.Errorf("read keeper.json: %w", err)
	}
	if json.Unmarshal(data, &e) != nil { // its error could quote the token
		return e, errors.New("read keeper.json: it is damaged")
	}
	return e, nil
}

// WritePrivate replaces a file in one step and lets only its owner read it.
func WritePrivate(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}
