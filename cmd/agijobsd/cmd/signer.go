package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtlog "github.com/cometbft/cometbft/libs/log"
	cmtnet "github.com/cometbft/cometbft/libs/net"
	"github.com/cometbft/cometbft/privval"
	"github.com/spf13/cobra"
)

const (
	flagKeyFile   = "priv-validator-key"
	flagStateFile = "priv-validator-state"
	flagAddress   = "address"
	flagChainID   = "chain-id"
)

const (
	// signerDial is how long one try to reach the node may take, signerPause what lies between tries.
	signerDial, signerPause = 3 * time.Second, time.Second
	// signerTries: a node that is upgraded is away for long, and a signer that has given up is a missed seat.
	signerTries = 1 << 30
)

// signerCmd keeps a validator's key on a machine of its own.
func signerCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "signer",
		Short: "Sign a validator's blocks on another machine than its node",
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(startSignerCmd())
	return cmd
}

// signerFiles are what a signer must keep: the key, and what it has signed last.
type signerFiles struct{ key, state, address, chainID string }

func startSignerCmd() *cobra.Command {
	var files signerFiles
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Hold a validator's key and sign for the node that listens at an address",
		Long: `Hold a validator's key and sign for its node. The node listens (priv_validator_laddr in its config.toml) and holds nothing of the key; the
signer calls it, again and again when the node is away. It refuses to sign a height, round and step twice: the state file remembers, also over a
restart, and must never be lost or copied. One signer for a key, ever.

The connection over tcp is encrypted, but not authenticated by itself: keep it in a private network that nobody else reaches.`,
		Example: `  agijobsd signer start --chain-id agijobs-1 --priv-validator-key /secure/priv_validator_key.json \
    --priv-validator-state /secure/priv_validator_state.json --address tcp://10.0.0.2:26659
  agijobsd signer start --chain-id agijobs-1 --priv-validator-key /secure/priv_validator_key.json \
    --priv-validator-state /secure/priv_validator_state.json --address unix:///run/agijobs/signer.sock`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			logger := cmtlog.NewTMLogger(cmtlog.NewSyncWriter(cmd.ErrOrStderr()))
			return files.serve(ctx, cmtlog.NewFilter(logger, cmtlog.AllowInfo()))
		},
	}
	f := cmd.Flags()
	f.StringVar(&files.key, flagKeyFile, "", "file of the key")
	f.StringVar(&files.state, flagStateFile, "", "file of what was signed last, which comes along with the key")
	f.StringVar(&files.address, flagAddress, "", "where the node listens: tcp://host:port or unix:///path")
	f.StringVar(&files.chainID, flagChainID, "", "chain to sign for; requests for another are refused")
	for _, name := range []string{flagKeyFile, flagStateFile, flagAddress, flagChainID} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is defined above
		}
	}
	return cmd
}

// serve signs until the context ends.
func (f signerFiles) serve(ctx context.Context, logger cmtlog.Logger) error {
	dial, err := f.dialer(logger)
	if err != nil {
		return err
	}
	key, err := f.load()
	if err != nil {
		return err
	}
	endpoint := privval.NewSignerDialerEndpoint(logger, dial,
		privval.SignerDialerEndpointConnRetries(signerTries), privval.SignerDialerEndpointRetryWaitInterval(signerPause))
	server := privval.NewSignerServer(endpoint, f.chainID, key)
	if err := server.Start(); err != nil {
		return err
	}
	logger.Info("signing", "validator", key.GetAddress(), "chain", f.chainID, "node", f.address)
	select {
	case <-ctx.Done():
		return server.Stop()
	case <-server.Quit():
		return errors.New("the signer has ended by itself; see its log")
	}
}

func (f signerFiles) dialer(logger cmtlog.Logger) (privval.SocketDialer, error) {
	switch protocol, address := cmtnet.ProtocolAndAddress(f.address); protocol {
	case "unix":
		return lasting(privval.DialUnixFn(address), logger), nil
	case "tcp":
		if _, _, err := net.SplitHostPort(address); err != nil {
			return nil, fmt.Errorf("--%s: %w; write tcp://host:port", flagAddress, err)
		}
		return lasting(privval.DialTCPFn(address, signerDial, ed25519.GenPrivKey()), logger), nil
	default:
		return nil, fmt.Errorf("--%s %q: write tcp://host:port or unix:///path", flagAddress, f.address)
	}
}

// lasting dials connections of which CometBFT's endpoint notices the end: it drops one only after a timeout, and would read the end of one that
// the node has closed for ever, without calling it again.
func lasting(dial privval.SocketDialer, logger cmtlog.Logger) privval.SocketDialer {
	return func() (net.Conn, error) {
		conn, err := dial()
		if err != nil {
			return nil, err
		}
		logger.Info("connected to the node", "address", conn.RemoteAddr())
		return line{conn}, nil
	}
}

type line struct{ net.Conn }

func (l line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err != nil {
		err = gone{err}
	}
	return n, err
}

// gone is an end of a connection that counts as a timeout.
type gone struct{ error }

// Timeout makes the endpoint drop the connection.
func (gone) Timeout() bool { return true }

// Unwrap is the end itself.
func (g gone) Unwrap() error { return g.error }

// load reads key and state. CometBFT ends the process where a file is bad; what is likely is found before, and said in words.
func (f signerFiles) load() (*privval.FilePV, error) {
	if _, err := os.Stat(f.key); err != nil {
		return nil, fmt.Errorf("--%s: %w", flagKeyFile, err)
	}
	switch _, err := os.Stat(f.state); {
	case err == nil:
		return privval.LoadFilePV(f.key, f.state), nil
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("--%s: %w; it says what was signed last: bring it from where the key was, or, for a key that has never signed, "+
			"copy the one that init has written beside it", flagStateFile, err)
	default:
		return nil, err
	}
}
