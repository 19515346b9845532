// Package testapp runs the whole chain in a test's process: real genesis, signed transactions, FinalizeBlock and Commit.
package testapp

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/server"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/agijobs/agijobs/app"
)

const (
	// ChainID of every test chain.
	ChainID = "agijobs-test"
	// Denom is the test chain's money.
	Denom = "uagi"
	// Gas is the limit of a test's transaction.
	Gas = 3_000_000
)

// Fee of a test's transaction, in base units.
var Fee = math.NewInt(5_000)

// GenesisTime is when every test chain starts.
var GenesisTime = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// Options shape a test chain; the zero value is an empty market on memdb with the sequential executor.
type Options struct {
	DB       dbm.DB
	Executor string
	// Genesis edits the state before the chain starts.
	Genesis func(state app.GenesisState, c *Chain)
	// State replaces the built genesis by an exported one.
	State json.RawMessage
	// InitialHeight of the chain; 0 stands for 1.
	InitialHeight int64
	// StartTime of the chain; zero stands for GenesisTime.
	StartTime time.Time
	Logger    log.Logger
	// Node are further options of the node, by the names of app.toml and config.toml.
	Node map[string]any
	// Consensus edits the consensus parameters before the chain starts.
	Consensus func(*cmtproto.ConsensusParams)
	// Unchecked leaves the invariants out, for who runs blocks again that were checked.
	Unchecked bool
}

// Actor is a key with its address.
type Actor struct {
	Name string
	Key  cryptotypes.PrivKey
	Addr sdk.AccAddress
}

// String is the actor's bech32 address.
func (a Actor) String() string { return a.Addr.String() }

// NewActor makes an actor whose key follows from its name.
func NewActor(name string) Actor {
	seed := sha256.Sum256([]byte("agijobs test actor " + name))
	key := &secp256k1.PrivKey{Key: seed[:]}
	return Actor{Name: name, Key: key, Addr: sdk.AccAddress(key.PubKey().Address())}
}

// Chain is a running test chain.
type Chain struct {
	T    testing.TB
	App  *app.App
	DB   dbm.DB
	Opts Options
	// Height and Time are those of the last block.
	Height int64
	Time   time.Time
	// Step is what block time advances per block.
	Step time.Duration
	// Last is the response to the last block.
	Last *abci.ResponseFinalizeBlock

	// History lists the blocks so far; Replay runs them again on another chain.
	History []Recorded

	operator operator
	sequence map[string]uint64
}

// Recorded is a block with what it did.
type Recorded struct {
	Time     time.Time
	Txs      [][]byte
	AppHash  []byte
	Response *abci.ResponseFinalizeBlock
}

// AppOptions are a node's options as the server would read them.
func AppOptions(home, executor string) simtestutil.AppOptionsMap {
	opts := simtestutil.AppOptionsMap{flags.FlagHome: home}
	if executor != "" {
		opts[server.FlagBlockExecutor] = executor
	}
	return opts
}

// New starts a chain: genesis and a first block.
func New(t testing.TB, opts Options) *Chain {
	t.Helper()
	if opts.DB == nil {
		opts.DB = dbm.NewMemDB()
	}
	if opts.Logger == nil {
		opts.Logger = log.NewNopLogger()
	}
	if opts.InitialHeight == 0 {
		opts.InitialHeight = 1
	}
	if opts.StartTime.IsZero() {
		opts.StartTime = GenesisTime
	}
	c := &Chain{
		T: t, DB: opts.DB, Opts: opts, Time: opts.StartTime, Step: time.Second, Height: opts.InitialHeight - 1,
		operator: newOperator(), sequence: map[string]uint64{},
	}
	c.App = c.open()
	c.initChain()
	c.Block()
	return c
}

// Replay runs a chain's blocks on a new chain with other options and returns it. It fails at the first block whose
// AppHash or results differ.
func Replay(t testing.TB, opts Options, from *Chain) *Chain {
	t.Helper()
	opts.Genesis, opts.State, opts.InitialHeight = from.Opts.Genesis, from.Opts.State, from.Opts.InitialHeight
	opts.Consensus = from.Opts.Consensus
	c := New(t, opts)
	for _, b := range from.History[1:] {
		c.BlockAfter(b.Time.Sub(c.Time), b.Txs...)
		require.Equal(t, b.AppHash, c.Last.AppHash, "AppHash of height %d", c.Height)
		require.Len(t, c.Last.TxResults, len(b.Response.TxResults))
		for i, want := range b.Response.TxResults {
			require.Equal(t, want, c.Last.TxResults[i], "result %d of height %d", i, c.Height)
		}
	}
	return c
}

