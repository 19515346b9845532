package localnode

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
)

// Ports of nodes lie below those that systems take for outgoing connections, so that a node that is down for a while finds its own
// free when it comes back.
const firstPort, lastPort = 20_000, 32_000

var ports = struct {
	sync.Mutex
	next int
}{next: firstPort + os.Getpid()*7%(lastPort-firstPort)}

// freeAddresses finds free ports of this machine. It never gives one twice, so that nodes which are set up at the same time differ.
func freeAddresses(n int) ([]string, error) {
	ports.Lock()
	defer ports.Unlock()
	var out []string
	for range lastPort - firstPort {
		if len(out) == n {
			return out, nil
		}
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(ports.next))
		if ports.next++; ports.next == lastPort {
			ports.next = firstPort
		}
		listener, err := net.Listen("tcp", address)
		if err != nil {
			continue // somebody else's
		}
		if err := listener.Close(); err != nil {
			return nil, err
		}
		out = append(out, address)
	}
	return nil, fmt.Errorf("no free ports from %d to %d", firstPort, lastPort)
}
