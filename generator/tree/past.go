package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// past is what earlier runs left behind: the lock of the last complete one, and slipway.lock.next when one
// was cut short after it.
type past struct {
	lock  lock            // slipway.lock together with slipway.lock.next
	next  map[string]bool // paths an unfinished run was about to write
	temps []string        // temporary files it may have left

	rawLock, rawNext []byte // as read, nil when absent
	unfinished       bool
}

// remember reads the locks below root. A lock that is missing or cannot be read is rebuilt from the headers
// of the files below output; that is the only time files nobody asked about are read.
func remember(root *os.Root, output string) (*past, error) {
	p := &past{next: map[string]bool{}}
	var err error
	if p.rawLock, err = readLock(root, lockName); err != nil {
		return nil, err
	}
	if p.rawNext, err = readLock(root, nextName); err != nil {
		return nil, err
	}
	last, lockErr := decodeLock(p.rawLock)
	if lockErr != nil {
		last = salvage(p.rawLock)
	}
	p.lock = last
	nextErr := p.takeNext()
	if lockErr != nil || nextErr != nil {
		if err := p.search(root, output); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{lockName, nextName} {
		if temp := tempOf(name); exists(root, temp) {
			p.temps = append(p.temps, temp)
			p.unfinished = true
		}
	}
	return p, nil
}

// takeNext adds slipway.lock.next: what it lists is as much ours as what the lock lists.
func (p *past) takeNext() error {
	if p.rawNext == nil {
		return nil
	}
	p.unfinished = true
	next, err := decodeLock(p.rawNext)
	if err != nil {
		next = salvage(p.rawNext)
	}
	for file, sums := range next.owned {
		p.next[file] = true
		p.temps = append(p.temps, tempOf(file))
		p.lock.owned[file] = merged(p.lock.owned[file], sums)
	}
	for _, file := range next.seeds {
		p.temps = append(p.temps, tempOf(file))
	}
	p.lock.seeds = next.seeds
	slices.Sort(p.temps)
	return err
}

// search looks below output for files that carry our header and for temporary files.
func (p *past) search(root *os.Root, output string) error {
	f := &folders{root: root}
	defer f.leave(0)
	if _, err := f.at(output, nil); output == "" || err != nil {
		return nil // nothing there, or no folder, which the judge will meet again and report
	}
	err := fs.WalkDir(root.FS(), output, func(file string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // another run took it away, after which Apply has this one plan again
		case err != nil:
			return err
		case !e.Type().IsRegular():
			return nil
		case strings.HasPrefix(e.Name(), tempPrefix):
			p.temps, p.unfinished = append(p.temps, file), true
			return nil
		case checkPath(file) != nil:
			return nil
		}
		ours, err := hasHeader(root, file)
		if ours {
			p.lock.owned[file] = merged(p.lock.owned[file], nil)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("search %s for generated files: %w", output, bare(err))
	}
	return nil
}

// hasHeader reads no more of a file than a header can take.
func hasHeader(root *os.Root, file string) (bool, error) {
	f, err := root.Open(file)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start, err := io.ReadAll(io.LimitReader(f, 4<<10))
	return bytes.Contains(start, []byte(marker)), err
}

func readLock(root *os.Root, name string) ([]byte, error) {
	info, err := root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: it is %s, not a file", name, describe(info.Mode()))
	}
	data, err := root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, bare(err))
	}
	return append([]byte{}, data...), nil
}

func exists(root *os.Root, name string) bool {
	_, err := root.Lstat(name)
	return err == nil
}

// tempOf is where a file is written before it takes its name: the same folder, so that a rename suffices.
func tempOf(file string) string { return path.Join(path.Dir(file), tempPrefix+path.Base(file)) }

// merged is the union of two sets of sums.
func merged(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
