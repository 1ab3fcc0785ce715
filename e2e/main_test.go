//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// programVariable says where the program under test is.
const programVariable = "SLIPWAY_E2E_PROGRAM"

// TestMain builds the program once, for every test of the package, where it is
// not told of one.
func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "slipway-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program := filepath.Join(dir, "slipway")
	code := 1
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/slipway").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build slipway: %v\n%s", err, out)
	} else if err := os.Setenv(programVariable, program); err == nil {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}
