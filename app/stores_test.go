package app

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
)

func TestSideBySide(t *testing.T) {
	const n = 100
	var called [n]atomic.Int32
	sideBySide(n, func(i int) { called[i].Add(1) })
	for i := range called {
		require.Equal(t, int32(1), called[i].Load(), "%d", i)
	}
	sideBySide(0, func(int) { t.Error("nothing is to be done") })
	require.PanicsWithError(t, "disk full", func() {
		sideBySide(n, func(i int) {
			if i == n/2 {
				panic("disk full")
			}
		})
	})
}

// The files of the AppHash are what is written side by side; what a store of another kind holds is left to BaseApp.
func TestStoresOfTheAppHash(t *testing.T) {
	chain := New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()))
	defer func() { require.NoError(t, chain.Close()) }()
	ctx := chain.NewUncachedContext(false, chain.NewContext(true).BlockHeader()).WithMultiStore(chain.CommitMultiStore().CacheMultiStore())
	tree := chain.CommitMultiStore().GetStore(chain.keys.kv["jobs"]).(storetypes.CommitKVStore)
	ctx.KVStore(chain.keys.kv["jobs"]).Set([]byte("key"), []byte("value"))
	require.Nil(t, tree.Get([]byte("key")))

	chain.writeStores(ctx)
	require.Equal(t, "value", string(tree.Get([]byte("key"))))
	hash := chain.CommitMultiStore().WorkingHash()

	chain.commitStores(ctx)
	for _, name := range kvStores {
		require.Equal(t, int64(1), chain.CommitMultiStore().GetStore(chain.keys.kv[name]).(storetypes.CommitStore).LastCommitID().Version, name)
	}
	chain.commitStores(ctx) // after a crash
	require.Equal(t, storetypes.CommitID{Version: 1, Hash: hash}, chain.CommitMultiStore().Commit())
}

// While a block writes nobody simulates: what a simulation reads goes into the cache that the next block reads.
func TestNoSimulationWhileABlockWrites(t *testing.T) {
	chain := New(log.NewNopLogger(), dbm.NewMemDB(), false, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()))
	defer func() { require.NoError(t, chain.Close()) }()
	taken := func() bool {
		if chain.trees.TryRLock() {
			chain.trees.RUnlock()
			return false
		}
		return true
	}
	var before, written, committed, simulated bool
	chain.manager = module.NewManager() // a chain without modules
	chain.SetInitChainer(nil)
	chain.SetPreBlocker(nil)
	chain.SetBeginBlocker(nil)
	chain.SetEndBlocker(func(ctx sdk.Context) (sdk.EndBlock, error) {
		before = taken()
		end, err := chain.endBlocker(ctx)
		written = taken()
		return end, err
	})
	chain.SetPrecommiter(func(sdk.Context) { committed = taken() })
	chain.SetAnteHandler(func(ctx sdk.Context, _ sdk.Tx, _ bool) (sdk.Context, error) {
		simulated = !chain.trees.TryLock()
		return ctx, errors.New("seen")
	})
	require.NoError(t, chain.LoadLatestVersion())
	builder := chain.TxConfig().NewTxBuilder()
	address := sdk.AccAddress(make([]byte, 20)).String()
	require.NoError(t, builder.SetMsgs(&banktypes.MsgSend{FromAddress: address, ToAddress: address, Amount: sdk.NewCoins(sdk.NewInt64Coin("ulabour", 1))}))
	tx, err := chain.TxConfig().TxEncoder()(builder.GetTx())
	require.NoError(t, err)

	_, err = chain.FinalizeBlock(&abci.RequestFinalizeBlock{Height: 1, Time: time.Unix(1_800_000_000, 0)})
	require.NoError(t, err)
	require.False(t, before)
	require.True(t, written)
	require.False(t, taken(), "the block is over")
	_, err = chain.Commit()
	require.NoError(t, err)
	require.True(t, committed)
	require.False(t, taken())

	_, _, err = chain.Simulate(tx)
	require.EqualError(t, err, "seen")
	require.True(t, simulated)
	require.False(t, taken())
}
