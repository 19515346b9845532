//go:build network

package network

import (
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
	require.NoError(t, node.Configure("config.toml", map[string]any{"priv_validator_laddr": socket}))
	require.NoError(t, node.Start())
	signs := func() *exec.Cmd {
		cmd := exec.CommandContext(n.ctx, binary, "signer", "start", "--chain-id", n.id, "--priv-validator-key", key,
			"--priv-validator-state", state, "--address", socket)
		cmd.Stderr = os.Stderr
		require.NoError(t, cmd.Start())
		return cmd
	}
	signer := signs()
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
	n.requireFree()
	n.agree()
	require.NoError(t, signer.Process.Signal(syscall.SIGTERM))
	require.NoError(t, signer.Wait())
}
