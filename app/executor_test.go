package app

import (
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	simtestutil "github.com/cosmos/cosmos-sdk/testutil/sims"
)

// The parallel executor silently redirects the writes of a store that it does not know; the chain must not start then.
func TestExecutorNeedsEveryMountedStore(t *testing.T) {
	chain := New(log.NewNopLogger(), dbm.NewMemDB(), true, simtestutil.NewAppOptionsWithFlagHome(t.TempDir()))
	all, ms := chain.keys.all(), chain.CommitMultiStore()
	require.NoError(t, checkMounted(all, ms))
	require.ErrorContains(t, checkMounted(all[1:], ms), "are mounted")
	stranger := append([]storetypes.StoreKey{storetypes.NewKVStoreKey("stranger")}, all[1:]...)
	require.ErrorContains(t, checkMounted(stranger, ms), `store "stranger" is not mounted`)
}
