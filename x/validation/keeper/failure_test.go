package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestCloseThatFailsIsTriedAgainLaterAndHurtsNobody(t *testing.T) {
	f := setup(t)
	f.members(3)
	_, seats := f.drawn(job, 3)
	for _, s := range seats {
		require.NoError(t, f.commit(job, holder(s), vote(approve)))
	}
	f.blocks(1)
	for _, s := range seats[:2] {
		require.NoError(t, f.reveal(job, holder(s), vote(approve)))
	}
	f.hooks.fail = func(types.RoundClosed) error { return errTest }
	round, _ := f.round(job)
	f.until(round.ClosesMs)

	// ACT: the hook fails; nothing of the close remains, and it is due again in a minute, then in two.
	f.end()
	failed := emitted[*types.EventItemFailed](f)
	require.Equal(t, []*types.EventItemFailed{{Item: "close", JobId: job, Error: errTest.Error(), Failures: 1}}, failed)
	require.Empty(t, emitted[*types.EventRoundClosed](f))
	round, seats = f.round(job)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status)
	require.Equal(t, f.clock.now+60*second, round.RetryMs)
	require.Equal(t, types.SEAT_STATUS_COMMITTED, seats[2].Status)
	require.Zero(t, f.validator(holder(seats[2])).Absences)
	deadline, _, err := f.k.RoundDeadline(f.ctx, job, 0)
	require.NoError(t, err)
	require.Equal(t, round.RetryMs, deadline)

	// The window itself is over.
	require.ErrorIs(t, f.reveal(job, holder(seats[2]), vote(approve)), types.ErrRevealWindow)
	f.until(round.RetryMs)
	f.end()
	round, _ = f.round(job)
	require.Equal(t, uint32(2), round.Failures)
	require.Equal(t, f.clock.now+120*second, round.RetryMs)

	// ACT: repaired, it closes by itself.
	f.hooks.fail = nil
	f.until(round.RetryMs)
	f.end()
	require.Equal(t, types.ROUND_RESULT_APPROVED, f.hooks.closed[0].Result)
	round, _ = f.round(job)
	require.Zero(t, round.Failures)
	require.Zero(t, round.RetryMs)
}

func TestPanicInAHookIsOneItemsFailure(t *testing.T) {
	f := setup(t)
	f.members(2)
	f.hooks.fail = func(types.RoundClosed) error { panic("bug") }
	f.open(job, 3)
	f.blocks(types.DrawDelay)
	f.end()
	failed := emitted[*types.EventItemFailed](f)
	require.Len(t, failed, 1)
	require.Equal(t, "draw", failed[0].Item)
	require.Contains(t, failed[0].Error, "bug")
	round, _ := f.round(job)
	require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
	require.Equal(t, f.ctx.BlockHeight()+10, round.DrawHeight)
	f.hooks.fail = nil
	f.blocks(11)
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[0].Result)
}

func TestQueueEntryWithoutARoundIsDropped(t *testing.T) {
	f := setup(t)
	require.NoError(t, f.k.DrawQueue.Set(f.ctx, collections.Join3(int64(1), job, uint32(0))))
	require.NoError(t, f.k.CloseQueue.Set(f.ctx, collections.Join3(int64(1), job, uint32(0))))
	require.NoError(t, f.k.UnbondingQueue.Set(f.ctx, collections.Join(int64(1), uint64(9))))
	f.end()
	require.Len(t, emitted[*types.EventItemFailed](f), 3)
}

func TestPaymentThatFailsIsTriedAgain(t *testing.T) {
	f := setup(t)
	f.members(1)
	require.NoError(t, f.unbond(actor(0), 40*agi))
	f.blocks(types.DrawDelay + 1)
	f.bank.fail = func(to sdk.AccAddress) error { return map[bool]error{true: errTest}[to.Equals(actor(0))] }
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod))
	f.end()
	failed := emitted[*types.EventItemFailed](f)
	require.Len(t, failed, 1)
	require.Equal(t, actor(0).String(), failed[0].Validator)
	require.Equal(t, 40*agi, f.validator(actor(0)).Unbonding.Int64())
	f.bank.fail = nil
	f.next(59 * second)
	require.Equal(t, wealth-100*agi, f.balance(actor(0)))
	f.next(second)
	f.end()
	require.Equal(t, wealth-60*agi, f.balance(actor(0)))
}

