//go:build linux

// Command runc calls the real one with less than is asked for, on machines that
// have not all to give: no CAP_SYS_RESOURCE, no limit above this process's own,
// and no score that keeps a process from being killed when memory runs out.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

const real = "/usr/sbin/runc"

func main() {
	bundle, process := files(os.Args[1:])
	for path, reduce := range map[string]func(map[string]any){filepath.Join(bundle, "config.json"): reduceBundle, process: reduceProcess} {
		if err := rewrite(path, reduce); err != nil {
			fmt.Fprintln(os.Stderr, "runc:", err)
			os.Exit(1)
		}
	}
	err := syscall.Exec(real, append([]string{real}, os.Args[1:]...), os.Environ())
	fmt.Fprintln(os.Stderr, "runc:", err)
	os.Exit(1)
}

// files finds the bundle and the process file among runc's arguments.
func files(args []string) (bundle, process string) {
	bundle = "."
	for i, arg := range args {
		key, value, inline := strings.Cut(arg, "=")
		if !inline && i+1 < len(args) {
			value = args[i+1]
		}
		switch key {
		case "--bundle", "-b":
			bundle = value
		case "--process", "-p":
			process = value
		}
	}
	return bundle, process
}

// rewrite changes a JSON file; one that is not there belongs to another command.
func rewrite(path string, reduce func(map[string]any)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var doc map[string]any
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber() // limits are 64 bits wide
	if err := decoder.Decode(&doc); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	reduce(doc)
	if data, err = json.Marshal(doc); err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	return err
}

func reduceBundle(doc map[string]any) {
	if process, ok := doc["process"].(map[string]any); ok {
		reduceProcess(process)
	}
}

func reduceProcess(process map[string]any) {
	if sets, ok := process["capabilities"].(map[string]any); ok {
		for name, set := range sets {
			if list, ok := set.([]any); ok {
				sets[name] = slices.DeleteFunc(list, func(c any) bool { return c == "CAP_SYS_RESOURCE" })
			}
		}
	}
	if limits, ok := process["rlimits"].([]any); ok {
		process["rlimits"] = slices.DeleteFunc(limits, raised)
	}
	if score, ok := process["oomScoreAdj"].(json.Number); ok && strings.HasPrefix(score.String(), "-") {
		process["oomScoreAdj"] = 0
	}
}

// raised reports whether a limit is above what this process may have at most.
func raised(limit any) bool {
	asked, ok := limit.(map[string]any)
	if !ok {
		return false
	}
	resource, known := map[any]int{"RLIMIT_NOFILE": unix.RLIMIT_NOFILE, "RLIMIT_NPROC": unix.RLIMIT_NPROC}[asked["type"]]
	hard, err := strconv.ParseUint(fmt.Sprint(asked["hard"]), 10, 64)
	var own unix.Rlimit
	return known && err == nil && unix.Getrlimit(resource, &own) == nil && hard > own.Max
}
