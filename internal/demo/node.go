package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/viper"
)

// chainIDPrefix and a number make the chain's id: two demos on one machine are two chains.
const chainIDPrefix = "agijobs-demo-"

const (
	// blockPause is what the node waits after a block: fast enough to watch, slow enough for two cores.
	blockPause = 250 * time.Millisecond
	// stopAfter is how long a node may take to end by itself.
	stopAfter = 10 * time.Second
)

// node is the process of a real node, started by the public start command.
type node struct {
	binary, home, chainID string
	rpc, grpc, p2p        string
	// mirror gets a copy of the node's log; nil: nobody.
	mirror io.Writer

	cmd    *exec.Cmd
	exited chan error
}

func newNode(binary, home string, mirror io.Writer) (*node, error) {
	addresses, err := freeAddresses(3)
	if err != nil {
		return nil, err
	}
	return &node{
		binary: binary, home: home, chainID: fmt.Sprintf("%s%d", chainIDPrefix, os.Getpid()), mirror: mirror,
		rpc: addresses[0], grpc: addresses[1], p2p: addresses[2],
	}, nil
}

// freeAddresses finds free ports of this machine, all at once so that they differ.
func freeAddresses(n int) ([]string, error) {
	var (
		out    []string
		held   []net.Listener
		failed error
	)
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			failed = err
			break
		}
		held = append(held, listener)
		out = append(out, listener.Addr().String())
	}
	for _, listener := range held {
		failed = errors.Join(failed, listener.Close())
	}
	return out, failed
}

// init makes the files of a fresh node with the public init command, then sets ports and pace.
func (n *node) init(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, n.binary, "init", "demo", "--chain-id", n.chainID, "--home", n.home) // #nosec G204 -- this program
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("agijobsd init: %w\n%s", err, output.String())
	}
	return errors.Join(
		n.configure("config.toml", map[string]any{
			"rpc.laddr": "tcp://" + n.rpc, "rpc.pprof_laddr": "", "p2p.laddr": "tcp://" + n.p2p, "p2p.pex": false,
			"consensus.timeout_commit": blockPause.String(),
		}),
		n.configure("app.toml", map[string]any{
			"grpc.enable": true, "grpc.address": n.grpc, "grpc-web.enable": false, "api.enable": false,
		}),
		n.configure("client.toml", map[string]any{
			"chain-id": n.chainID, "node": "tcp://" + n.rpc, "keyring-backend": "test",
		}),
	)
}

func (n *node) configure(file string, values map[string]any) error {
	v := viper.New()
	path := filepath.Join(n.home, "config", file)
	v.SetConfigFile(path)
	if err := v.ReadInConfig(); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, err)
	}
	for key, value := range values {
		v.Set(key, value)
	}
	return v.WriteConfig()
}

func (n *node) logFile() string { return filepath.Join(n.home, "node.log") }

// start runs the node. The log goes on where it was.
func (n *node) start() error {
	file, err := os.OpenFile(n.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(n.binary, "start", "--home", n.home) // #nosec G204 -- this program
	cmd.Stdout, cmd.Stderr = file, file
	if n.mirror != nil {
		both := io.MultiWriter(file, n.mirror)
		cmd.Stdout, cmd.Stderr = both, both
	}
	apart(cmd)
	if err := cmd.Start(); err != nil {
		return errors.Join(err, file.Close())
	}
	exited := make(chan error, 1)
	go func() {
		err := cmd.Wait()
		exited <- errors.Join(err, file.Close())
	}()
	n.cmd, n.exited = cmd, exited
	return nil
}

// kill ends the node as a power cut does.
func (n *node) kill() error {
	if n.cmd == nil {
		return nil
	}
	if err := n.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-n.exited
	n.cmd = nil
	return nil
}

// stop asks the node to end, and kills it if it does not.
func (n *node) stop() error {
	if n.cmd == nil {
		return nil
	}
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return n.kill()
	}
	select {
	case <-n.exited:
		n.cmd = nil
		return nil
	case <-time.After(stopAfter):
		return n.kill()
	}
}

// died returns a channel that yields when the node ends by itself.
func (n *node) died() <-chan error { return n.exited }

// tail returns the last lines of the node's log, and the line of a panic before its stack.
func (n *node) tail(lines int) string {
	content, err := os.ReadFile(n.logFile())
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