func TestWeightThatFailsIsComputedAgain(t *testing.T) {
	f := setup(t)
	f.fund(actor(0))
	f.scores.score = func(sdk.AccAddress) (math.Int, error) { return math.Int{}, errTest }
	require.NoError(t, f.bond(actor(0), 100*agi))
	require.NoError(t, f.join(actor(0), types.GeneralPool))
	f.end()
	require.Len(t, emitted[*types.EventItemFailed](f), 1)
	f.blocks(9)
	require.Empty(t, f.leaves())
	f.scores.score = nil
	f.blocks(2 + types.DrawDelay)
	require.Len(t, f.leaves(), 1)
}

func TestFailingScoreStopsNoSettlement(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.drawn(job, 3)
	f.votes(job, approve, approve, reject)
	f.scores.score = func(sdk.AccAddress) (math.Int, error) { return math.Int{}, errTest }
	f.identity.fail = func(sdk.AccAddress) error { return errTest }
	f.settle(job, types.FinalApproved, false)
	require.Equal(t, 10*agi*500/10_000, f.burnt()+f.treasury())
}

func TestMaturityIsToTheNanosecondAndCapped(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.UnbondingsPerBlock = 2 })
	f.members(1)
	start := f.ctx.BlockTime()
	for range 3 {
		require.NoError(t, f.unbond(actor(0), 10*agi))
	}
	f.blocks(types.DrawDelay + 2)
	matures := start.Add(types.DefaultParams().UnbondingPeriod)
	f.at(f.ctx.BlockHeight()+1, matures.Add(-time.Nanosecond))
	f.end()
	require.Equal(t, wealth-100*agi, f.balance(actor(0)))
	f.at(f.ctx.BlockHeight()+1, matures)
	f.end()
	require.Equal(t, wealth-80*agi, f.balance(actor(0)), "two of three")
	f.at(f.ctx.BlockHeight()+1, matures)
	f.end()
	require.Equal(t, wealth-70*agi, f.balance(actor(0)))
}

// A chain that stood still may find that stake has matured before the trees know that it leaves: it is paid a little later,
// for a draw may still lock it.
func TestPaymentWaitsForTheTrees(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.open(job, 3)
	require.NoError(t, f.unbond(actor(0), 100*agi))
	f.end()
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod))
	f.blocks(1)
	require.Equal(t, wealth-100*agi, f.balance(actor(0)))
	f.blocks(types.DrawDelay)
	require.Equal(t, 10*agi, f.validator(actor(0)).Locked.Int64())
}

func TestJailWorksFromTheSameBlockOn(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.JailAfter = 1 })
	f.members(3)
	round, seats := f.drawn(job, 3)
	for _, s := range seats[1:] {
		require.NoError(t, f.commit(job, holder(s), vote(approve)))
	}
	f.until(round.ClosesMs - 2*second)
	f.open(job+1, 3) // its draw is due in the block after the jail
	f.until(round.ClosesMs)
	f.blocks(1)
	require.True(t, f.validator(holder(seats[0])).Jailed())
	require.Len(t, f.leaves(), 3, "the leaf is still there")
	f.blocks(1)
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, f.hooks.closed[0].Result)
}

func TestWeightsAreCapped(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.WeightsPerBlock = 2 })
	for i := range 5 {
		f.fund(actor(i))
		require.NoError(t, f.bond(actor(i), 100*agi))
		require.NoError(t, f.join(actor(i), types.GeneralPool))
	}
	f.blocks(types.DrawDelay)
	for _, want := range []int{2, 4, 5} {
		f.blocks(1)
		require.Len(t, f.leaves(), want)
	}
}

func TestUnbondingThatCannotBeNotedGoesBack(t *testing.T) {
	f := setup(t)
	f.members(1)
	id, err := f.k.NextUnbonding.Get(f.ctx)
	require.NoError(t, err)
	require.NoError(t, f.k.NextUnbonding.Remove(f.ctx))
	require.NoError(t, f.unbond(actor(0), 40*agi))
	require.NoError(t, f.k.EndBlocker(f.ctx))
	require.Equal(t, "journal", emitted[*types.EventItemFailed](f)[0].Item)
	require.NoError(t, f.k.NextUnbonding.Set(f.ctx, id))
	f.check()
	require.Equal(t, 100*agi, f.validator(actor(0)).Stake.Int64())
}
