//go:build network

package network

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// wires are the cables between nodes: each goes through a listener of this process, which can cut it. They need no rights, as network
// namespaces would.
type wires struct {
	mu    sync.Mutex
	links []*link
	// away are the nodes whose cables are pulled.
	away map[int]bool
}

// link is what one node dials to reach another.
type link struct {
	from, to int
	address  string
	open     map[net.Conn]bool
}

// wire lays a cable and returns the address that node from dials.
func (w *wires) wire(t *testing.T, from, to int, target string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	l := &link{from: from, to: to, address: listener.Addr().String(), open: map[net.Conn]bool{}}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.links = append(w.links, l)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // the test is over
			}
			go w.carry(l, conn, target)
		}
	}()
	return l.address
}

// carry passes bytes both ways until an end or the cable is gone.
func (w *wires) carry(l *link, near net.Conn, target string) {
	far, err := net.Dial("tcp", target)
	if err != nil {
		close1(near)
		return
	}
	if !w.keep(l, near, far) {
		return
	}
	var group sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		group.Go(func() {
			// However it ends, both ends are closed.
			if _, err := io.Copy(way[0], way[1]); !errors.Is(err, io.EOF) {
				close1(near)
				close1(far)
			}
		})
	}
	group.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(l.open, near)
	delete(l.open, far)
}

// keep remembers two ends, or closes them if the cable is pulled.
func (w *wires) keep(l *link, ends ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.away[l.from] || w.away[l.to] {
		for _, end := range ends {
			close1(end)
		}
		return false
	}
	for _, end := range ends {
		l.open[end] = true
	}
	return true
}

// cut pulls all cables of a node, mend puts them back.
func (w *wires) cut(node int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away[node] = true
	for _, l := range w.links {
		if l.from != node && l.to != node {
			continue
		}
		for end := range l.open {
			close1(end)
		}
	}
}

func (w *wires) mend(node int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.away, node)
}

// close1 closes an end that the other side may have closed already: then there is nothing left to do.
func close1(c net.Conn) {
	if err := c.Close(); err != nil {
		return
	}
}
