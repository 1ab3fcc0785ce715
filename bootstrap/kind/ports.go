package kind

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// PortsFree looks whether this machine's ports are there to be had: the engine
// would say so too, after nodes were made and with no word of which cluster.
func PortsFree(cluster string, ports []platform.KindPort) error {
	var taken []string
	for _, p := range ports {
		if err := listen(p); err != nil {
			taken = append(taken, fmt.Sprintf("port %d of %s: %v", p.Host, p.Address, err))
		}
	}
	if len(taken) == 0 {
		return nil
	}
	return fmt.Errorf("cluster %s is to listen where something else does; end that, or choose another host port under kind.ports:\n  %s", cluster, strings.Join(taken, "\n  "))
}

// listen takes a port for a moment. What only the engine may take, such as a
// port below 1024, is for the engine to find out.
func listen(p platform.KindPort) error {
	at := net.JoinHostPort(p.Address, strconv.Itoa(p.Host))
	var end interface{ Close() error }
	var err error
	switch p.Protocol {
	case "TCP":
		end, err = net.Listen("tcp4", at)
	case "UDP":
		end, err = net.ListenPacket("udp4", at)
	default:
		return nil
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		var inner *net.OpError
		if errors.As(err, &inner) {
			err = inner.Err
		}
		return err
	}
	return end.Close()
}
