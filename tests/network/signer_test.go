//go:build network

package network

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A validator whose key is on another machine: the node holds none and signs by the signer's process alone. While the signer is away it signs nothing and the
// others go on; when it is back it signs again, and never twice.
func TestRemoteSigner(t *testing.T) {
	t.Parallel()
	n := startOperators(t)
	node := n.nodes[1]
	require.NoError(t, node.Stop())
	stopped := n.height(0)

	// Key and state move to the signer; nothing is left at the node.
	vault := t.TempDir()
	key, state := filepath.Join(vault, "priv_validator_key.json"), filepath.Join(vault, "priv_validator_state.json")
	require.NoError(t, os.Rename(filepath.Join(node.Home, "config", "priv_validator_key.json"), key))
	require.NoError(t, os.Rename(filepath.Join(node.Home, "data", "priv_validator_state.json"), state))
	socket := "unix://" + filepath.Join(vault, "signer.sock")
	address := socket
	require.NoError(t, node.Configure("config.toml", map[string]any{"priv_validator_laddr": socket}))
	signs := func() *exec.Cmd {
		cmd := exec.CommandContext(n.ctx, binary, "signer", "start", "--chain-id", n.id, "--priv-validator-key", key,
			"--priv-validator-state", state, "--address", address)
		cmd.Stderr = os.Stderr
		require.NoError(t, cmd.Start())
		return cmd
	}
	signer := signs()
	// The signer first: it calls until somebody answers, and the node waits for it three seconds only.
	require.NoError(t, node.Start())
	n.until("a commit with the signer's signature", func() bool {
		height := n.height(0) - 1
		return height > stopped+1 && slices.Contains(n.signers(height), n.keys[1]) // the node itself has signed up to the stop
	})
	// The node has made itself a key that has no power, and signs nothing with it.
	_, spare := n.consensusKey(node.Home)
	require.NotEqual(t, n.keys[1], spare)
	require.NotContains(t, n.powers(n.height(0)), spare)

	require.NoError(t, signer.Process.Signal(syscall.SIGTERM))
	require.NoError(t, signer.Wait(), "the signer ends in order")
	n.until("a commit without it", func() bool { return !slices.Contains(n.signers(n.height(0)-1), n.keys[1]) })

	signer = signs()
	n.until("a commit with its signature again", func() bool { return slices.Contains(n.signers(n.height(0)-1), n.keys[1]) })

	// The node is restarted beside a signer that runs, on a socket and over TCP; the file of the socket is left by the first.
	calls := func() {
		require.NoError(t, node.Stop())
		from := n.height(0)
		require.NoError(t, node.Start())
		n.until("a commit with its signature after the node's restart", func() bool {
			height := n.height(0) - 1
			return height > from+1 && slices.Contains(n.signers(height), n.keys[1])
		})
	}
	calls()
	end := func() {
		require.NoError(t, signer.Process.Signal(syscall.SIGTERM))
		require.NoError(t, signer.Wait())
	}
	end()
	address = "tcp://" + unused(t)
	require.NoError(t, node.Configure("config.toml", map[string]any{"priv_validator_laddr": address}))
	require.NoError(t, node.Stop())
	signer = signs()
	require.NoError(t, node.Start())
	calls()

	// A new key goes to the signer alone.
	fresh := n.machine("fresh", nowhere)
	fresh.run("init", "fresh", "--chain-id", n.id)
	freshFile, freshKey := n.consensusKey(fresh.home)
	n.at(n.nodes[1]).send("operator", "tx", "staking", "rotate-cons-pub-key", fresh.run("comet", "show-validator"))
	n.until("the new key's power", func() bool { return n.powers(n.height(0))[freshKey] == power })
	end()
	copyFile(t, freshFile, key)
	signer = signs()
	n.until("a commit with the new key's signature", func() bool { return slices.Contains(n.signers(n.height(0)-1), freshKey) })
	n.keys[1] = freshKey
	n.requireFree()
	n.agree()
	end()
}

// unused is an address of this machine on which nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	return l.Addr().String()
}
