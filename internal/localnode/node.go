package localnode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/viper"
)

// StopAfter is how long a process may take to end by itself.
const StopAfter = 10 * time.Second

// Node is the process of a real node, started by the public start command.
type Node struct {
	Binary, Home, ChainID string
	// RPC, GRPC and P2P are its addresses: free ports of this machine.
	RPC, GRPC, P2P string
	// Mirror gets a copy of the node's log; nil: nobody.
	Mirror io.Writer
	// Bound: the node ends when this process ends, however that happens, where the system can do that.
	Bound bool
	// Detached: the node outlives this process, also when the terminal that it was started from is closed.
	Detached bool
	// Args are added to the start command.
	Args []string

	cmd *exec.Cmd
	// died is closed when the process has ended; err is set before.
	died chan struct{}
	err  error
}

// New chooses free ports for a node, and starts nothing.
func New(binary, home, chainID string) (*Node, error) {
	addresses, err := freeAddresses(3)
	if err != nil {
		return nil, err
	}
	return &Node{Binary: binary, Home: home, ChainID: chainID, RPC: addresses[0], GRPC: addresses[1], P2P: addresses[2]}, nil
}

// Init makes the files of a fresh node with the public init command, then sets its ports, and its pace: what it waits after
// a block.
func (n *Node) Init(ctx context.Context, moniker string, pace time.Duration) error {
	cmd := exec.CommandContext(ctx, n.Binary, "init", moniker, "--chain-id", n.ChainID, "--home", n.Home) // #nosec G204 -- this program
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("agijobsd init: %w\n%s", err, output.String())
	}
	return errors.Join(
		n.Configure("config.toml", map[string]any{
			"rpc.laddr": "tcp://" + n.RPC, "rpc.pprof_laddr": "", "p2p.laddr": "tcp://" + n.P2P, "p2p.pex": false,
			"consensus.timeout_commit": pace.String(), "instrumentation.prometheus": false,
		}),
		n.Configure("app.toml", map[string]any{
			"grpc.enable": true, "grpc.address": n.GRPC, "grpc-web.enable": false, "api.enable": false,
		}),
		ConfigureClient(n.Home, n.ChainID, "tcp://"+n.RPC),
	)
}

// Configure sets values in a file of the node's folder config.
func (n *Node) Configure(file string, values map[string]any) error {
	return configure(n.Home, file, values)
}

// ConfigureClient sets which chain and node the commands with this home speak to, and gives them a keyring without a password.
func ConfigureClient(home, chainID, node string) error {
	return configure(home, "client.toml", map[string]any{"chain-id": chainID, "node": node, "keyring-backend": "test"})
}

func configure(home, file string, values map[string]any) error {
	v := viper.New()
	path := filepath.Join(home, "config", file)
	v.SetConfigFile(path)
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, err)
	}
	for key, value := range values {
		v.Set(key, value)
	}
	return v.WriteConfig()
}

// LogFile is where the node's log is.
func (n *Node) LogFile() string { return filepath.Join(n.Home, "node.log") }

// Start runs the node. The log goes on where it was.
func (n *Node) Start() error {
	file, err := os.OpenFile(n.LogFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(n.Binary, append([]string{"start", "--home", n.Home}, n.Args...)...) // #nosec G204 -- this program
	cmd.Stdout, cmd.Stderr = file, file
	if n.Mirror != nil {
		both := io.MultiWriter(file, n.Mirror)
		cmd.Stdout, cmd.Stderr = both, both
	}
	switch {
	case n.Bound:
		bind(cmd)
	case n.Detached:
		detach(cmd)
	default:
		Apart(cmd)
	}
	if err := cmd.Start(); err != nil {
		return errors.Join(err, file.Close())
	}
	died := make(chan struct{})
	n.cmd, n.died, n.err = cmd, died, nil
	go func() {
		err := cmd.Wait()
		n.err = errors.Join(err, file.Close())
		close(died)
	}()
	return nil
}

// Running tells whether the node was started and has not ended.
func (n *Node) Running() bool {
	if n.cmd == nil {
		return false
	}
	select {
	case <-n.died:
		return false
	default:
		return true
	}
}

// PID of the running node's process.
func (n *Node) PID() int { return n.cmd.Process.Pid }

// Kill ends the node as a power cut does.
func (n *Node) Kill() error {
	if n.cmd == nil {
		return nil
	}
	if err := n.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-n.died
	n.cmd = nil
	return nil
}

// Stop asks the node to end, and kills it if it does not.
func (n *Node) Stop() error {
	if n.cmd == nil {
		return nil
	}
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return n.Kill()
	}
	select {
	case <-n.died:
		n.cmd = nil
		return nil
	case <-time.After(StopAfter):
		return n.Kill()
	}
}

// Died returns a channel that is closed when the node has ended.
func (n *Node) Died() <-chan struct{} { return n.died }

// Err is how a node that has ended ended.
func (n *Node) Err() error { return n.err }

// Tail returns the last lines of the node's log, and the line of a panic before its stack.
func (n *Node) Tail(lines int) string {
	content, err := os.ReadFile(n.LogFile())
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	last := all[max(len(all)-lines, 0):]
	if i := slices.IndexFunc(all, func(l string) bool { return strings.HasPrefix(l, "panic:") }); i >= 0 && i < len(all)-lines {
		last = append([]string{all[i], "…"}, last...)
	}
	return strings.Join(last, "\n")
}
