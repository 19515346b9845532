package keeper_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Keys of the store, as state.go numbers them.
func availabilityKey(who sdk.AccAddress) []byte { return append([]byte{10}, who...) }

var (
	rootKey = []byte("\x0bgeneral\x00\x00")
	jobKey  = func(id uint64) []byte { return append([]byte{5}, sdk.Uint64ToBigEndian(id)...) }
	garbage = []byte{0xff, 0xff}
)

func dispatchFailures(t *testing.T, e *testutil.Env) (jobs []uint64) {
	t.Helper()
	for _, event := range testutil.EventsOf[*types.EventHookFailed](t, e.Events) {
		require.Contains(t, []string{"jobs/dispatch", "jobs/roster"}, event.Hook)
		require.NotEmpty(t, event.Error)
		jobs = append(jobs, event.JobId)
	}
	return jobs
}

// endBroken ends a block of a state that is broken on purpose, so without the invariants.
func endBroken(e *testutil.Env) {
	e.T.Helper()
	ctx := e.Ctx.WithTxIndex(-1)
	e.Bank.EndBlock(ctx)
	require.NoError(e.T, e.Keeper.EndBlocker(ctx))
	e.Events = ctx.EventManager().Events()
	e.Pass(time.Second)
	e.Ctx = e.Ctx.WithBlockHeight(e.Ctx.BlockHeight() + 1).WithTxIndex(-1).WithEventManager(sdk.NewEventManager())
}

// A roster entry that cannot be read keeps nobody else from the jobs.
func TestABrokenEntryIsPassedOver(t *testing.T) {
	e := available(t, 100)
	deposit(e, rival, 110_000)
	declare(e, rival, 100)
	id, other := post(e, dispatched), post(e, dispatched)
	nextBlock(e)
	e.Store().Set(availabilityKey(agent), garbage)
	endBroken(e)
	require.Equal(t, rival.String(), e.Job(id).Agent)
	require.Equal(t, rival.String(), e.Job(other).Agent)
	failed := dispatchFailures(t, e)
	require.NotEmpty(t, failed, "a draw has met it")
	require.Subset(t, []uint64{id, other}, failed)
}

// Alone in the roster it keeps its job waiting, with a word about it in each try.
func TestABrokenEntryAlone(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	whole := slices.Clone(e.Store().Get(availabilityKey(agent)))
	e.Store().Set(availabilityKey(agent), garbage)
	endBroken(e)
	require.Equal(t, []uint64{id}, dispatchFailures(t, e))
	require.Equal(t, uint32(1), e.Job(id).DispatchTries)
	// Repaired, all goes on.
	e.Store().Set(availabilityKey(agent), whole)
	e.Pass(10 * time.Second)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(id).Agent)
}

// A tree that cannot be read stops its jobs alone, each for its own retry; those of the block that follow are tried.
func TestABrokenTreeStopsNothingElse(t *testing.T) {
	e := available(t, 2)
	ids := []uint64{post(e, dispatched), post(e, dispatched)}
	claimed := post(e)
	nextBlock(e)
	e.Store().Set(rootKey, garbage)
	claim(e, rival, claimed)
	endBroken(e)
	require.Equal(t, ids, dispatchFailures(t, e))
	for _, id := range ids {
		require.Equal(t, uint32(1), e.Job(id).DispatchTries)
		require.Equal(t, e.Clock.Ms+9_000, e.Job(id).DispatchDueMs)
	}
	require.Contains(t, e.Hooks.Heard, "assigned "+uintText(claimed))
}

// A broken entry keeps nobody's assignment from its end: money and job move, the roster's part is reported.
func TestABrokenEntryKeepsNoMoney(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	nextBlock(e)
	e.Store().Set(availabilityKey(agent), garbage)
	_, err := tx(e, e.Msgs.DeclineJob, &types.MsgDeclineJob{Agent: agent.String(), JobId: id})
	require.NoError(t, err)
	endBroken(e)
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	require.Equal(t, []string{agent.String()}, e.Job(id).Passed)
	require.Equal(t, int64(110_000), e.Stake(agent).Free.Int64())
	require.Equal(t, []uint64{id}, dispatchFailures(t, e))

	delete(e.Identity.Participants, agent.String())
	require.NoError(t, e.Keeper.AfterRevoked(e.Ctx, agent))
	require.True(t, e.Stake(agent).Free.IsZero(), "a broken roster does not keep a revoked agent's stake")
}

