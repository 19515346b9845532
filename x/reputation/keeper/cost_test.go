package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/reputation/keeper"
	"github.com/agijobs/agijobs/x/reputation/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// meter counts what a keeper does to its store.
type meter struct {
	corestore.KVStoreService
	reads, writes, iterators int
}

type meteredStore struct {
	corestore.KVStore
	m *meter
}

func (m *meter) OpenKVStore(ctx context.Context) corestore.KVStore {
	return meteredStore{m.KVStoreService.OpenKVStore(ctx), m}
}

func (s meteredStore) Get(key []byte) ([]byte, error) {
	s.m.reads++
	return s.KVStore.Get(key)
}

func (s meteredStore) Has(key []byte) (bool, error) {
	s.m.reads++
	return s.KVStore.Has(key)
}

func (s meteredStore) Set(key, value []byte) error {
	s.m.writes++
	return s.KVStore.Set(key, value)
}

func (s meteredStore) Delete(key []byte) error {
	s.m.writes++
	return s.KVStore.Delete(key)
}

func (s meteredStore) Iterator(start, end []byte) (corestore.Iterator, error) {
	s.m.iterators++
	return s.KVStore.Iterator(start, end)
}

func (s meteredStore) ReverseIterator(start, end []byte) (corestore.Iterator, error) {
	s.m.iterators++
	return s.KVStore.ReverseIterator(start, end)
}

// A settlement reads and writes a few keys, however much its parties have done before: everything is there already, and the
// history is full.
func TestWhatASettlementCosts(t *testing.T) {
	f := bare(t)
	key := storetypes.NewKVStoreKey(types.StoreKey)
	f.ctx = testutil.DefaultContextWithDB(t, key, storetypes.NewTransientStoreKey("metered")).Ctx
	m := &meter{KVStoreService: runtime.NewKVStoreService(key)}
	f.k = keeper.NewKeeper(f.enc.Codec, m, f.clock, f.identity, f.authority)
	require.NoError(t, f.k.InitGenesis(f.ctx, *types.DefaultGenesis()))
	f.param(t, func(p *types.Params) { p.HistoryLength = 3 })
	f.identity.admit(employer, "north", nil)
	f.identity.admit(agent, "south", nil)

	seats := []validationtypes.SeatJudgement{
		seat(11, validationtypes.SEAT_STATUS_REVEALED, true), seat(12, validationtypes.SEAT_STATUS_REVEALED, false),
		seat(13, validationtypes.SEAT_STATUS_WITHHELD, false),
	}
	completed := settledJob(jobstypes.OUTCOME_COMPLETED)
	failed := settledJob(jobstypes.OUTCOME_FAILED)
	failed.Verdict.Status = jobstypes.JOB_STATUS_REJECTED
	failed.Disputes = []jobstypes.Dispute{{By: agent.String(), Against: jobstypes.JOB_STATUS_REJECTED}}
	settle := func(job jobstypes.Job, seats ...validationtypes.SeatJudgement) func() error {
		return func() error { return f.k.AfterJobSettled(f.ctx, jobstypes.Settled{Job: job, Seats: seats}) }
	}
	for range 5 {
		require.NoError(t, settle(completed, seats...)())
		f.clock.now += 1_000_000
	}

	for _, tc := range []struct {
		name          string
		do            func() error
		reads, writes int
	}{
		// Parameters, pair, of each party the account, of the agent the score by category. The pair, of each party account, place (it
		// moves: two) and change (the oldest goes: two), of the agent the score by category and its place.
		{"completed", settle(completed), 5, 14},
		// Each seat its account, the place of the one who gained, and a change.
		{"completed, judged by three", settle(completed, seats...), 5 + 3, 14 + 5 + 3 + 3},
		// Two changes of the agent, whose scores fall to 0 and have no place any more.
		{"failed, disputed in vain", settle(failed), 4, 9},
		{"cancelled", settle(settledJob(jobstypes.OUTCOME_CANCELLED)), 2, 1},
		{"posted", func() error { return f.k.AfterJobPosted(f.ctx, completed) }, 1, 1},
		{"assigned", func() error { return f.k.AfterJobAssigned(f.ctx, completed) }, 1, 1},
		{"submitted", func() error { return f.k.AfterWorkSubmitted(f.ctx, completed) }, 0, 0},
		{"a block without a change of the half-life", func() error { return f.k.EndBlocker(f.ctx) }, 1, 0},
	} {
		m.reads, m.writes, m.iterators = 0, 0, 0
		require.NoError(t, tc.do(), tc.name)
		require.Equal(t, tc.reads, m.reads, "%s: reads", tc.name)
		require.Equal(t, tc.writes, m.writes, "%s: writes", tc.name)
		require.Zero(t, m.iterators, "%s: iterators", tc.name)
		f.clock.now += 1_000_000
	}
	f.invariants(t)
}
