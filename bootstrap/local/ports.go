package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Ports are chosen below the range from which systems take the local end of
// outgoing connections and below node ports, so that a port stays free while
// what uses it is stopped.
const (
	firstPort = 20000
	lastPort  = 29999
)

// lockPatience is how long another lab may take to choose a port.
const lockPatience = 30 * time.Second

// Ports remembers which port goes with which name, so that a restart keeps
// every address.
type Ports struct {
	path        string
	labs        string // the folder of all labs, what others of which remember is left alone; may be empty
	first, last int
	ports       map[string]int
}

// OpenPorts reads the ports remembered in a file, which need not exist.
func OpenPorts(path, labs string) (*Ports, error) {
	p := &Ports{path: path, labs: labs, first: firstPort, last: lastPort}
	var err error
	p.ports, err = readPorts(path)
	return p, err
}

// Within chooses among others than the ports by default.
func (p *Ports) Within(first, last int) *Ports {
	p.first, p.last = first, last
	return p
}

func readPorts(path string) (map[string]int, error) {
	ports := map[string]int{}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ports, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read ports: %w", err)
	}
	if err := json.Unmarshal(data, &ports); err != nil {
		return nil, fmt.Errorf("read ports in %s: %w", path, err)
	}
	return ports, nil
}

// Get returns the port of a name, choosing a free one the first time.
func (p *Ports) Get(name string) (int, error) {
	if port, ok := p.ports[name]; ok {
		return port, nil
	}
	unlock, err := p.alone()
	if err != nil {
		return 0, fmt.Errorf("choose port for %s: %w", name, err)
	}
	defer unlock()
	if p.ports, err = readPorts(p.path); err != nil { // another command of this lab may have chosen meanwhile
		return 0, err
	}
	if port, ok := p.ports[name]; ok {
		return port, nil
	}
	port, err := p.free(name)
	if err != nil {
		return 0, fmt.Errorf("choose port for %s: %w", name, err)
	}
	return port, p.keep(name, port)
}

// Keep remembers a port that somebody else chose.
func (p *Ports) Keep(name string, port int) error {
	if p.ports[name] == port {
		return nil
	}
	unlock, err := p.alone()
	if err != nil {
		return fmt.Errorf("keep port of %s: %w", name, err)
	}
	defer unlock()
	if p.ports, err = readPorts(p.path); err != nil {
		return err
	}
	return p.keep(name, port)
}

func (p *Ports) keep(name string, port int) error {
	p.ports[name] = port
	data, err := json.Marshal(p.ports)
	if err != nil {
		return fmt.Errorf("encode ports: %w", err)
	}
	return WritePrivate(p.path, data)
}

// Address is Get as host:port on loopback.
func (p *Ports) Address(name string) (string, error) {
	port, err := p.Get(name)
	if err != nil {
		return "", err
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), nil
}

// alone keeps two labs that are made at once from choosing the same port.
func (p *Ports) alone() (unlock func(), err error) {
	if p.labs == "" {
		return func() {}, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	return Lock(ctx, filepath.Join(p.labs, "ports.lock"))
}

// free begins at a port that goes with the name, so that a lab that is made anew
// has its ports again, and goes on to the next that nobody has.
func (p *Ports) free(name string) (int, error) {
	taken, err := p.taken()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	claimed, unlock, err := openClaims(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	count := p.last - p.first + 1
	begin := p.begin(name)
	for i := range count {
		port := p.first + (begin+i)%count
		if taken[port] || !listens(port) {
			continue
		}
		if mine, err := claimed.take(port, p.path); mine || err != nil {
			return port, err
		}
	}
	return 0, fmt.Errorf("no free port between %d and %d", p.first, p.last)
}

// listens is whether one can listen on a port, as nobody else does.
func listens(port int) bool {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	return err == nil && listener.Close() == nil
}

// begin goes by the whole path: labs of the same name that other users or other
// state folders have, of which nothing is known here, begin elsewhere.
func (p *Ports) begin(name string) int {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s/%s", filepath.ToSlash(p.path), name)
	return int(h.Sum32() % uint32(p.last-p.first+1)) // #nosec G115 -- the range is small and positive
}

// taken are the ports of this file and, of all labs, those that do not run too.
func (p *Ports) taken() (map[int]bool, error) {
	files := []string{p.path}
	if p.labs != "" {
		for _, glob := range []string{"*/ports.json", "*/*/*/ports.json"} { // a lab's own, and those of its clusters and agents
			found, err := fs.Glob(os.DirFS(p.labs), glob)
			if err != nil {
				return nil, err
			}
			for _, name := range found {
				files = append(files, filepath.Join(p.labs, filepath.FromSlash(name)))
			}
		}
	}
	taken := map[int]bool{}
	for _, file := range files {
		ports, err := readPorts(file)
		if err != nil {
			return nil, err
		}
		for _, port := range ports {
			taken[port] = true
		}
	}
	return taken, nil
}
