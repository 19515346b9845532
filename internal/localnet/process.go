package localnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/agijobs/agijobs/internal/localnode"
)

const (
	// patience is the longest wait for a node to answer or to end; machines are slow at times.
	patience = 2 * time.Minute
	tick     = 100 * time.Millisecond
	// failureLines of a node's log are shown when it does not come up.
	failureLines = 15
)

// PID of a member's process; 0: it does not run.
func (n *Net) PID(m Member) int {
	content, err := os.ReadFile(filepath.Join(m.Home, pidFile))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || !localnode.Alive(pid, m.Home) {
		return 0
	}
	return pid
}

// Start runs a member's node, which outlives this process; one that runs already is left alone.
func (n *Net) Start(m Member) (started bool, err error) {
	if n.PID(m) != 0 {
		return false, nil
	}
	node := n.Node(m)
	node.Detached = true
	if err := node.Start(); err != nil {
		return false, err
	}
	return true, os.WriteFile(filepath.Join(m.Home, pidFile), []byte(strconv.Itoa(node.PID())+"\n"), 0o600)
}

// Kill ends a member's node as a power cut does.
func (n *Net) Kill(ctx context.Context, m Member) (killed bool, err error) {
	return n.end(ctx, m, syscall.SIGKILL)
}

// Stop asks a member's node to end, and kills it if it does not.
func (n *Net) Stop(ctx context.Context, m Member) (stopped bool, err error) {
	soon, cancel := context.WithTimeout(ctx, localnode.StopAfter)
	defer cancel()
	stopped, err = n.end(soon, m, syscall.SIGTERM)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return n.end(ctx, m, syscall.SIGKILL)
	}
	return stopped, err
}

func (n *Net) end(ctx context.Context, m Member, signal syscall.Signal) (bool, error) {
	pid := n.PID(m)
	if pid == 0 {
		return false, nil
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		return false, err
	}
	if err := process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return false, err
	}
	for localnode.Alive(pid, m.Home) {
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("node %d: %w", m.N, ctx.Err())
		case <-time.After(tick):
		}
	}
	return true, nil
}

// Await waits until members answer and have finished a block.
func (n *Net) Await(ctx context.Context, members []Member) error {
	limit := time.Now().Add(patience)
	for _, m := range members {
		for {
			var said NodeStatus
			err := said.ask(ctx, m)
			if err == nil && said.Height > 0 {
				break
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if n.PID(m) == 0 {
				return fmt.Errorf("node %d has ended by itself; last lines of %s:\n%s", m.N, n.Node(m).LogFile(), n.Node(m).Tail(failureLines))
			}
			if time.Now().After(limit) {
				return fmt.Errorf("node %d makes no block after %s: %w", m.N, patience, errors.Join(err, errNoBlock))
			}
			time.Sleep(tick)
		}
	}
	return nil
}

// errNoBlock says what may be wrong where the node itself gives no reason.
var errNoBlock = errors.New("more than two thirds of the nodes must run; see agijobsd localnet status and logs")
