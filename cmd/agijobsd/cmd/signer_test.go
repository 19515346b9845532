package cmd

import (
	"context"
	"net"
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
