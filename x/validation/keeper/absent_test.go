package keeper_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

const absentSlash = 10 * agi * 300 / 10_000

func TestAbsentSeatIsSlashedAndDrawnAgain(t *testing.T) {
	f := setup(t)
	f.members(5)
	round, seats := f.drawn(job, 3)
	lost := holder(seats[2])
	require.NoError(t, f.commit(job, holder(seats[0]), vote(approve)))
	require.NoError(t, f.commit(job, holder(seats[1]), vote(approve)))
	f.until(round.ClosesMs)

	// ACT: the commit window ends with one seat missing.
	f.end()
	require.Equal(t, []*types.EventSeatAbsent{{JobId: job, Validator: lost.String(), Redrawn: true}}, emitted[*types.EventSeatAbsent](f))
	v := f.validator(lost)
	require.Equal(t, 100*agi-absentSlash, v.Stake.Int64())
	require.True(t, v.Locked.IsZero())
	require.Zero(t, v.ActiveSeats)
	require.Equal(t, uint32(1), v.Absences)
	require.Equal(t, absentSlash/2, f.burnt())
	require.Equal(t, absentSlash/2, f.treasury())
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
	require.Equal(t, uint32(1), round.Attempt)
	require.Equal(t, uint32(1), round.Missing)
	require.Equal(t, f.ctx.BlockHeight()+types.DrawDelay, round.DrawHeight)

	// While the seat is being drawn nobody can commit or reveal, and errors say why.
	require.ErrorIs(t, f.commit(job, lost, vote(approve)), types.ErrSeatAbsent)
	err := f.reveal(job, holder(seats[0]), vote(approve))
	require.ErrorIs(t, err, types.ErrRevealWindow)
	require.ErrorContains(t, err, "drawn again")
	f.blocks(types.DrawDelay + 1)

	// A new seat, never the old one, has a fresh window; the others have committed.
	round, seats = f.round(job)
	require.Equal(t, types.ROUND_STATUS_COMMIT, round.Status)
	require.Equal(t, f.clock.now-second+60*second, round.ClosesMs)
	require.Len(t, seats, 4)
	fresh := holder(seats[3])
	require.NotContains(t, []string{seats[0].Validator, seats[1].Validator, seats[2].Validator}, seats[3].Validator)
	require.Equal(t, uint32(1), seats[3].Attempt)
	require.ErrorIs(t, f.commit(job, holder(seats[0]), vote(approve)), types.ErrCommitted)
	require.NoError(t, f.commit(job, fresh, vote(approve)))
	f.blocks(1)
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status)
	for _, s := range []types.Seat{seats[0], seats[1], seats[3]} {
		require.NoError(t, f.reveal(job, holder(s), vote(approve)))
	}
	f.blocks(1)
	require.Equal(t, types.Tally{Seats: 3, Revealed: 3, Approvals: 3, Quality: 90}, f.hooks.closed[0].Tally)

	judged := f.settle(job, types.FinalApproved, false)
	require.Len(t, judged, 4)
	require.Equal(t, types.SEAT_STATUS_ABSENT, judged[2].Status)
	require.False(t, judged[2].Agreed)
	require.Zero(t, judged[2].SlashBps)
	require.Equal(t, absentSlash/2, f.burnt(), "an absent seat is slashed once")
}

func TestSeatsThatCannotBeDrawnAgainStayMissing(t *testing.T) {
	f := setup(t)
	f.members(3)
	round, seats := f.drawn(job, 3)
	require.NoError(t, f.commit(job, holder(seats[0]), vote(approve)))
	require.NoError(t, f.commit(job, holder(seats[1]), vote(approve)))
	f.until(round.ClosesMs)
	f.blocks(types.DrawDelay)
	f.end()
	require.Len(t, emitted[*types.EventCommitteeNotDrawn](f), 1)
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status, "nobody to wait for")
	require.Equal(t, uint32(3), round.Seats, "missing seats count in the quorum")
	for _, s := range seats[:2] {
		require.NoError(t, f.reveal(job, holder(s), vote(approve)))
	}
	f.blocks(1)
	require.Equal(t, types.ROUND_RESULT_APPROVED, f.hooks.closed[0].Result, "2 of 3 are a quorum")
}

func TestSecondAbsenceEndsTheWaiting(t *testing.T) {
	f := setup(t)
	f.members(4)
	round, seats := f.drawn(job, 3)
	require.NoError(t, f.commit(job, holder(seats[0]), vote(approve)))
	f.until(round.ClosesMs)
	f.blocks(types.DrawDelay + 1)
	round, seats = f.round(job)
	require.Len(t, seats, 4, "one of two could be replaced")
	require.Equal(t, uint32(1), round.Missing)
	f.until(round.ClosesMs)
	f.end()
	require.Equal(t, []*types.EventSeatAbsent{{JobId: job, Validator: seats[3].Validator}}, emitted[*types.EventSeatAbsent](f))
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status)
	require.Equal(t, uint32(2), round.Missing)
	require.NoError(t, f.reveal(job, holder(seats[0]), vote(approve)))
	f.blocks(1)
	require.Equal(t, types.ROUND_RESULT_NO_VERDICT, f.hooks.closed[0].Result, "1 of 3 is no quorum")
	f.settle(job, types.FinalNone, true)
}

