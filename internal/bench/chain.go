package bench

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/replay"
)

// Names of executors and databases, as app.toml has them.
const (
	Sequential = "sequential"
	BlockSTM   = "block-stm"
	GoLevelDB  = "goleveldb"
	PebbleDB   = "pebbledb"
	MemDB      = "memdb"
)

// blockTime is what block time advances in a block.
const blockTime = time.Second

var genesisTime = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// setup says what chain to start.
type setup struct {
	Executor, DB string
	// Employers, Agents and Validators are how many of each there are.
	Employers, Agents, Validators int
	// Caps: settlements_per_block is the chain's default; like the other bounds of an EndBlock it is out of the way otherwise.
	Caps bool
	// PerBlock is how many messages a block has at most; 0 stands for messagesPerBlock.
	PerBlock int
	// Worst: a registrar and an account of many keys are on the chain too.
	Worst bool
	// Node are further options of the node, by the names of app.toml.
	Node map[string]any
	// Base are further options of BaseApp.
	Base []func(*baseapp.BaseApp)
	// Home is a folder that is kept; empty: a temporary one.
	Home string
	// Record stores the blocks in the home as a node does.
	Record bool
}

// chain is a running chain with the people on it.
type chain struct {
	setup
	app  *app.App
	home string
	// height and time are those of the last block.
	height int64
	time   time.Time
	people people
	// counter counts accesses to the stores; nil: nobody does.
	counter *counter
	// phase names what the running block does, for who counts.
	phase string
	// round counts the batches, so that no two jobs are the same.
	round int
	// recorder stores the blocks; nil: nobody does.
	recorder *replay.Recorder
	// took is what all blocks took.
	took time.Duration
}

// start makes a chain in a temporary folder and runs its first block. The caller closes it.
func start(s setup) (c *chain, err error) {
	s.PerBlock = cmp.Or(s.PerBlock, messagesPerBlock)
	c = &chain{setup: s, time: genesisTime, people: newPeople(s)}
	if c.home = s.Home; c.home == "" {
		if c.home, err = os.MkdirTemp("", "agijobs-bench"); err != nil {
			return nil, err
		}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.close())
		}
	}()
	if err := c.open(); err != nil {
		return c, err
	}
	if err := c.initChain(); err != nil {
		return c, err
	}
	_, err = c.block(nil)
	return c, err
}

