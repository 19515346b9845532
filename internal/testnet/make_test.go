package testnet

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/privval"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/replay"
)

const (
	newID    = "rehearsal-1"
	treasury = 3_000_000
)

// liveKey signs the blocks of testapp's chains.
var (
	liveKey   = ed25519.GenPrivKeyFromSecret([]byte("agijobs test node"))
	rehearser = testapp.NewActor("rehearser")
)

// liveHome is the folder of a stopped node of a market. missing blocks are committed by the application and unknown to CometBFT's state; those that
// are stored all the same are counted by stored.
func liveHome(t *testing.T, missing, stored int) (dir string, last int64) {
	t.Helper()
	dir = t.TempDir()
	data := filepath.Join(dir, "data")
	require.NoError(t, os.MkdirAll(data, 0o700))
	db, err := dbm.NewGoLevelDB("application", data, nil)
	require.NoError(t, err)
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{DB: db, Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewInt64Coin(testapp.Denom, treasury))
	}}})
	m.Claim(m.Agent, m.Post(m.Employer))
	require.NoError(t, m.App.Close())

	record(t, dir, m.History[:len(m.History)-missing])
	if stored > 0 {
		more := t.TempDir()
		record(t, more, m.History[:len(m.History)-missing+stored])
		blocks := filepath.Join("data", "blockstore.db")
		require.NoError(t, os.RemoveAll(filepath.Join(dir, blocks)))
		require.NoError(t, os.CopyFS(filepath.Join(dir, blocks), os.DirFS(filepath.Join(more, blocks))))
	}
	cfg := cmtcfg.DefaultConfig()
	cfg.P2P.PersistentPeers, cfg.P2P.Seeds = "0000000000000000000000000000000000000001@10.0.0.1:26656", "0000000000000000000000000000000000000002@10.0.0.2:26656"
	cfg.P2P.ExternalAddress, cfg.PrivValidatorListenAddr, cfg.StateSync.Enable = "203.0.113.1:26656", "tcp://0.0.0.0:26659", true
	cfg.RPC.GRPCListenAddress = "tcp://0.0.0.0:26658"
	cfg.StateSync.RPCServers = []string{"http://10.0.0.1:26657", "http://10.0.0.2:26657"}
	cmtcfg.WriteConfigFile(filepath.Join(dir, "config", "config.toml"), cfg)
	write(t, dir, "config/app.toml", "[api]\naddress = \"tcp://0.0.0.0:1317\"\n")
	write(t, dir, "config/client.toml", "chain-id = \"agijobs-test\"\nnode = \"tcp://10.0.0.1:26657\"\n")
	write(t, dir, "config/otel.yaml", "meter_provider: {}\n")
	write(t, dir, "config/addrbook.json", "{}")
	write(t, dir, "config/node_key.json", "{}")
	return dir, m.Height - int64(missing)
}

// record stores blocks as CometBFT does.
func record(t *testing.T, dir string, blocks []testapp.Recorded) {
	t.Helper()
	params := app.ConsensusParams()
	genesis := &genutiltypes.AppGenesis{
		ChainID: testapp.ChainID, GenesisTime: testapp.GenesisTime, InitialHeight: 1, AppState: []byte("{}"),
		Consensus: &genutiltypes.ConsensusGenesis{Params: params},
	}
	proto := params.ToProto()
	r, err := replay.Record(dir, genesis, &abci.ResponseInitChain{
		ConsensusParams: &proto, Validators: []abci.ValidatorUpdate{abci.UpdateValidator(liveKey.PubKey().Bytes(), 10, "")},
	}, liveKey)
	require.NoError(t, err)
	for _, b := range blocks {
		_, err := r.Propose(b.Txs)
		require.NoError(t, err)
		require.NoError(t, r.Executed(b.Response, b.Time))
	}
	require.NoError(t, r.Close())
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(text)
}

func options(dir string) Options {
	cfg := cmtcfg.DefaultConfig()
	cfg.SetRoot(dir)
	return Options{
		Config: cfg, AppBackend: dbm.GoLevelDBBackend, ChainID: newID, Progress: func(string, ...any) {},
		App: simtestutil.AppOptionsMap{flags.FlagHome: dir, server.FlagPruning: "default", server.FlagDisableIAVLFastNode: true},
		Rehearsal: app.Rehearsal{
			Operator: rehearser.Addr, Council: []sdk.AccAddress{rehearser.Addr}, Threshold: 1,
		},
		Coins: sdk.NewInt64Coin(testapp.Denom, 1_000_000),
	}
}