func (c *Chain) open() *app.App {
	opts := AppOptions(c.T.TempDir(), c.Opts.Executor)
	maps.Copy(opts, c.Opts.Node)
	// Pruning in the background is a goroutine for each store that never ends and holds the whole database: a thousand chains later there is no memory left.
	return app.New(c.Opts.Logger, c.DB, true, opts, baseapp.SetChainID(ChainID), baseapp.SetIAVLSyncPruning(true))
}

// Restart opens the chain anew on its database, as a node does that was killed between two blocks.
func (c *Chain) Restart() {
	c.T.Helper()
	c.App = c.open()
	require.Equal(c.T, c.Height, c.App.LastBlockHeight())
}

func (c *Chain) initChain() {
	c.T.Helper()
	bz := []byte(c.Opts.State)
	if bz == nil {
		state := c.defaultState()
		if c.Opts.Genesis != nil {
			c.Opts.Genesis(state, c)
		}
		require.NoError(c.T, c.App.Basics().ValidateGenesis(c.App.Codec(), c.App.TxConfig(), state))
		var err error
		bz, err = json.Marshal(state)
		require.NoError(c.T, err)
	}
	params := app.ConsensusParams().ToProto()
	if c.Opts.Consensus != nil {
		c.Opts.Consensus(&params)
	}
	_, err := c.App.InitChain(&abci.RequestInitChain{
		ChainId: ChainID, Time: c.Time, InitialHeight: c.Opts.InitialHeight, ConsensusParams: &params, AppStateBytes: bz,
	})
	require.NoError(c.T, err)
}

// Ctx is a context of the last committed state at the last block's height and time; its writes are lost.
func (c *Chain) Ctx() sdk.Context {
	return c.App.ReadContext().WithBlockHeight(c.Height).WithBlockTime(c.Time)
}

// HeaderHash is the hash that the test's consensus gives the block at a height.
func HeaderHash(height int64) []byte {
	h := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("header"), uint64(height)))
	return h[:]
}

// Block executes and commits one block of transactions and checks the invariants.
func (c *Chain) Block(txs ...[]byte) []*abci.ExecTxResult {
	c.T.Helper()
	c.Time = c.Time.Add(c.Step)
	c.Height++
	res, err := c.App.FinalizeBlock(&abci.RequestFinalizeBlock{
		Height: c.Height, Time: c.Time, Txs: txs, Hash: HeaderHash(c.Height),
		ProposerAddress:   c.operator.consAddress(),
		DecidedLastCommit: c.operator.commit(c.Height > 1),
	})
	require.NoError(c.T, err)
	_, err = c.App.Commit()
	require.NoError(c.T, err)
	c.Last = res
	c.History = append(c.History, Recorded{Time: c.Time, Txs: txs, AppHash: res.AppHash, Response: res})
	if !c.Opts.Unchecked {
		require.NoError(c.T, c.App.CheckInvariants(), "height %d", c.Height)
	}
	return res.TxResults
}

// Blocks executes n empty blocks.
func (c *Chain) Blocks(n int) {
	c.T.Helper()
	for range n {
		c.Block()
	}
}

// BlockAfter executes one block whose time is d after the last one's.
func (c *Chain) BlockAfter(d time.Duration, txs ...[]byte) []*abci.ExecTxResult {
	c.T.Helper()
	step := c.Step
	c.Step = d
	defer func() { c.Step = step }()
	return c.Block(txs...)
}

// Sign makes a transaction of one signer, in the order in which its sequence numbers run.
func (c *Chain) Sign(from Actor, msgs ...sdk.Msg) []byte {
	c.T.Helper()
	return c.SignAs(from, TxOptions{}, msgs...)
}

// TxOptions are what a test may want of a transaction besides its messages.
type TxOptions struct {
	Gas     uint64
	Fee     math.Int
	Granter sdk.AccAddress
	Memo    string
	// KeepSequence signs with the next sequence number but does not use it up.
	KeepSequence bool
}