// open starts the application as the server does, with the defaults of app.toml.
func (c *chain) open() error {
	data := filepath.Join(c.home, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	db, err := dbm.NewDB("application", dbm.BackendType(c.DB), data)
	if err != nil {
		return err
	}
	opts := simtestutil.AppOptionsMap{
		flags.FlagHome: c.home, flags.FlagChainID: chainID, server.FlagBlockExecutor: c.Executor,
		server.FlagPruning: "default", server.FlagIAVLCacheSize: 781_250,
		server.FlagDisableIAVLFastNode: true,
		server.FlagMinGasPrices:        app.MinGasPrice + denom, server.FlagMempoolMaxTxs: 100_000, "mempool.size": 100_000, "mempool.max_txs_bytes": 1 << 30,
	}
	for name, value := range c.Node {
		opts[name] = value
	}
	c.app = app.New(log.NewNopLogger(), db, true, opts, append(server.DefaultBaseappOptions(opts), c.Base...)...)
	return nil
}

func (c *chain) initChain() error {
	state, err := c.genesis()
	if err != nil {
		return err
	}
	bz, err := json.Marshal(state)
	if err != nil {
		return err
	}
	params := app.ConsensusParams()
	asProto := params.ToProto()
	res, err := c.app.InitChain(&abci.RequestInitChain{
		ChainId: chainID, Time: c.time, InitialHeight: 1, ConsensusParams: &asProto, AppStateBytes: bz,
	})
	if err != nil || !c.Record {
		return err
	}
	c.recorder, err = replay.Record(c.home, &genutiltypes.AppGenesis{
		ChainID: chainID, GenesisTime: c.time, InitialHeight: 1, AppState: bz, Consensus: &genutiltypes.ConsensusGenesis{Params: params},
	}, res, c.people.node)
	return err
}

func (c *chain) close() error {
	var err error
	if c.app != nil {
		err = c.app.Close()
	}
	if c.recorder != nil {
		err = errors.Join(err, c.recorder.Close())
	}
	if c.Home != "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(c.home))
}

// abandon closes a chain whose files nobody needs; what is wrong with that no measurement depends on.
func (c *chain) abandon() {
	if err := c.close(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
}

// readContext is a context of the last committed state.
func (c *chain) readContext() sdk.Context {
	return c.app.ReadContext().WithBlockHeight(c.height).WithBlockTime(c.time)
}

// executed is a block with what it took.
type executed struct {
	took  time.Duration
	cpu   time.Duration
	bytes int // of its transactions
	res   *abci.ResponseFinalizeBlock
}

// block executes and commits a block; every transaction must succeed. Only FinalizeBlock and Commit are timed.
func (c *chain) block(txs [][]byte) (executed, error) {
	e, err := c.execute(txs)
	if err != nil {
		return executed{}, err
	}
	for i, tx := range e.res.TxResults {
		if tx.Code != 0 {
			return executed{}, fmt.Errorf("height %d, transaction %d: %s %d: %s", c.height, i, tx.Codespace, tx.Code, tx.Log)
		}
	}
	return e, nil
}

// execute is a block whose transactions may fail.
func (c *chain) execute(txs [][]byte) (executed, error) {
	req, err := c.next(txs)
	if err != nil {
		return executed{}, err
	}
	defer c.counter.blockBegins()()
	started, startedCPU := time.Now(), cpuTime()
	res, err := c.app.FinalizeBlock(req)
	if err != nil {
		return executed{}, err
	}
	if _, err := c.app.Commit(); err != nil {
		return executed{}, err
	}
	took, cpu := time.Since(started), cpuTime()-startedCPU
	c.took += took
	if c.recorder != nil {
		if err := c.recorder.Executed(res, c.time.Add(blockTime)); err != nil {
			return executed{}, err
		}
	}
	var bytes int
	for _, tx := range txs {
		bytes += len(tx)
	}
	return executed{took, cpu, bytes, res}, nil
}

// next is the request about the next block.
func (c *chain) next(txs [][]byte) (*abci.RequestFinalizeBlock, error) {
	if c.recorder != nil {
		req, err := c.recorder.Propose(txs)
		if err == nil {
			c.time, c.height = req.Time, req.Height
		}
		return req, err
	}
	c.time = c.time.Add(blockTime)
	c.height++
	return &abci.RequestFinalizeBlock{
		Height: c.height, Time: c.time, Txs: txs, Hash: headerHash(c.height),
		ProposerAddress: c.people.node.PubKey().Address(), DecidedLastCommit: c.people.lastCommit(c.height > 1),
	}, nil
}

func headerHash(height int64) []byte {
	header := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("header"), uint64(height)))
	return header[:]
}

// check runs transactions through CheckTx, as when they come in from the network, and returns what it took.
func (c *chain) check(txs [][]byte) (time.Duration, error) {
	started := time.Now()
	for i, tx := range txs {
		res, err := c.app.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
		if err != nil {
			return 0, err
		}
		if res.Code != 0 {
			return 0, fmt.Errorf("height %d, check of transaction %d: %s %d: %s", c.height, i, res.Codespace, res.Code, res.Log)
		}
	}
	return time.Since(started), nil
}

// write changes the state between two blocks, past every rule; the next block commits it.
func (c *chain) write(change func(ctx sdk.Context) error) error {
	branch := c.app.CommitMultiStore().CacheMultiStore()
	ctx := c.readContext().WithMultiStore(branch)
	if err := change(ctx); err != nil {
		return err
	}
	branch.Write()
	return nil
}
