package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
)

// Ports are chosen below the range from which systems take the local end of
// outgoing connections and below node ports, so that a port stays free while
// what uses it is stopped.
const (
	firstPort = 20000
	lastPort  = 29999
)

// Ports remembers which port goes with which name, so that a restart keeps
// every address.
type Ports struct {
	path  string
	ports map[string]int
}

// OpenPorts reads the ports remembered in a file, which need not exist.
func OpenPorts(path string) (*Ports, error) {
	p := &Ports{path: path, ports: map[string]int{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read ports: %w", err)
	}
	if err := json.Unmarshal(data, &p.ports); err != nil {
		return nil, fmt.Errorf("read ports in %s: %w", path, err)
	}
	return p, nil
}

// Get returns the port of a name, choosing a free one the first time.
func (p *Ports) Get(name string) (int, error) {
	if port, ok := p.ports[name]; ok {
		return port, nil
	}
	port, err := p.free()
	if err != nil {
		return 0, fmt.Errorf("choose port for %s: %w", name, err)
	}
	p.ports[name] = port
	data, err := json.Marshal(p.ports)
	if err != nil {
		return 0, fmt.Errorf("encode ports: %w", err)
	}
	return port, WritePrivate(p.path, data)
}

// Address is Get as host:port on loopback.
func (p *Ports) Address(name string) (string, error) {
	port, err := p.Get(name)
	if err != nil {
		return "", err
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), nil
}

func (p *Ports) free() (int, error) {
	for range 100 {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if p.taken(port) {
			continue
		}
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			continue
		}
		return port, listener.Close()
	}
	return 0, fmt.Errorf("no free port between %d and %d", firstPort, lastPort)
}

func (p *Ports) taken(port int) bool {
	for _, other := range p.ports {
		if other == port {
			return true
		}
	}
	return false
}
