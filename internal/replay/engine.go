package replay

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/store/v2/snapshots"
	"github.com/cosmos/cosmos-sdk/store/v2/snapshots/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"

	"github.com/agijobs/agijobs/app"
)

// engine executes blocks on a database of its own.
type engine struct {
	dir string
	db  dbm.DB
	app *app.App
}

// openEngine opens the application in a folder, which may hold an earlier replay.
func openEngine(dir, chainID string) (*engine, error) {
	e := &engine{dir: dir}
	return e, e.open(chainID)
}

// open runs the application as the server does, with the defaults of app.toml. Signatures are verified ahead of each block on all
// processors, as on a node that fetches blocks (app/signatures.go).
func (e *engine) open(chainID string) error {
	data := filepath.Join(e.dir, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	db, err := dbm.NewDB("application", dbm.GoLevelDBBackend, data)
	if err != nil {
		return err
	}
	options := simtestutil.AppOptionsMap{
		flags.FlagHome: e.dir, flags.FlagChainID: chainID, server.FlagPruning: "default",
		server.FlagIAVLCacheSize: 781_250, server.FlagDisableIAVLFastNode: true,
	}
	e.db = db
	e.app = app.New(log.NewNopLogger(), db, true, options, server.DefaultBaseappOptions(options)...)
	return nil
}

// close closes the application and its database.
func (e *engine) close() error {
	if e.app == nil {
		return nil
	}
	err := e.app.Close()
	e.app = nil
	return err
}

func (e *engine) initChain(genesis *cmttypes.GenesisDoc) (*follower, error) {
	validators := make([]*cmttypes.Validator, len(genesis.Validators))
	for i, v := range genesis.Validators {
		validators[i] = cmttypes.NewValidator(v.PubKey, v.Power)
	}
	params := genesis.ConsensusParams.ToProto()
	res, err := e.app.InitChain(&abci.RequestInitChain{
		Time: genesis.GenesisTime, ChainId: genesis.ChainID, InitialHeight: genesis.InitialHeight, ConsensusParams: &params,
		Validators: cmttypes.TM2PB.ValidatorUpdates(cmttypes.NewValidatorSet(validators)), AppStateBytes: genesis.AppState,
	})
	if err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	return fromGenesis(genesis, res)
}

// begin brings the engine to the state before the first block to replay: that of genesis, of an earlier replay in the same folder, or
// of a snapshot of the node. from is 0 for wherever the folder stands.
func (e *engine) begin(h *Home, from int64) (*follower, string, error) {
	at := e.app.LastBlockHeight()
	switch {
	case at > 0 && (from == 0 || from == at+1):
		f, err := fromStored(h, at, e.app.LastCommitID().Hash)
		return f, fmt.Sprintf("from the replay up to block %d in %s", at, e.dir), err
	case at > 0:
		return nil, "", fmt.Errorf("%s holds a replay up to block %d: go on with --from %d, or name an empty folder", e.dir, at, at+1)
	case from > h.Genesis.InitialHeight:
		if err := e.restore(h, from-1); err != nil {
			return nil, "", err
		}
		f, err := fromStored(h, from-1, e.app.LastCommitID().Hash)
		return f, fmt.Sprintf("from the node's snapshot of block %d", from-1), err
	case h.Blocks.Base() > h.Genesis.InitialHeight:
		return nil, "", fmt.Errorf("the node has blocks from %d on only: name a block after one of its snapshots with --from, or replay a node with all blocks (min-retain-blocks = 0)", h.Blocks.Base())
	default:
		f, err := e.initChain(h.Genesis)
		return f, "from genesis", err
	}
}

// restore loads a snapshot that the node has made, and starts the application again on it.
func (e *engine) restore(h *Home, height int64) (err error) {
	dir := filepath.Join(h.Dir, "data", "snapshots")
	db, err := openApp(h.appBackend, "metadata", dir)
	if err != nil {
		return fmt.Errorf("the node has made no snapshots (snapshot-interval of app.toml): %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	held, err := snapshots.NewStore(db, dir)
	if err != nil {
		return err
	}
	list, err := held.List()
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("the node has made no snapshots (snapshot-interval of app.toml), so leave out --from")
	}
	at := slices.IndexFunc(list, func(s *types.Snapshot) bool { return s.Height == uint64(height) }) // #nosec G115 -- a height
	if at < 0 {
		var firsts []uint64
		for _, s := range list {
			firsts = append(firsts, s.Height+1)
		}
		slices.Sort(firsts)
		return fmt.Errorf("the node has no snapshot of block %d; with those that it has, --from can be one of %v", height, slices.Compact(firsts))
	}
	manager := snapshots.NewManager(held, types.NewSnapshotOptions(0, 0), e.app.CommitMultiStore(), nil, log.NewNopLogger())
	if err := manager.RestoreLocalSnapshot(list[at].Height, list[at].Format); err != nil {
		return fmt.Errorf("the snapshot of block %d cannot be restored: %w", height, err)
	}
	if err := e.close(); err != nil {
		return err
	}
	if err := e.open(h.Genesis.ChainID); err != nil {
		return err
	}
	if next := h.Blocks.LoadBlockMeta(height + 1); next != nil && !bytes.Equal(next.Header.AppHash, e.app.LastCommitID().Hash) {
		return fmt.Errorf("the snapshot of block %d is not the chain's state: its hash is %X, the next header says %X", height, e.app.LastCommitID().Hash, next.Header.AppHash)
	}
	return nil
}

// execute runs a block. What the application panics about is an error.
func (e *engine) execute(req *abci.RequestFinalizeBlock) (res *abci.ResponseFinalizeBlock, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if res, err = e.app.FinalizeBlock(req); err != nil {
		return nil, err
	}
	_, err = e.app.Commit()
	return res, err
}