// A job that cannot be read is put off by its key, and found again when it can be.
func TestABrokenJobIsPutOff(t *testing.T) {
	e := available(t, 2)
	broken, id := post(e, dispatched), post(e, dispatched)
	nextBlock(e)
	whole := slices.Clone(e.Store().Get(jobKey(broken)))
	e.Store().Set(jobKey(broken), garbage)
	endBroken(e)
	require.Equal(t, []uint64{broken}, dispatchFailures(t, e))
	require.Equal(t, agent.String(), e.Job(id).Agent)
	endBroken(e)
	require.Empty(t, dispatchFailures(t, e), "it costs no other block anything")

	e.Store().Set(jobKey(broken), whole)
	e.Pass(time.Hour)
	endBroken(e)
	nextBlock(e)
	require.Equal(t, agent.String(), e.Job(broken).Agent)
}

// A key without a job leaves the queue.
func TestAKeyWithoutAJobLeavesTheQueue(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	whole := slices.Clone(e.Store().Get(jobKey(id)))
	e.Store().Delete(jobKey(id))
	endBroken(e)
	require.Equal(t, []uint64{id}, dispatchFailures(t, e))
	e.Store().Set(jobKey(id), whole)
	require.Empty(t, queue(e))
}

// Somebody else's panic is one job's failure.
func TestAPanicIsOneJobsFailure(t *testing.T) {
	e := available(t, 2)
	first, second := post(e, dispatched), post(e, dispatched)
	e.Hooks.Fn = func(_ context.Context, call string, job types.Job) error {
		if call == "assigned" && job.Id == first {
			panic("boom")
		}
		return nil
	}
	nextBlock(e)
	nextBlock(e)
	require.Equal(t, agent.String(), e.Job(first).Agent, "a subscriber stops nothing")
	require.Equal(t, agent.String(), e.Job(second).Agent)
	require.Len(t, testutil.EventsOf[*types.EventHookFailed](t, e.Events), 1)
}

// Without randomness anybody could have known who is drawn: the jobs wait.
func TestNoBeaconNoDispatch(t *testing.T) {
	e := available(t, 2)
	id := post(e, dispatched)
	nextBlock(e)
	e.Validation.BeaconFn = func(height int64) ([]byte, error) { return nil, nil }
	nextBlock(e)
	require.Equal(t, []uint64{id}, dispatchFailures(t, e))
	require.Equal(t, types.JOB_STATUS_OPEN, e.Job(id).Status)
	e.Validation.BeaconFn = func(int64) ([]byte, error) { return nil, errors.New("unreadable") }
	e.Pass(10 * time.Second)
	nextBlock(e)
	require.Equal(t, uint32(2), e.Job(id).DispatchTries)
	e.Validation.BeaconFn = nil
	e.Pass(20 * time.Second)
	nextBlock(e)
	require.Equal(t, agent.String(), e.Job(id).Agent)
}

// The invariants see what no rule makes.
func TestRosterInvariants(t *testing.T) {
	for name, tc := range map[string]struct {
		broke func(e *testutil.Env)
		says  string
	}{
		"the sum":   {func(e *testutil.Env) { e.Store().Delete(rootKey) }, "weighs 0 in general with 0 of 2 jobs"},
		"the place": {func(e *testutil.Env) { e.Store().Delete([]byte("\x0cgeneral\x00\x00\x00\x00\x00\x00\x00\x00\x00")) }, "leaf 0 of general"},
		"the next": {func(e *testutil.Env) {
			e.Store().Set([]byte("\x0dgeneral"), sdk.Uint64ToBigEndian(7))
		}, "1 places, 1 leaves with an agent, 0 free ones, 7 given out"},
		"left over": {func(e *testutil.Env) { declare(e, agent, 1) }, "was not carried out"},
		"the entry": {func(e *testutil.Env) { e.Store().Delete(availabilityKey(agent)) }, "the roster of general sums up to 1000, its entries to 0"},
	} {
		t.Run(name, func(t *testing.T) {
			e := available(t, 2)
			tc.broke(e)
			var failures []string
			for _, invariant := range e.Keeper.Invariants() {
				if err := invariant.Check(e.Ctx); err != nil {
					failures = append(failures, invariant.Name+": "+err.Error())
				}
			}
			require.Len(t, failures, 1)
			require.Contains(t, failures[0], "jobs/rosters: ")
			require.Contains(t, failures[0], tc.says)
		})
	}
}