// A folder becomes a test network from wherever its node stopped: in order, killed between what the application and CometBFT write,
// before an upgrade, or right after it has come by state sync.
func TestMake(t *testing.T) {
	for name, tc := range map[string]struct {
		missing, stored int
		then            func(t *testing.T, dir string, last int64)
	}{
		"stopped in order":                 {0, 0, nil},
		"a block stored, not executed":     {0, 0, storeOneMore},
		"a block stored and executed":      {1, 1, nil},
		"a block executed, and not stored": {1, 0, nil},
		"come by state sync just now":      {0, 0, forgetBlocks},
	} {
		t.Run(name, func(t *testing.T) {
			dir, last := liveHome(t, tc.missing, tc.stored)
			if tc.then != nil {
				tc.then(t, dir, last)
			}

			report, err := Make(options(dir))

			require.NoError(t, err)
			require.NoError(t, RequireFinished(dir))
			require.Equal(t, testapp.ChainID, report.From)
			require.Equal(t, last, report.LastLive)
			require.Equal(t, []string{testapp.NewActor("operator").String()}, report.Removed)
			require.Empty(t, report.Broken)
			require.WithinDuration(t, testapp.GenesisTime, report.Time, time.Hour, "this machine's clock is behind the chain's")
			requireCutOff(t, dir)
			requireNetwork(t, dir, last+1, report)
		})
	}
}

// storeOneMore stores a block that nobody has executed, as a node that halts before an upgrade has one.
func storeOneMore(t *testing.T, dir string, last int64) {
	t.Helper()
	db, err := cmtdb.NewGoLevelDB("blockstore", filepath.Join(dir, "data"))
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	blocks := store.NewBlockStore(db)
	seen := blocks.LoadSeenCommit(last)
	block := cmttypes.MakeBlock(last+1, nil, seen, nil)
	block.ProposerAddress, block.ValidatorsHash = liveKey.PubKey().Address(), make([]byte, 32)
	parts, err := block.MakePartSet(cmttypes.BlockPartSizeBytes)
	require.NoError(t, err)
	seen.Height = last + 1
	blocks.SaveBlock(block, parts, seen)
}

// forgetBlocks leaves a database without any block.
func forgetBlocks(t *testing.T, dir string, _ int64) {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "data", "blockstore.db")))
	db, err := cmtdb.NewGoLevelDB("blockstore", filepath.Join(dir, "data"))
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

// requireCutOff: nothing in the folder leads to the live chain.
func requireCutOff(t *testing.T, dir string) {
	t.Helper()
	comet := read(t, dir, "config/config.toml")
	for _, line := range []string{
		`persistent_peers = ""`, `seeds = ""`, `external_address = ""`, `pex = false`, `laddr = "tcp://127.0.0.1:26656"`, `priv_validator_laddr = ""`,
		`laddr = "tcp://127.0.0.1:26657"`, `grpc_laddr = "tcp://127.0.0.1:26658"`, `pprof_laddr = ""`, `prometheus_listen_addr = "127.0.0.1:26660"`,
	} {
		require.Contains(t, comet, "\n"+line+"\n")
	}
	require.NotContains(t, comet, "\nenable = true\n", "state sync")
	application := read(t, dir, "config/app.toml")
	require.Contains(t, application, "tcp://127.0.0.1:1317")
	require.NotContains(t, application, "grpc", "what is not set keeps its default")
	client := read(t, dir, "config/client.toml")
	require.NotContains(t, client, "10.0.0.1")
	require.Contains(t, client, newID)
	require.NoFileExists(t, filepath.Join(dir, "config", "addrbook.json"))
	require.NoFileExists(t, filepath.Join(dir, "config", "otel.yaml"))
	require.NotEqual(t, "{}", read(t, dir, "config/node_key.json"))
	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(dir, "config", "genesis.json"))
	require.NoError(t, err)
	require.Equal(t, newID, genesis.ChainID)
}

