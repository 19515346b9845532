//go:build sims

package app_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/simulation"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// size takes the size of the simulations from the environment: `make test-sim` and `make test-sim-long` set it.
func size(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, name)
	require.Positive(t, n, name)
	return n
}

func simSeeds(t *testing.T) int  { return size(t, "SEEDS", 3) }
func simBlocks(t *testing.T) int { return size(t, "BLOCKS", 40) }

// covering is how many blocks over all seeds bring every message to an execution.
const covering = 4_000

// Nations live on random messages; every invariant holds after every block. Over enough blocks each message that has a factory
// is executed at least once.
func TestSimulation(t *testing.T) {
	seeds, blocks := simSeeds(t), simBlocks(t)
	all := simulation.NewStats()
	var mu sync.Mutex
	t.Run("seeds", func(t *testing.T) {
		for seed := range seeds {
			t.Run(fmt.Sprint(seed+1), func(t *testing.T) {
				t.Parallel()
				n := simulation.New(t, int64(seed+1), testapp.Options{})
				n.Run(blocks)
				mu.Lock()
				defer mu.Unlock()
				all.Add(n.Stats)
			})
		}
	})
	ok, failed := all.Totals()
	t.Logf("%d seeds × %d blocks: %d messages executed, %d refused\n%s", seeds, blocks, ok, failed, all)
	for _, why := range all.Failed()[:min(40, len(all.Failed()))] {
		t.Log(why)
	}
	require.Less(t, failed*10, ok, "factories know what will succeed")
	if seeds*blocks < covering {
		return
	}
	for _, f := range simulation.Factories(&simulation.Nation{}) {
		url := sdk.MsgTypeURL(f.Factory.MsgType())
		assert.Positive(t, all.Succeeded(url), "%s was never executed", url)
	}
}

// The same seed makes the same blocks, and the same blocks make the same state, also in parallel.
func TestSimulationIsDeterministic(t *testing.T) {
	first := simulation.New(t, 1, testapp.Options{})
	first.Run(simBlocks(t))
	again := simulation.New(t, 1, testapp.Options{})
	again.Run(simBlocks(t))
	require.Len(t, again.History, len(first.History))
	for i, block := range first.History {
		require.Equal(t, block.Txs, again.History[i].Txs, "block %d", i+1)
		require.Equal(t, block.AppHash, again.History[i].AppHash, "block %d", i+1)
	}
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, first.Chain)
}

// notExported are keys, by store and prefix, that modules do not export or number anew. What they hold is compared as genesis.
var notExported = map[string][][]byte{
	// An import writes the queue of expiries from the grants alone, in their order.
	authzkeeper.StoreKey: {authzkeeper.GrantQueuePrefix},
	// Headers of the past, and the numbers of unbondings, which begin anew.
	stakingtypes.StoreKey: {
		stakingtypes.HistoricalInfoKey, stakingtypes.UnbondingIDKey, stakingtypes.UnbondingIndexKey, stakingtypes.UnbondingTypeKey,
	},
	// The weights of rosters: an import computes all of them, the old chain each agent's when something about it changed, while its score decays. Free
	// places, as in the draw trees below. What organisations had in epochs of incentives that are over.
	jobstypes.StoreKey: {{11}, {13}, {38}, {27}},
	// The guardians' record: its numbers say nothing but the order.
	sovereigntypes.StoreKey: {{23}},
	// Free places in the draw trees: those behind the last judge are given out in the same order, as free or as new ones.
	validationtypes.StoreKey: {validationtypes.NextLeafPrefix.Bytes(), validationtypes.FreeLeavesPrefix.Bytes()},
	// A planned upgrade is the old chain's: who starts a chain from an export has the new binary already.
	upgradetypes.StoreKey: {{upgradetypes.PlanByte}, {upgradetypes.DoneByte}, {upgradetypes.ProtocolVersionByte}},
}

func leftOut(store string, key []byte) bool {
	return slices.ContainsFunc(notExported[store], func(prefix []byte) bool { return bytes.HasPrefix(key, prefix) })
}

func ranking(t *testing.T, n *simulation.Nation) bool {
	moves, err := n.App.Reputation.Rerank.Has(n.Ctx())
	require.NoError(t, err)
	return moves
}

// A chain that starts from the export of a simulated one holds the same, store by store, and its people go on.
func TestSimulationImportExport(t *testing.T) {
	for seed := range min(simSeeds(t), 10) {
		t.Run(fmt.Sprint(seed+1), func(t *testing.T) {
			t.Parallel()
			n := simulation.New(t, int64(seed+1), testapp.Options{})
			n.Run(simBlocks(t))
			// x/staking puts off in its export, on purpose, a node's new key that CometBFT has been told of and that is not in force yet.
			n.Blocks(int(stakingtypes.ConsensusUpdateDelay) + 1)
			// A change of the half-life moves places of the ranking for some blocks; an import has them all in place.
			for blocks := 0; ranking(t, n); blocks++ {
				require.Less(t, blocks, 1_000)
				n.Block()
			}
			next := n.Imported(testapp.Options{})
			n.Block() // the new chain has had its first block
			want, _ := n.Export()
			got, _ := next.Export()
			require.Len(t, got, len(want))
			for name := range want {
				assert.JSONEq(t, string(want[name]), string(got[name]), name)
			}
			for _, u := range n.Unequal(next.Chain) {
				for _, key := range u.Keys {
					assert.True(t, leftOut(u.Store, key), "store %s, key %X", u.Store, key)
				}
			}

			next.Run(max(simBlocks(t)/2, 1))
			ok, failed := next.Stats.Totals()
			require.Less(t, failed*10, ok, "%v", next.Stats.Failed())
		})
	}
}
