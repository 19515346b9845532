package keeper_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// branch is an alias, since an embedded field of the interface's own name would hide its method of that name.
type branch = storetypes.CacheMultiStore

// countingMultiStore counts the keys that are read from one store, also through branches of it.
type countingMultiStore struct {
	branch
	key   storetypes.StoreKey
	reads *int
}

func (m countingMultiStore) CacheMultiStore() storetypes.CacheMultiStore {
	return countingMultiStore{branch: m.branch.CacheMultiStore(), key: m.key, reads: m.reads}
}

func (m countingMultiStore) GetKVStore(key storetypes.StoreKey) storetypes.KVStore {
	store := m.branch.GetKVStore(key)
	if key != m.key {
		return store
	}
	return countingStore{KVStore: store, reads: m.reads}
}

type countingStore struct {
	storetypes.KVStore
	reads *int
}

func (s countingStore) Get(key []byte) []byte {
	*s.reads++
	return s.KVStore.Get(key)
}

func (s countingStore) Has(key []byte) bool {
	*s.reads++
	return s.KVStore.Has(key)
}

func (s countingStore) Iterator(start, end []byte) storetypes.Iterator {
	*s.reads++
	return countingIterator{Iterator: s.KVStore.Iterator(start, end), reads: s.reads}
}

func (s countingStore) ReverseIterator(start, end []byte) storetypes.Iterator {
	*s.reads++
	return countingIterator{Iterator: s.KVStore.ReverseIterator(start, end), reads: s.reads}
}

type countingIterator struct {
	storetypes.Iterator
	reads *int
}

func (i countingIterator) Next() {
	*i.reads++
	i.Iterator.Next()
}

// crowd is a chain whose general pool has n members of 100 AGI each, from genesis; every third counts for acme.
func crowd(t *testing.T, n int, change ...func(*types.Params)) *fixture {
	t.Helper()
	state := types.DefaultGenesis()
	for _, c := range change {
		c(&state.Params[0].Params)
	}
	stake := sdkmath.NewInt(100 * agi)
	for i := range n {
		v := types.NewValidator(actor(i))
		v.Stake, v.DrawableStake, v.Pools = stake, stake, []string{types.GeneralPool}
		state.Validators = append(state.Validators, v)
		leaf := types.Leaf{Pool: types.GeneralPool, Index: uint64(i), Validator: v.Address, Weight: 10_000}
		if i%3 == 0 {
			leaf.Organisation = "acme"
		}
		state.Leaves = append(state.Leaves, leaf)
	}
	require.NoError(t, state.Validate())
	f := blank(t)
	require.NoError(t, f.bank.add(f.ctx, moduleAccount(), stake.MulRaw(int64(n))))
	require.NoError(t, f.k.InitGenesis(f.ctx, *state))
	return f
}

// moduleAccount holds all stake.
func moduleAccount() sdk.AccAddress { return authtypes.NewModuleAddress(types.ModuleName) }

// endBlock runs EndBlock without the invariants, which look at everything, and returns how often it read from the
// module's store.
func (f *fixture) endBlock() int {
	f.t.Helper()
	var reads int
	cache := f.ctx.MultiStore().CacheMultiStore()
	counted := f.ctx.WithMultiStore(countingMultiStore{branch: cache, key: f.key, reads: &reads})
	require.NoError(f.t, f.k.EndBlocker(counted))
	cache.Write()
	return reads
}

func (f *fixture) nextHeight() { f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(time.Second)) }

// drawReads returns what one draw of three seats reads beyond what an empty block does.
func drawReads(t *testing.T, members int) int {
	t.Helper()
	f := crowd(t, members)
	var idle int
	f.open(job, 3)
	for range types.DrawDelay {
		idle = f.endBlock()
		f.nextHeight()
	}
	reads := f.endBlock()
	_, seats := f.round(job)
	require.Len(t, seats, 3)
	return reads - idle
}

// A draw reads one path of the tree per seat: 100 times as many members are two levels more, in each of three seats and
// their totals, and nothing else.
func TestADrawReadsAPathPerSeat(t *testing.T) {
	few, many := drawReads(t, 120), drawReads(t, 12_000)
	levels := func(n float64) int { return int(math.Ceil(math.Log(n) / math.Log(sortition.Arity))) }
	perLevel := 3
	require.LessOrEqual(t, many-few, perLevel*(levels(12_000)-levels(120)), "%d reads of %d", many, few)
	require.Less(t, many, 60)
}

// A changed weight is one path of the tree too.
func TestAChangedWeightReadsAPath(t *testing.T) {
	weight := func(members int) int {
		f := crowd(t, members)
		f.fund(actor(7))
		require.NoError(t, f.bond(actor(7), 50*agi))
		most := 0
		for range types.DrawDelay + 1 {
			most = max(most, f.endBlock())
			f.nextHeight()
		}
		require.Equal(t, sdkmath.NewInt(150*agi), f.validator(actor(7)).DrawableStake)
		return most
	}
	few, many := weight(120), weight(12_000)
	require.LessOrEqual(t, many-few, 2)
	require.Less(t, many, 40)
}

// Draws in which nobody is eligible look at hundreds of leaves each. They must not fill a block: their number alone is
// no bound that keeps it short.
func TestDrawsAreCappedByWhatTheyLookAt(t *testing.T) {
	const due = 4
	f := crowd(t, 600, func(p *types.Params) { p.DrawsPerBlock = due })
	for n := range uint64(due) {
		f.open(job+n, 3, func(o *types.OpenRound) { o.SeatLock = sdkmath.NewInt(101 * agi) }) // more than anybody has
	}
	for range types.DrawDelay {
		f.endBlock()
		f.nextHeight()
	}
	for n := range due / 2 {
		f.endBlock()
		require.Len(t, f.hooks.closed, 2*(n+1), "two hopeless draws look at all that one block may")
		f.nextHeight()
	}
	for n, closed := range f.hooks.closed {
		require.Equal(t, job+uint64(n), closed.JobID, "in order")
	}
	// Where seats are found at once, as many are drawn as the cap says.
	for n := range uint64(due) {
		f.open(job+due+n, 3)
	}
	for range types.DrawDelay + 1 {
		f.endBlock()
		f.nextHeight()
	}
	for n := range uint64(due) {
		_, seats := f.round(job + due + n)
		require.Len(t, seats, 3)
	}
	f.check()
}