func TestRoundInWhichNobodyCommitsHasNoVerdict(t *testing.T) {
	f := setup(t)
	f.members(6)
	round, _ := f.drawn(job, 3)
	f.until(round.ClosesMs)
	f.blocks(types.DrawDelay + 1)
	round, seats := f.round(job)
	require.Len(t, seats, 6)
	require.Empty(t, f.hooks.closed)
	f.until(round.ClosesMs)
	f.end()
	require.Equal(t, []types.RoundClosed{{JobID: job, Result: types.ROUND_RESULT_NO_VERDICT, Tally: types.Tally{Seats: 3}}}, f.hooks.closed)
	f.settle(job, types.FinalNone, true)

	// The same when nobody is left to be drawn.
	g := setup(t)
	g.members(3)
	round, _ = g.drawn(job, 3)
	g.until(round.ClosesMs)
	g.blocks(types.DrawDelay + 1)
	require.Equal(t, types.ROUND_RESULT_NO_VERDICT, g.hooks.closed[0].Result)
}

func TestAbsencesInARowJail(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.JailAfter = 2 })
	f.members(3)
	lazy := actor(0)
	// miss lets one of three validators miss a committee; the others see it through.
	miss := func(jobID uint64) []*types.EventValidatorJailed {
		t.Helper()
		round, seats := f.drawn(jobID, 3)
		diligent := slices.DeleteFunc(seats, func(s types.Seat) bool { return holder(s).Equals(lazy) })
		for _, s := range diligent {
			require.NoError(t, f.commit(jobID, holder(s), vote(approve)))
		}
		f.until(round.ClosesMs)
		f.end()
		jailed := emitted[*types.EventValidatorJailed](f)
		f.blocks(types.DrawDelay + 1)
		for _, s := range diligent {
			require.NoError(t, f.reveal(jobID, holder(s), vote(approve)))
		}
		f.blocks(1)
		f.settle(jobID, types.FinalApproved, false)
		return jailed
	}
	require.Empty(t, miss(job))
	require.False(t, f.validator(lazy).Jailed())
	require.ErrorIs(t, f.unjail(lazy), types.ErrNotJailed)

	// ACT: the second absence in a row jails: out of the trees, and not eligible from the same block on.
	f.blocks(types.DrawDelay + 1)
	jailed := miss(job + 1)
	require.Len(t, jailed, 1)
	require.Equal(t, lazy.String(), jailed[0].Validator)
	require.Equal(t, uint32(2), jailed[0].Absences)
	require.Len(t, f.leaves(), 2)
	f.open(job+2, 3)
	f.blocks(types.DrawDelay + 1)
	last := f.hooks.closed[len(f.hooks.closed)-1]
	require.Equal(t, types.ROUND_RESULT_NO_COMMITTEE, last.Result, "two are left, three are the minimum")

	// Only the sender's own message ends it, and only after the time.
	f.clock.now = jailed[0].UntilMs - 1
	require.ErrorIs(t, f.unjail(lazy), types.ErrStillJailed)
	f.clock.now++
	require.NoError(t, f.unjail(lazy))
	require.Zero(t, f.validator(lazy).Absences)
	f.blocks(types.DrawDelay + 1)
	require.Len(t, f.leaves(), 3)
	require.ErrorIs(t, f.unjail(lazy), types.ErrNotJailed)
}

func (f *fixture) leaves() []types.Leaf {
	f.t.Helper()
	response, err := f.query.PoolMembers(f.ctx, &types.QueryPoolMembersRequest{Id: types.GeneralPool})
	require.NoError(f.t, err)
	return response.Members
}

func TestJailedSeatHolderMayStillVoteAndARevealForgives(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.JailAfter = 1 })
	f.members(3)
	late := actor(1)
	_, first := f.drawn(job, 3)
	_, second := f.drawn(job+1, 3)
	require.Len(t, first, 3)
	require.Len(t, second, 3)
	for _, s := range second {
		require.NoError(t, f.commit(job+1, holder(s), vote(approve)))
	}
	for _, s := range first {
		if !holder(s).Equals(late) {
			require.NoError(t, f.commit(job, holder(s), vote(approve)))
		}
	}
	f.blocks(1)
	early, _ := f.round(job)
	f.until(early.ClosesMs)
	f.blocks(1)
	require.True(t, f.validator(late).Jailed())
	round, _ := f.round(job + 1)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status)
	require.NoError(t, f.reveal(job+1, late, vote(approve)))
	f.blocks(1)
	require.Zero(t, f.validator(late).Absences)
	require.True(t, f.validator(late).Jailed())
}

