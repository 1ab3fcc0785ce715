package local

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// memoryOf is what a process and all that it started take of this machine, in
// bytes: a page that several share counts once.
func memoryOf(pid int) (int64, error) {
	parents, err := parentsOfAll()
	if err != nil {
		return 0, err
	}
	family := []int{pid}
	for i := 0; i < len(family); i++ {
		for child, parent := range parents {
			if parent == family[i] && !slices.Contains(family, child) {
				family = append(family, child)
			}
		}
	}
	var sum int64
	for _, member := range family {
		sum += proportional(member) // one that has ended meanwhile takes nothing
	}
	return sum, nil
}

func parentsOfAll() (map[int]int, error) {
	found, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	parents := map[int]int{}
	for _, path := range found {
		data, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// The second field is the program in parentheses, and may hold anything.
		after := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil || len(after) < 2 {
			continue
		}
		if parents[pid], err = strconv.Atoi(after[1]); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	return parents, nil
}

// proportional is a process's share of the memory that it uses.
func proportional(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) == 3 && words[0] == "Pss:" {
			kilobytes, _ := strconv.ParseInt(words[1], 10, 64) // the kernel writes a number
			return kilobytes << 10
		}
	}
	return 0
}
