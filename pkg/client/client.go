// Package client is the Go SDK for agents, dashboards and services: it reads the chain through typed queries and sends signed
// transactions, both over gRPC.
//
//	c, err := client.Dial("localhost:9090", client.Options{GasPrice: "0.001uagi"})
//	signer, err := client.FromMnemonic(words)
//	account := c.Account(signer)
//	result, err := account.Send(ctx, &jobstypes.MsgClaimJob{Agent: account.Address(), JobId: id})
//
// It has no global state: the address prefix is an option, and the SDK's own configuration is neither read nor written.
package client

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"cosmossdk.io/math"

	cmtservice "github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/internal/scope"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Defaults of Options.
const (
	// DefaultGasAdjustment is put on simulated gas: state can change between simulation and execution.
	DefaultGasAdjustment = 1.4
	// DefaultTimeout is how long Send waits for a transaction to be in a block.
	DefaultTimeout = time.Minute
	// DefaultPoll is how often Send asks for it.
	DefaultPoll = 200 * time.Millisecond
	// maxMessageBytes bounds one answer of the node: a page of full jobs is far below.
	maxMessageBytes = 64 << 20
)

// reconnect tries again soon: a node that restarts is back within seconds.
var reconnect = backoff.Config{BaseDelay: 200 * time.Millisecond, Multiplier: 1.5, Jitter: 0.2, MaxDelay: 2 * time.Second}

// Options say how to talk to a chain. The zero value asks the node for its chain id, simulates gas and pays no fee.
type Options struct {
	// ChainID of the chain; empty: asked from the node when it is first needed.
	ChainID string
	// Prefix of addresses; empty: "agi".
	Prefix string
	// GasPrice in base units for one unit of gas, such as "0.001uagi"; empty: no fee.
	GasPrice string
	// Gas is a fixed gas limit for each transaction; 0: simulated.
	Gas uint64
	// GasAdjustment is put on simulated gas; 0: DefaultGasAdjustment.
	GasAdjustment float64
	// Timeout and Poll of Send; 0: the defaults.
	Timeout, Poll time.Duration
	// Patience is how long any call is repeated while the node is away, for instance restarting; 0: an error at once. Send
	// has a patience of its own: its timeout.
	Patience time.Duration
	// TLS secures the connection; nil: in the clear, for a node on the same machine.
	TLS credentials.TransportCredentials
}

// Client is a connection to a node. It is safe for use by several goroutines.
type Client struct {
	conn  grpc.ClientConnInterface
	close func() error
	opts  Options
	price sdk.DecCoin

	chain chainID
}

// Dial prepares a connection to the gRPC address of a node. It does not wait for the node: the first call does.
func Dial(address string, opts Options) (*Client, error) {
	creds := opts.TLS
	if creds == nil {
		creds = insecure.NewCredentials()
	}
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(creds),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnect, MinConnectTimeout: reconnect.MaxDelay}),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(protoCodec{}), grpc.MaxCallRecvMsgSize(maxMessageBytes)))
	if err != nil {
		return nil, fmt.Errorf("client: %s: %w", address, err)
	}
	c, err := New(conn, opts)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	c.close = conn.Close
	return c, nil
}

// New makes a client over a connection that the caller owns.
func New(conn grpc.ClientConnInterface, opts Options) (*Client, error) {
	if opts.Prefix == "" {
		opts.Prefix = scope.Bech32Prefix
	}
	if opts.GasAdjustment == 0 {
		opts.GasAdjustment = DefaultGasAdjustment
	}
	if opts.GasAdjustment < 1 {
		return nil, fmt.Errorf("client: gas adjustment %g is below 1", opts.GasAdjustment)
	}
	if opts.Timeout == 0 {
		opts.Timeout = DefaultTimeout
	}
	if opts.Poll == 0 {
		opts.Poll = DefaultPoll
	}
	if opts.Patience > 0 {
		conn = patientConn{ClientConnInterface: conn, patience: opts.Patience, poll: opts.Poll}
	}
	c := &Client{conn: conn, close: func() error { return nil }, opts: opts}
	c.chain.id = opts.ChainID
	if opts.GasPrice != "" {
		price, err := sdk.ParseDecCoin(opts.GasPrice)
		if err != nil {
			return nil, fmt.Errorf("client: gas price: %w", err)
		}
		c.price = price
	}
	return c, nil
}

// Close ends the connection.
func (c *Client) Close() error { return c.close() }

// fee for a gas limit, rounded up to a whole unit; nil without a price.
func (c *Client) fee(gas uint64) sdk.Coins {
	if c.price.Denom == "" {
		return nil
	}
	amount := c.price.Amount.MulInt(math.NewIntFromUint64(gas)).Ceil().TruncateInt()
	return sdk.NewCoins(sdk.NewCoin(c.price.Denom, amount))
}

// AtHeight makes the queries of a context read the state after that block, so that several answers fit together.
func AtHeight(ctx context.Context, height int64) context.Context {
	return metadata.AppendToOutgoingContext(ctx, grpctypes.GRPCBlockHeightHeader, strconv.FormatInt(height, 10))
}

// Conn is the connection itself, for queries of modules that have no method here.
func (c *Client) Conn() grpc.ClientConnInterface { return c.conn }

// Typed queries of the chain's modules.

// Jobs queries x/jobs.
func (c *Client) Jobs() jobstypes.QueryClient { return jobstypes.NewQueryClient(c.conn) }

// Validation queries x/validation.
func (c *Client) Validation() validationtypes.QueryClient {
	return validationtypes.NewQueryClient(c.conn)
}

// Identity queries x/identity.
func (c *Client) Identity() identitytypes.QueryClient { return identitytypes.NewQueryClient(c.conn) }

// Sovereign queries x/sovereign.
func (c *Client) Sovereign() sovereigntypes.QueryClient {
	return sovereigntypes.NewQueryClient(c.conn)
}

// Reputation queries x/reputation.
func (c *Client) Reputation() reputationtypes.QueryClient {
	return reputationtypes.NewQueryClient(c.conn)
}

// Thermostat queries x/thermostat.
func (c *Client) Thermostat() thermostattypes.QueryClient {
	return thermostattypes.NewQueryClient(c.conn)
}

// Certificates queries x/certificates.
func (c *Client) Certificates() certificatestypes.QueryClient {
	return certificatestypes.NewQueryClient(c.conn)
}

// NFT queries x/nft.
func (c *Client) NFT() nft.QueryClient { return nft.NewQueryClient(c.conn) }

// Bank queries x/bank.
func (c *Client) Bank() banktypes.QueryClient { return banktypes.NewQueryClient(c.conn) }

// Auth queries x/auth.
func (c *Client) Auth() authtypes.QueryClient { return authtypes.NewQueryClient(c.conn) }

// Txs is the node's transaction service.
func (c *Client) Txs() sdktx.ServiceClient { return sdktx.NewServiceClient(c.conn) }

// App is the application's own service: the height that its state has reached, its configuration.
func (c *Client) App() nodeservice.ServiceClient { return nodeservice.NewServiceClient(c.conn) }

// Node is the node's consensus service: blocks and their results.
func (c *Client) Node() cmtservice.ServiceClient { return cmtservice.NewServiceClient(c.conn) }