func TestClosesAreCappedAndInOrder(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.ClosesPerBlock = 1 })
	f.members(3)
	for i := range uint64(3) {
		f.open(job+i, 3)
	}
	f.blocks(types.DrawDelay + 1)
	for i := range uint64(3) {
		_, seats := f.round(job + i)
		for _, s := range seats {
			require.NoError(t, f.commit(job+i, holder(s), vote(approve)))
		}
	}
	status := func() (list []types.RoundStatus) {
		for i := range uint64(3) {
			r, _ := f.round(job + i)
			list = append(list, r.Status)
		}
		return list
	}
	for n := 1; n <= 3; n++ {
		f.blocks(1)
		list := status()
		require.Equal(t, n, slices.Index(append(list, types.ROUND_STATUS_COMMIT), types.ROUND_STATUS_COMMIT))
	}
}

func TestUnbondingDuringARoundEvadesNoSlash(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.open(job, 3)
	runner := actor(0)

	// ACT: everything is unbonded before the draw; the draw, blind to it, locks all the same.
	require.NoError(t, f.unbond(runner, 100*agi))
	f.blocks(types.DrawDelay + 1)
	v := f.validator(runner)
	require.True(t, v.Stake.IsZero())
	require.Equal(t, 10*agi, v.Locked.Int64())
	require.ErrorIs(t, f.unbond(runner, 1), types.ErrFreeStake)

	// The unbonding matures while the seat still runs: it is held.
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod))
	f.end()
	require.Len(t, emitted[*types.EventUnbondingHeld](f), 1)
	require.Equal(t, wealth-100*agi, f.balance(runner))
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime())
	_, seats := f.round(job)
	verdicts := make([]types.VoteVerdict, len(seats))
	for i, s := range seats {
		verdicts[i] = approve
		if holder(s).Equals(runner) {
			verdicts[i] = reject
		}
	}
	f.votes(job, verdicts...)
	f.settle(job, types.FinalApproved, false)
	f.blocks(1)

	// ASSERT: the slash came out of what was on its way, the rest is paid, and nothing remains.
	slash := 10 * agi * 500 / 10_000
	require.Equal(t, wealth-slash, f.balance(runner))
	v = f.validator(runner)
	require.True(t, v.Backing().IsZero())
	require.Zero(t, v.OpenUnbondings)
	has, err := f.k.HasStake(f.ctx, runner)
	require.NoError(t, err)
	require.False(t, has)
}

func TestSlashEatsUnbondingsOldestFirst(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.WithheldSlashBps = 10_000 })
	f.members(3)
	f.open(job, 3)
	runner := actor(0)
	for _, amount := range []int64{4, 5, 91} {
		require.NoError(t, f.unbond(runner, amount*agi))
	}
	f.blocks(types.DrawDelay + 1)
	_, seats := f.round(job)
	for _, s := range seats {
		require.NoError(t, f.commit(job, holder(s), vote(approve)))
	}
	f.blocks(1)
	round, _ := f.round(job)
	f.until(round.ClosesMs)
	f.blocks(1)
	f.settle(job, types.FinalNone, true)
	response, err := f.query.Unbondings(f.ctx, &types.QueryUnbondingsRequest{Address: runner.String()})
	require.NoError(t, err)
	require.Len(t, response.Unbondings, 1, "4 + 5 + 1 of 91 are gone")
	require.Equal(t, 90*agi, response.Unbondings[0].Amount.Int64())
	require.Equal(t, uint32(1), f.validator(runner).OpenUnbondings)
	require.Equal(t, 30*agi, f.burnt()+f.treasury())
}

func TestRevokedParticipantsStakeLeavesByItself(t *testing.T) {
	f := setup(t)
	f.members(3)
	_, seats := f.drawn(job, 3)
	gone := holder(seats[0])
	f.identity.participants[gone.String()] = revokedParticipant(gone)

	// ACT: free stake leaves at once, what the seat locks when it is released.
	require.NoError(t, f.k.AfterRevoked(f.ctx, gone))
	v := f.validator(gone)
	require.Equal(t, 10*agi, v.Stake.Int64())
	require.Equal(t, 90*agi, v.Unbonding.Int64())
	require.Empty(t, v.Pools)
	require.Equal(t, []*types.EventPoolLeft{{Validator: gone.String(), Pool: types.GeneralPool}}, emitted[*types.EventPoolLeft](f))
	f.blocks(types.DrawDelay + 1)
	require.Len(t, f.leaves(), 2)
	f.votes(job, approve, approve, approve)
	f.settle(job, types.FinalApproved, false)
	v = f.validator(gone)
	require.True(t, v.Stake.IsZero())
	require.Equal(t, uint32(2), v.OpenUnbondings)
	f.blocks(types.DrawDelay + 1)
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(types.DefaultParams().UnbondingPeriod))
	f.end()
	require.Equal(t, wealth, f.balance(gone))
	require.NoError(t, f.k.AfterRevoked(f.ctx, sdk.AccAddress("nobody")))
}
