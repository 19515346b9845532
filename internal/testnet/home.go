package testnet

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cast"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/replay"
)

// ErrNoHome says that a folder is not a node's.
var ErrNoHome = errors.New("this is no folder of a node that has run: name the copy with --home; it has config/genesis.json and data/state.db")

// RequireHome refuses a folder without the files of a node that has run, before anything makes files in it.
func RequireHome(dir string) error {
	for _, name := range []string{"config/genesis.json", "data"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("%w: %w", ErrNoHome, err)
		}
	}
	if err := RequireFinished(dir); !errors.Is(err, ErrTried) {
		return err
	}
	return nil
}

// home is the copy with its databases open.
type home struct {
	dir    string
	config *cmtcfg.Config
	opts   Options

	blockDB, stateDB cmtdb.DB
	blocks           *store.BlockStore
	states           sm.Store
	// state is CometBFT's, after its last block.
	state sm.State
	chain *app.App
	// upgrades: the first block carries an upgrade out.
	upgrades bool
	// shortened: a block that the node had begun beyond its last one was taken off, now or when the folder was tried before.
	shortened bool
}

// open opens CometBFT's databases and finds where the chain stands.
func open(o Options) (h *home, err error) {
	h = &home{dir: o.Config.RootDir, config: o.Config, opts: o, shortened: RequireFinished(o.Config.RootDir) != nil}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	if h.blockDB, err = h.openComet("blockstore"); err != nil {
		return h, err
	}
	if h.stateDB, err = h.openComet("state"); err != nil {
		return h, err
	}
	h.blocks = store.NewBlockStore(h.blockDB)
	h.states = sm.NewStore(h.stateDB, sm.StoreOptions{DiscardABCIResponses: o.Config.Storage.DiscardABCIResponses})
	if h.state, err = h.states.Load(); err != nil {
		return h, err
	}
	if h.state.IsEmpty() || h.state.LastBlockHeight == 0 {
		return h, fmt.Errorf("%s: no block yet: %w", h.dir, ErrNoHome)
	}
	return h, nil
}

func (h *home) openComet(name string) (cmtdb.DB, error) {
	// Opening a database that is not there would make one.
	if _, err := os.Stat(filepath.Join(h.config.DBDir(), name+".db")); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoHome, err)
	}
	db, err := cmtcfg.DefaultDBProvider(&cmtcfg.DBContext{ID: name, Config: h.config})
	if errors.Is(err, syscall.EAGAIN) {
		return nil, replay.ErrRunning
	}
	return db, err
}

func (h *home) close() error {
	var err error
	if h.chain != nil {
		err = h.chain.Close()
	}
	if h.stateDB != nil {
		err = errors.Join(err, h.stateDB.Close())
	}
	if h.blockDB != nil {
		err = errors.Join(err, h.blockDB.Close())
	}
	return err
}

// openApp opens the application at its last block, as the chain that is to be made. It makes no snapshots and halts nowhere.
func (h *home) openApp() (err error) {
	defer func() {
		// The application panics where its database does not fit the binary.
		if r := recover(); r != nil {
			err = fmt.Errorf("open the application: %v; if this binary brings an upgrade with new stores, name it with --trigger-upgrade", r)
		}
	}()
	db, err := dbm.NewDB("application", h.opts.AppBackend, filepath.Join(h.dir, "data"))
	if err != nil {
		return err
	}
	// A binary with another set of stores cannot load the state: what stands open is closed with the error.
	defer func() {
		if h.chain == nil {
			err = errors.Join(err, db.Close())
		}
	}()
	pruning, err := server.GetPruningOptionsFromFlags(h.opts.App)
	if err != nil {
		return err
	}
	h.chain = app.New(log.NewNopLogger(), db, true, h.opts.App, baseapp.SetPruning(pruning), baseapp.SetChainID(h.opts.ChainID),
		baseapp.SetIAVLCacheSize(cast.ToInt(h.opts.App.Get(server.FlagIAVLCacheSize))),
		baseapp.SetIAVLDisableFastNode(cast.ToBool(h.opts.App.Get(server.FlagDisableIAVLFastNode))))
	return nil
}

// appHeight is the last block of the application, read without opening it: a binary with new stores needs to know before.
func (h *home) appHeight() (height int64, err error) {
	db, err := dbm.NewDB("application", h.opts.AppBackend, filepath.Join(h.dir, "data"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return rootmulti.GetLatestVersion(db), nil
}

// align brings blocks and application to the last block that CometBFT knows the outcome of. A node that was killed, or that has halted for an upgrade,
// has one block more, which the live chain will execute and the test network makes anew.
func (h *home) align() error {
	last := h.state.LastBlockHeight
	height, err := h.appHeight()
	if err != nil {
		return err
	}
	stored := h.blocks.Height()
	// A node that has come by state sync and made no block since has none stored.
	if stored != last && stored != last+1 && stored != 0 || height != last && height != last+1 {
		return fmt.Errorf("state of block %d, blocks up to %d, application at %d: these do not belong together; stop the node before copying, and copy the whole folder data",
			last, stored, height)
	}
	h.shortened = h.shortened || height == last+1 || stored == last+1
	if height == last+1 {
		if err := h.rollback(last); err != nil {
			return err
		}
	}
	if stored == last+1 {
		return h.blocks.DeleteLatestBlock()
	}
	return nil
}

// rollback takes back the block that the application has committed and CometBFT has not heard of.
func (h *home) rollback(to int64) error {
	if err := h.openApp(); err != nil {
		return err
	}
	err := h.chain.CommitMultiStore().RollbackToVersion(to)
	err = errors.Join(err, h.chain.Close())
	h.chain = nil
	return err
}
