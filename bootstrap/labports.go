package bootstrap

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// The Git servers of labs that choose their own ports listen on one of these.
const (
	firstGitPort = 3000
	lastGitPort  = 3999
)

const gitPortName = "git"

// LabGitPort is the port of a lab's Git server, the same at every start. No other
// lab has it, nor, the first time, anything else.
func LabGitPort(stateDir string) (int, error) {
	ports, err := labPorts(stateDir)
	if err != nil {
		return 0, err
	}
	return ports.Within(firstGitPort, lastGitPort).Get(gitPortName)
}

// keepGitPort remembers a port that platform.yaml names, so that no other lab
// takes it while this one is down.
func keepGitPort(stateDir string, port int) error {
	ports, err := labPorts(stateDir)
	if err != nil {
		return err
	}
	return ports.Keep(gitPortName, port)
}

func labPorts(stateDir string) (*local.Ports, error) {
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return nil, fmt.Errorf("create lab folder: %w", err)
	}
	return local.OpenPorts(filepath.Join(stateDir, "ports.json"), filepath.Dir(stateDir))
}
