package replay

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	cmtdb "github.com/cometbft/cometbft-db"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"github.com/syndtr/goleveldb/leveldb/opt"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
)

// ErrRunning says that somebody else has the databases of a home open.
var ErrRunning = errors.New("the node of this home is running (its database is locked): stop it first, or work on a copy of its folder")

// ErrNoHome says that a folder is not a node's.
var ErrNoHome = errors.New("this is no folder of a node that has run: name one with --home; it has config/genesis.json and data/blockstore.db")

// goLevelDB is the backend of all databases unless the node's files say otherwise.
const goLevelDB = "goleveldb"

// Home is the folder of a stopped node. Databases of goleveldb are opened for reading only; other kinds cannot be, and are only read.
type Home struct {
	Dir     string
	Genesis *cmttypes.GenesisDoc
	Blocks  *store.BlockStore
	// States is what CometBFT has stored beside the blocks.
	States sm.Store
	// App is the application's database; nil if the folder has none.
	App dbm.DB

	// appBackend is the kind of the application's database.
	appBackend string
	closers    []func() error
}

// OpenHome opens a node's folder. The caller closes it.
func OpenHome(dir string) (h *Home, err error) {
	h = &Home{Dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
			h = nil
		}
	}()
	if err := h.readGenesis(); err != nil {
		return h, err
	}
	comet, data, err := h.backends()
	if err != nil {
		return h, err
	}
	blocks, err := openComet(comet, "blockstore", data)
	if err != nil {
		return h, err
	}
	h.closers = append(h.closers, blocks.Close)
	states, err := openComet(comet, "state", data)
	if err != nil {
		return h, err
	}
	h.closers = append(h.closers, states.Close)
	h.Blocks, h.States = store.NewBlockStore(blocks), sm.NewStore(states, sm.StoreOptions{})
	if h.Blocks.Height() == 0 {
		return h, fmt.Errorf("%s has no block: %w", filepath.Join(data, "blockstore.db"), ErrNoHome)
	}
	if _, err := os.Stat(filepath.Join(dir, "data", "application.db")); errors.Is(err, os.ErrNotExist) {
		return h, nil
	}
	if h.App, err = openApp(h.appBackend, "application", filepath.Join(dir, "data")); err != nil {
		return h, err
	}
	h.closers = append(h.closers, h.App.Close)
	return h, nil
}

// Close releases the databases.
func (h *Home) Close() error {
	var err error
	for i := len(h.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, h.closers[i]())
	}
	h.closers = nil
	return err
}

func (h *Home) readGenesis() error {
	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(h.Dir, "config", "genesis.json"))
	if err != nil {
		return fmt.Errorf("%s: %w (%w)", h.Dir, ErrNoHome, err)
	}
	if h.Genesis, err = genesis.ToGenesisDoc(); err != nil {
		return err
	}
	return h.Genesis.ValidateAndComplete()
}

// backends reads what kinds of databases the node has, and where CometBFT's are. A folder without config.toml has the defaults.
func (h *Home) backends() (comet, data string, err error) {
	settings := viper.New()
	settings.SetDefault("db_backend", goLevelDB)
	settings.SetDefault("db_dir", "data")
	settings.SetDefault("app-db-backend", "")
	for _, name := range []string{"config.toml", "app.toml"} {
		settings.SetConfigFile(filepath.Join(h.Dir, "config", name))
		if err := settings.MergeInConfig(); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", "", err
		}
	}
	comet, data = settings.GetString("db_backend"), settings.GetString("db_dir")
	if !filepath.IsAbs(data) {
		data = filepath.Join(h.Dir, data)
	}
	if h.appBackend = settings.GetString("app-db-backend"); h.appBackend == "" {
		h.appBackend = comet
	}
	return comet, data, nil
}

func readOnly() *opt.Options { return &opt.Options{ReadOnly: true, ErrorIfMissing: true} }

func openComet(backend, name, dir string) (cmtdb.DB, error) {
	// Opening a database that is not there would make one.
	if _, err := os.Stat(filepath.Join(dir, name+".db")); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNoHome, err)
	}
	if backend == goLevelDB {
		db, err := cmtdb.NewGoLevelDBWithOpts(name, dir, readOnly())
		return db, locked(name, err)
	}
	db, err := cmtdb.NewDB(name, cmtdb.BackendType(backend), dir)
	return db, locked(name, err)
}

func openApp(backend, name, dir string) (dbm.DB, error) {
	if backend == goLevelDB {
		db, err := dbm.NewGoLevelDBWithOpts(name, dir, readOnly())
		if err != nil {
			return nil, locked(name, err)
		}
		return db, nil
	}
	db, err := dbm.NewDB(name, dbm.BackendType(backend), dir)
	return db, locked(name, err)
}

// locked explains why a database cannot be opened.
func locked(name string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EAGAIN):
		return fmt.Errorf("%s.db: %w", name, ErrRunning)
	default:
		return fmt.Errorf("%s.db: %w", name, err)
	}
}
