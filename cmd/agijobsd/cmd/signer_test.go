package cmd

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtlog "github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/privval"
	"github.com/stretchr/testify/require"
)

// listen is the node's half: it waits for the signer and asks for its key.
func listen(t *testing.T, protocol, address string) (*privval.SignerListenerEndpoint, net.Addr) {
	t.Helper()
	listener, err := net.Listen(protocol, address)
	require.NoError(t, err)
	at := listener.Addr()
	if protocol == "tcp" {
		listener = privval.NewTCPListener(listener, ed25519.GenPrivKey())
	} else {
		listener = privval.NewUnixListener(listener)
	}
	endpoint := privval.NewSignerListenerEndpoint(cmtlog.NewNopLogger(), listener)
	return endpoint, at
}

// A node that is stopped closes the connection. When it is back, the signer has called it again and signs.
func TestTheSignerCallsANodeThatWasRestarted(t *testing.T) {
	for protocol, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "s")} {
		t.Run(protocol, func(t *testing.T) {
			dir := t.TempDir()
			files := signerFiles{key: filepath.Join(dir, "key.json"), state: filepath.Join(dir, "state.json"), chainID: "agijobs-test"}
			key := privval.GenFilePV(files.key, files.state)
			key.Save()
			node, at := listen(t, protocol, address)
			files.address = protocol + "://" + at.String()
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- files.serve(ctx, cmtlog.NewNopLogger()) }()
			t.Cleanup(func() {
				stop()
				require.NoError(t, <-ended)
			})

			for restarts := range 3 {
				if restarts > 0 {
					node, _ = listen(t, protocol, at.String())
				}
				client, err := privval.NewSignerClient(node, files.chainID)
				require.NoError(t, err)
				require.NoError(t, client.WaitForConnection(30*time.Second))
				got, err := client.GetPubKey()
				require.NoError(t, err)
				require.Equal(t, key.Key.PubKey, got)
				require.NoError(t, node.Stop())
			}
		})
	}
}

// The socket of a node that has ended is removed, that of one that runs is not, and neither is anything else.
func TestASocketThatWasLeftIsFreed(t *testing.T) {
	dir := t.TempDir()
	left, used, file := filepath.Join(dir, "left"), filepath.Join(dir, "used"), filepath.Join(dir, "file")
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: left, Net: "unix"})
	require.NoError(t, err)
	socket.SetUnlinkOnClose(false)
	require.NoError(t, socket.Close())
	require.FileExists(t, left)
	other, err := net.Listen("unix", used)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
	require.NoError(t, os.WriteFile(file, nil, 0o600))

	require.NoError(t, freeSocket("unix://"+left))
	require.NoFileExists(t, left)
	require.NoError(t, freeSocket("unix://"+left), "there is none")
	require.ErrorContains(t, freeSocket("unix://"+used), "another node listens on "+used+": stop it first")
	require.FileExists(t, used)
	require.ErrorContains(t, freeSocket("unix://"+file), file+" is a file, not a socket")
	require.FileExists(t, file)
	require.NoError(t, freeSocket("tcp://127.0.0.1:26659"))
	require.NoError(t, freeSocket(""))
}
