package app

import (
	"sync/atomic"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
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
