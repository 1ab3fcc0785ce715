//go:build e2e && linux

package e2e

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/local"
)

// report is what the run says when it has ended, and writes it down with -update.
func (m *meter) report() {
	m.t.Helper()
	keeper, err := local.Dial(m.t.Context(), filepath.Join(m.l.state, "acme"))
	if err != nil {
		m.t.Fatal(err)
	}
	lab, err := keeper.Status(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	behind, err := m.fleet.keeper.Status(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, s := range slices.Concat(lab, behind) {
		if s.PID != 0 {
			m.run.Processes = append(m.run.Processes, m.process(s))
		}
	}
	m.run.Cores, m.run.Memory = runtime.NumCPU(), m.kilobytes("/proc/meminfo", "MemTotal:")>>10
	files := strings.Split(strings.TrimSpace(m.l.git("ls-tree", "-r", "-l", "main")), "\n")
	for _, line := range files {
		size, err := strconv.Atoi(strings.Fields(line)[3])
		if err != nil {
			m.t.Fatal(err)
		}
		m.run.Bytes += size
	}
	m.run.Files = len(files)
	m.run.write(m.t)
}

// process is what one took: the most memory that it had at any time, and all its
// processor time so far.
func (m *meter) process(s local.Status) scaleProcess {
	m.t.Helper()
	out := scaleProcess{Name: s.Name, Restarts: s.Restarts, Memory: m.kilobytes(fmt.Sprintf("/proc/%d/status", s.PID), "VmHWM:") >> 10}
	program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", s.PID))
	if err != nil {
		m.t.Fatal(err)
	}
	if s.Restarts > 0 {
		m.t.Errorf("%s was started %d times more; what is told of it is the last one's", s.Name, s.Restarts)
	}
	if version := regexp.MustCompile(`-(v[0-9.]+)-[0-9a-f]+$`).FindStringSubmatch(filepath.Base(filepath.Dir(program))); version != nil {
		out.Version = version[1]
	} else {
		m.t.Errorf("%s has no version in the name of its folder: %s", s.Name, program)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.PID))
	if err != nil {
		m.t.Fatal(err)
	}
	// The second field is the program in parentheses; user and system time are the 14th and 15th.
	for _, word := range strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))[11:13] {
		ticks, err := strconv.Atoi(word)
		if err != nil {
			m.t.Fatal(err)
		}
		out.Processor += ticks / 100 // the kernel counts hundredths of a second for programs
	}
	return out
}

// kilobytes is a line of one of the kernel's tables.
func (m *meter) kilobytes(path, name string) int {
	m.t.Helper()
	f, err := os.Open(path)
	if err != nil {
		m.t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if words := strings.Fields(lines.Text()); words[0] == name {
			n, err := strconv.Atoi(words[1])
			if err != nil {
				m.t.Fatal(err)
			}
			return n
		}
	}
	m.t.Fatalf("%s has no line %s", path, name)
	return 0
}
