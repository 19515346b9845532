package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// next folds the next epoch, in which jobs of category data wait too long, and returns data's step.
func (f *fixture) next() types.Step {
	f.t.Helper()
	f.pass(time.Hour)
	f.slow("data")
	steps := of[*types.EventLoopStepped](f.endBlock())
	require.NotEmpty(f.t, steps)
	require.Equal(f.t, "data", steps[0].Step.Category)
	return steps[0].Step
}

func (f *fixture) freeze(frozen bool) {
	f.t.Helper()
	_, err := f.msgs.Freeze(f.ctx, &types.MsgFreeze{Authority: f.authority, Frozen: frozen, Reason: "under review"})
	require.NoError(f.t, err)
}

// overrideData sets the output in category data by hand.
func (f *fixture) overrideData(value uint32, d time.Duration) {
	f.t.Helper()
	_, _, err := f.override("reward", "data", value, d)
	require.NoError(f.t, err)
}

func TestFrozenLoopsHold(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	moved := f.next()
	require.Equal(t, types.STEP_MODE_RUNNING, moved.Mode)

	f.freeze(true)
	for range 3 {
		held := f.next()
		require.Equal(t, types.STEP_MODE_FROZEN, held.Mode)
		require.Equal(t, moved.Output, held.Output)
		require.Equal(t, testutil.Dec("1"), held.Error, "it is measured all the same")
	}

	f.freeze(false)
	again := f.next()
	require.Equal(t, types.STEP_MODE_RUNNING, again.Mode)
	require.Equal(t, moved.Output, again.Output, "let go without a bump")
	require.True(t, f.next().Output.GT(again.Output))
}

// Frozen in the middle of a fold: the categories that are left hold.
func TestFrozenWhileAFoldRuns(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.setParams(func(p *types.Params) { p.FoldsPerBlock = 2 })
	require.Equal(t, types.STEP_MODE_RUNNING, f.next().Mode)
	f.slow("general")
	f.freeze(true)
	steps := of[*types.EventLoopStepped](f.endBlock())
	require.Len(t, steps, 2)
	require.Equal(t, types.STEP_MODE_FROZEN, steps[0].Step.Mode)
	require.True(t, f.fold().Frozen, "the end of the fold lets nothing go")
}

func TestAnOverrideHoldsUntilItsTime(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.overrideData(3_000, 2*time.Hour+time.Millisecond)

	first := f.next()
	require.Equal(t, types.STEP_MODE_OVERRIDDEN, first.Mode)
	require.Equal(t, testutil.Dec("3000"), first.Output)

	// It holds when all is frozen too, to its last millisecond.
	f.freeze(true)
	require.Equal(t, types.STEP_MODE_OVERRIDDEN, f.next().Mode)
	f.freeze(false)

	// Its time has come: on from there.
	after := f.next()
	require.Equal(t, types.STEP_MODE_RUNNING, after.Mode)
	require.Equal(t, testutil.Dec("3000"), after.Output)
	require.Nil(t, f.state("reward", "data").Override)
	require.True(t, f.next().Output.GT(after.Output))
}

func TestAnOverrideEndsAtItsTime(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.overrideData(3_000, time.Hour)
	require.Equal(t, types.STEP_MODE_RUNNING, f.next().Mode)
}

func TestADisabledLoopHolds(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	moved := f.next()
	loop := testutil.Loop("reward")
	loop.Enabled = false
	_, err := f.msgs.SetLoop(f.ctx, &types.MsgSetLoop{Authority: f.authority, Loop: loop})
	require.NoError(t, err)
	held := f.next()
	require.Equal(t, types.STEP_MODE_DISABLED, held.Mode)
	require.Equal(t, moved.Output, held.Output)
	require.Equal(t, uint64(2), held.Revision)
}

// A loop that was removed makes no more steps; one of its name that is set later begins anew.
func TestARemovedLoop(t *testing.T) {
	f := began(t, testutil.Loop("reward"))
	f.next()
	_, err := f.msgs.RemoveLoop(f.ctx, &types.MsgRemoveLoop{Authority: f.authority, LoopId: "reward"})
	require.NoError(t, err)
	f.pass(time.Hour)
	require.Empty(t, stepped(f.endBlock()))
	_, err = f.msgs.SetLoop(f.ctx, &types.MsgSetLoop{Authority: f.authority, Loop: testutil.Loop("reward")})
	require.NoError(t, err)
	require.Equal(t, uint64(1), f.next().Sequence)
}

// Of each loop and category the last 1,000 steps are kept.
func TestHistoryIsARing(t *testing.T) {
	const steps = types.MaxHistory + 5
	f := began(t, testutil.Loop("reward"))
	f.jobs.Categories = testutil.NewJobs("data").Categories
	for range steps {
		f.pass(time.Hour)
		require.NoError(t, f.module.EndBlock(f.ctx.WithEventManager(sdk.NewEventManager())))
	}
	f.check()

	kept, err := f.k.Steps.Iterate(f.ctx, nil)
	require.NoError(t, err)
	keys, err := kept.Keys()
	require.NoError(t, err)
	require.Len(t, keys, types.MaxHistory)
	require.Equal(t, collections.Join3("reward", "data", uint64(6)), keys[0])
	require.Equal(t, collections.Join3("reward", "data", uint64(steps)), keys[len(keys)-1])

	res, err := f.queries.History(f.ctx, &types.QueryHistoryRequest{LoopId: "reward", Category: "data", Pagination: &query.PageRequest{Limit: 1_000}})
	require.NoError(t, err)
	require.Len(t, res.Steps, 200, "no answer is longer")
	require.Equal(t, uint64(steps), res.Steps[0].Sequence, "the latest first")
	require.Equal(t, uint64(steps-199), res.Steps[199].Sequence)
}