// requireNetwork: blocks, CometBFT's state and the application agree on the first block, which the folder's own key has signed.
func requireNetwork(t *testing.T, dir string, height int64, report *Report) {
	t.Helper()
	pv := privval.LoadFilePV(filepath.Join(dir, "config", "priv_validator_key.json"), filepath.Join(dir, "data", "priv_validator_state.json"))
	require.Equal(t, pv.GetAddress().String(), report.ConsensusAddress)
	require.Equal(t, height, pv.LastSignState.Height)
	h, err := replay.OpenHome(dir)
	require.NoError(t, err)
	defer func() { require.NoError(t, h.Close()) }()
	state, err := h.States.Load()
	require.NoError(t, err)
	require.Equal(t, newID, state.ChainID)
	require.Equal(t, height, state.LastBlockHeight)
	require.Equal(t, height, h.Blocks.Height())
	require.Equal(t, fmt.Sprint([]string{report.ConsensusAddress}), fmt.Sprint(addresses(state)))
	seen := h.Blocks.LoadSeenCommit(height)
	require.NoError(t, state.LastValidators.VerifyCommit(newID, h.Blocks.LoadBlockMeta(height).BlockID, height, seen))
	require.Error(t, state.LastValidators.VerifyCommit(testapp.ChainID, h.Blocks.LoadBlockMeta(height).BlockID, height, seen), "it is worthless on the live chain")

	chain := app.New(log.NewNopLogger(), h.App, true, simtestutil.AppOptionsMap{flags.FlagHome: dir}, baseapp.SetChainID(newID),
		baseapp.SetIAVLDisableFastNode(true))
	require.Equal(t, height, chain.LastBlockHeight())
	require.Equal(t, state.AppHash, chain.LastCommitID().Hash)
	require.NoError(t, chain.CheckInvariants())
	require.NoError(t, chain.Sovereign.RequireMember(chain.ReadContext(), rehearser.Addr))
	require.Equal(t, int64(1_000_000), chain.Bank.GetBalance(chain.ReadContext(), rehearser.Addr, testapp.Denom).Amount.Int64())
}

func addresses(state sm.State) (list []string) {
	for _, v := range state.Validators.Validators {
		list = append(list, v.Address.String())
	}
	return list
}

// What is refused leaves the folder as it was, and says what to do.
func TestMakeRefused(t *testing.T) {
	dir, _ := liveHome(t, 0, 0)
	before := [2]string{read(t, dir, "config/config.toml"), read(t, dir, "config/genesis.json")}
	for name, tc := range map[string]struct {
		edit func(o *Options)
		text string
	}{
		"the live chain's id":           {func(o *Options) { o.ChainID = testapp.ChainID }, "is the chain id of this folder"},
		"no id":                         {func(o *Options) { o.ChainID = "" }, "1 to 50 characters"},
		"an operator of the live chain": {func(o *Options) { o.Rehearsal.Operator = testapp.NewActor("operator").Addr }, "is a participant of the live chain"},
		"another money":                 {func(o *Options) { o.Coins.Denom = "ucad" }, "the money of agijobs-test is uagi"},
		"more than the treasury has":    {func(o *Options) { o.Coins.Amount = o.Coins.Amount.MulRaw(4) }, "it holds 3000000uagi"},
		"an upgrade that nobody wrote":  {func(o *Options) { o.Rehearsal.Upgrade = "v9" }, `this binary has no upgrade "v9"`},
		"a folder that is no node's":    {func(o *Options) { o.Config = cmtcfg.TestConfig().SetRoot(t.TempDir()) }, ErrNoHome.Error()},
		"a consensus key of the live one": {func(o *Options) {
			privval.NewFilePV(liveKey, o.Config.PrivValidatorKeyFile(), o.Config.PrivValidatorStateFile()).Save()
		}, "is the key of an operator of agijobs-test"},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(dir)
			tc.edit(&o)
			_, err := Make(o)
			require.ErrorContains(t, err, tc.text)
			require.Equal(t, before, [2]string{read(t, dir, "config/config.toml"), read(t, dir, "config/genesis.json")})
			require.NoError(t, RequireFinished(dir))
			require.NoFileExists(t, filepath.Join(dir, "data", "upgrade-info.json"))
			require.NoError(t, remove(filepath.Join(dir, "config", "priv_validator_key.json")))
		})
	}
	db, err := cmtdb.NewGoLevelDB("blockstore", filepath.Join(dir, "data"))
	require.NoError(t, err)
	_, err = Make(options(dir))
	require.ErrorIs(t, err, replay.ErrRunning)
	require.NoError(t, db.Close())

	_, err = Make(options(dir))
	require.NoError(t, err, "nothing of what was refused stands in the way")
}