// SignAs is Sign with options.
func (c *Chain) SignAs(from Actor, o TxOptions, msgs ...sdk.Msg) []byte {
	c.T.Helper()
	if o.Gas == 0 {
		o.Gas = Gas
	}
	if o.Fee.IsNil() {
		o.Fee = Fee
	}
	txConfig := c.App.TxConfig()
	b := txConfig.NewTxBuilder()
	require.NoError(c.T, b.SetMsgs(msgs...))
	b.SetGasLimit(o.Gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(Denom, o.Fee)))
	b.SetFeeGranter(o.Granter)
	b.SetMemo(o.Memo)

	number, sequence := c.account(from)
	mode := signing.SignMode_SIGN_MODE_DIRECT
	empty := signing.SignatureV2{PubKey: from.Key.PubKey(), Data: &signing.SingleSignatureData{SignMode: mode}, Sequence: sequence}
	require.NoError(c.T, b.SetSignatures(empty))
	data := authsigning.SignerData{
		ChainID: ChainID, AccountNumber: number, Sequence: sequence, Address: from.String(), PubKey: from.Key.PubKey(),
	}
	sig, err := clienttx.SignWithPrivKey(c.Ctx(), mode, data, b, from.Key, txConfig, sequence)
	require.NoError(c.T, err)
	require.NoError(c.T, b.SetSignatures(sig))
	bz, err := txConfig.TxEncoder()(b.GetTx())
	require.NoError(c.T, err)
	if !o.KeepSequence {
		c.sequence[from.String()] = sequence + 1
	}
	return bz
}

// Use counts a sequence number as used, of a transaction that was signed with KeepSequence and taken after all.
func (c *Chain) Use(from Actor) {
	_, sequence := c.account(from)
	c.sequence[from.String()] = sequence + 1
}

func (c *Chain) account(from Actor) (number, sequence uint64) {
	if acc := c.App.Account.GetAccount(c.Ctx(), from.Addr); acc != nil {
		number, sequence = acc.GetAccountNumber(), acc.GetSequence()
	}
	return number, max(sequence, c.sequence[from.String()])
}

// ForgetSequences makes the next signatures read the sequence numbers from the chain again, as after a refused transaction.
func (c *Chain) ForgetSequences() { c.sequence = map[string]uint64{} }

// Deliver runs one transaction in a block of its own and returns its result.
func (c *Chain) Deliver(from Actor, msgs ...sdk.Msg) *abci.ExecTxResult {
	c.T.Helper()
	res := c.Block(c.Sign(from, msgs...))[0]
	c.ForgetSequences()
	return res
}

// Must is Deliver for transactions that have to succeed.
func (c *Chain) Must(from Actor, msgs ...sdk.Msg) *abci.ExecTxResult {
	c.T.Helper()
	res := c.Deliver(from, msgs...)
	require.Zero(c.T, res.Code, "%s: %s", from.Name, res.Log)
	return res
}

// Balance of an address in base units.
func (c *Chain) Balance(addr sdk.AccAddress) math.Int {
	return c.App.Bank.GetBalance(c.Ctx(), addr, Denom).Amount
}

// Supply of the money.
func (c *Chain) Supply() math.Int { return c.App.Bank.GetSupply(c.Ctx(), Denom).Amount }

// Response decodes the i-th message's response of a transaction's result into out.
func (c *Chain) Response(res *abci.ExecTxResult, i int, out interface{ Unmarshal([]byte) error }) {
	c.T.Helper()
	var data sdk.TxMsgData
	require.NoError(c.T, data.Unmarshal(res.Data))
	require.Greater(c.T, len(data.MsgResponses), i)
	require.NoError(c.T, out.Unmarshal(data.MsgResponses[i].Value), fmt.Sprintf("response %d", i))
}

// Export returns the state as a genesis that validates.
func (c *Chain) Export() (app.GenesisState, json.RawMessage) {
	c.T.Helper()
	exported, err := c.App.ExportAppStateAndValidators(false, nil, nil)
	require.NoError(c.T, err)
	state := app.GenesisState{}
	require.NoError(c.T, json.Unmarshal(exported.AppState, &state))
	require.NoError(c.T, c.App.Basics().ValidateGenesis(c.App.Codec(), c.App.TxConfig(), state))
	return state, exported.AppState
}