// Databases of different copies are no node's.
func TestMakeRefusesAPatchwork(t *testing.T) {
	dir, last := liveHome(t, 2, 0)
	_, err := Make(options(dir))
	require.ErrorContains(t, err, fmt.Sprintf("state of block %d, blocks up to %d, application at %d", last, last, last+2))
}

// A refusal cannot give back the block that a killed node had begun: no node starts in the copy, and the command can be run again.
func TestMakeRefusedOfAKilledNode(t *testing.T) {
	dir, last := liveHome(t, 1, 1)
	wrong := options(dir)
	wrong.Coins.Denom = "ucad"
	for range 2 {
		_, err := Make(wrong)
		require.ErrorContains(t, err, "the money of agijobs-test is uagi")
		require.ErrorContains(t, err, "only in-place-testnet can go on with it")
		require.ErrorIs(t, RequireFinished(dir), ErrTried)
	}
	// Nor can one that comes before anything is tried.
	info := filepath.Join(dir, "data", "upgrade-info.json")
	require.NoError(t, os.Mkdir(info, 0o700))
	upgrade := options(dir)
	upgrade.Rehearsal.Upgrade = "v9"
	_, err := Make(upgrade)
	require.ErrorContains(t, err, "is a directory")
	require.ErrorIs(t, RequireFinished(dir), ErrTried)
	require.NoError(t, os.Remove(info))

	report, err := Make(options(dir))
	require.NoError(t, err)
	require.Equal(t, last, report.LastLive)
	require.NoError(t, RequireFinished(dir))
}

func TestLocalOnly(t *testing.T) {
	for listen, want := range map[string]string{
		"tcp://0.0.0.0:26657": "tcp://127.0.0.1:26657", "tcp://[::]:26657": "tcp://127.0.0.1:26657", ":26660": "127.0.0.1:26660", "10.0.0.1:9090": "127.0.0.1:9090",
		"": "", "unix:///run/rpc.sock": "unix:///run/rpc.sock",
		"unix:///run/rpc.sock, tcp://0.0.0.0:26657": "unix:///run/rpc.sock,tcp://127.0.0.1:26657",
	} {
		got, err := localOnly(listen)
		require.NoError(t, err, listen)
		require.Equal(t, want, got)
	}
	_, err := localOnly("tcp://127.0.0.1:26657,tcp://nowhere")
	require.ErrorContains(t, err, `"tcp://127.0.0.1:26657,tcp://nowhere": address nowhere: missing port`)
}

// An address that cannot be made local is refused before anything is changed.
func TestMakeRefusesAnAddress(t *testing.T) {
	dir, _ := liveHome(t, 0, 0)
	for file, text := range map[string]string{"config/config.toml": "[rpc]\nladdr = \"tcp://nowhere\"\n", "config/app.toml": "[grpc]\naddress = \"nowhere\"\n"} {
		before := read(t, dir, file)
		write(t, dir, file, text)
		_, err := Make(options(dir))
		require.ErrorContains(t, err, "missing port", file)
		require.NoError(t, RequireFinished(dir))
		write(t, dir, file, before)
	}
	_, err := Make(options(dir))
	require.NoError(t, err)
}

// A folder that was left half-way is not taken for anything.
func TestMakeBrokenOff(t *testing.T) {
	dir, _ := liveHome(t, 0, 0)
	book := filepath.Join(dir, "config", "addrbook.json")
	require.NoError(t, os.Remove(book))
	require.NoError(t, os.MkdirAll(filepath.Join(book, "in the way"), 0o700))

	_, err := Make(options(dir))

	require.ErrorContains(t, err, "delete it and copy again")
	require.ErrorIs(t, RequireFinished(dir), ErrUnfinished)
	_, err = Make(options(dir))
	require.ErrorIs(t, err, ErrUnfinished)
}
