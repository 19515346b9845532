package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestRoundFromDrawToSettlement(t *testing.T) {
	f := setup(t)
	f.members(5)
	opened := f.ctx.BlockHeight()
	f.open(job, 3)

	// ACT: the draw is executed in the third block from the opening.
	f.blocks(types.DrawDelay)
	round, seats := f.round(job)
	require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
	require.Empty(t, seats)
	require.Equal(t, opened+types.DrawDelay, f.ctx.BlockHeight())
	f.end()
	drawn := emitted[*types.EventCommitteeDrawn](f)
	require.Len(t, drawn, 1)
	require.Len(t, drawn[0].Seats, 3)
	require.Equal(t, uint64(5*100*100), drawn[0].TotalWeight)

	round, seats = f.round(job)
	require.Equal(t, types.ROUND_STATUS_COMMIT, round.Status)
	require.Equal(t, f.clock.now+60*second, round.ClosesMs)
	for i, s := range seats {
		require.Equal(t, drawn[0].Seats[i], s.Validator, "seats are in order of the draw")
		require.Equal(t, math.NewInt(10*agi), f.validator(holder(s)).Locked)
	}
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime())

	// ACT: all commit, so the reveal window opens at once; all reveal, so the round closes at once.
	for _, s := range seats {
		require.NoError(t, f.commit(job, holder(s), vote(approve)))
	}
	f.next(second)
	round, _ = f.round(job)
	require.Equal(t, types.ROUND_STATUS_REVEAL, round.Status)
	require.Equal(t, f.clock.now-second+60*second, round.ClosesMs)
	for _, s := range seats {
		require.NoError(t, f.reveal(job, holder(s), vote(approve)))
	}
	f.end()
	require.Equal(t, []types.RoundClosed{{
		JobID: job, Result: types.ROUND_RESULT_APPROVED,
		Tally: types.Tally{Seats: 3, Revealed: 3, Approvals: 3, Quality: 90},
	}}, f.hooks.closed)
	require.Len(t, emitted[*types.EventRoundClosed](f), 1)
	deadline, status, err := f.k.RoundDeadline(f.ctx, job, 0)
	require.NoError(t, err)
	require.Zero(t, deadline)
	require.Equal(t, types.ROUND_STATUS_CLOSED, status)

	// ACT: settle; nothing is slashed and nothing remains.
	judged := f.settle(job, types.FinalApproved, false)
	require.Len(t, judged, 3)
	for _, j := range judged {
		require.True(t, j.Agreed)
		require.Zero(t, j.SlashBps)
		require.True(t, f.validator(j.Validator).Locked.IsZero())
		require.Zero(t, f.validator(j.Validator).ActiveSeats)
	}
	_, err = f.query.Round(f.ctx, &types.QueryRoundRequest{JobId: job})
	require.ErrorIs(t, err, types.ErrUnknownRound)
	require.Zero(t, f.treasury()+f.burnt())
}

func TestWrongAndWithheldVotesAreSlashedAtSettlement(t *testing.T) {
	f := setup(t)
	f.members(5)
	_, seats := f.drawn(job, 5)
	for i, s := range seats {
		v := vote(approve)
		if i == 0 {
			v = vote(reject)
		}
		require.NoError(t, f.commit(job, holder(s), v))
	}
	f.blocks(1)
	require.NoError(t, f.reveal(job, holder(seats[0]), vote(reject)))
	for _, s := range seats[1:4] {
		require.NoError(t, f.reveal(job, holder(s), vote(approve)))
	}
	round, _ := f.round(job)
	f.until(round.ClosesMs)
	f.end()
	require.Len(t, emitted[*types.EventSeatWithheld](f), 1)
	require.Equal(t, types.ROUND_RESULT_APPROVED, f.hooks.closed[0].Result)
	require.Equal(t, uint32(1), f.validator(holder(seats[4])).Absences)

	judged := f.settle(job, types.FinalApproved, false)
	require.Equal(t, types.SlashReasonWrongVote, judged[0].Reason)
	require.Equal(t, types.SlashReasonWithheld, judged[4].Reason)
	wrong, withheld := 10*agi*500/10_000, 10*agi*2_500/10_000
	require.Equal(t, 100*agi-wrong, f.validator(holder(seats[0])).Stake.Int64())
	require.Equal(t, 100*agi-withheld, f.validator(holder(seats[4])).Stake.Int64())
	require.Equal(t, (wrong+withheld)/2, f.burnt())
	require.Equal(t, (wrong+withheld)/2, f.treasury())
}

func TestJudgeWithoutVerdictPaysWhoRevealed(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.drawn(job, 3)
	round := f.votes(job, approve, reject, vague)
	require.Equal(t, types.ROUND_RESULT_NO_VERDICT, round.Result)
	for _, j := range f.settle(job, types.FinalNone, true) {
		require.True(t, j.Agreed)
	}
	require.Zero(t, f.burnt())
}

func TestSettlementOfAnOpenRoundBlamesNobody(t *testing.T) {
	f := setup(t)
	f.members(3)
	_, seats := f.drawn(job, 3)
	require.NoError(t, f.commit(job, holder(seats[0]), vote(approve)))
	f.blocks(1)
	for _, j := range f.settle(job, types.FinalNone, true) {
		require.False(t, j.Agreed)
		require.Zero(t, j.SlashBps)
	}
	// A round that waits for its draw goes with its job, too.
	f.open(job+1, 3)
	f.settle(job+1, types.FinalNone, true)
	f.blocks(types.DrawDelay + 1)
	require.Empty(t, f.hooks.closed)
}

func TestWindowsAreHalfOpen(t *testing.T) {
	for _, tc := range []struct {
		name   string
		offset int64
		err    error
	}{
		{"a millisecond before the end", -1, nil},
		{"at the end", 0, types.ErrCommitWindow},
		{"a millisecond after the end", 1, types.ErrCommitWindow},
	} {
		t.Run("commit "+tc.name, func(t *testing.T) {
			f := setup(t)
			f.members(3)
			round, seats := f.drawn(job, 3)
			f.clock.now = round.ClosesMs + tc.offset
			require.ErrorIs(t, f.commit(job, holder(seats[0]), vote(approve)), tc.err)
			f.end()
			round, _ = f.round(job)
			if tc.err == nil {
				require.Equal(t, types.ROUND_STATUS_COMMIT, round.Status)
				return
			}
			require.Equal(t, types.ROUND_STATUS_DRAWING, round.Status)
			require.Equal(t, uint32(3), round.Missing)
		})
	}
	for _, tc := range []struct {
		name   string
		offset int64
		err    error
	}{
		{"a millisecond before the end", -1, nil},
		{"at the end", 0, types.ErrRevealWindow},
		{"a millisecond after the end", 1, types.ErrRevealWindow},
	} {
		t.Run("reveal "+tc.name, func(t *testing.T) {
			f := setup(t)
			f.members(3)
			_, seats := f.drawn(job, 3)
			for _, s := range seats {
				require.NoError(t, f.commit(job, holder(s), vote(approve)))
			}
			f.blocks(1)
			round, _ := f.round(job)
			f.clock.now = round.ClosesMs + tc.offset
			require.ErrorIs(t, f.reveal(job, holder(seats[0]), vote(approve)), tc.err)
			f.end()
			round, _ = f.round(job)
			require.Equal(t, tc.err == nil, round.Status == types.ROUND_STATUS_REVEAL)
		})
	}
}

func TestVotesThatAreRefused(t *testing.T) {
	f := setup(t)
	f.members(5)
	_, seats := f.drawn(job, 3)
	first, other := holder(seats[0]), holder(seats[1])
	var stranger sdk.AccAddress
	for i := range 5 {
		if a := actor(i); !a.Equals(first) && !a.Equals(other) && !a.Equals(holder(seats[2])) {
			stranger = a
		}
	}
	require.ErrorIs(t, f.commit(job, stranger, vote(approve)), types.ErrNoSeat)
	require.ErrorIs(t, f.commit(job+7, first, vote(approve)), types.ErrUnknownRound)
	require.ErrorIs(t, f.reveal(job, first, vote(approve)), types.ErrNotCommitted)

	require.NoError(t, f.commit(job, first, vote(approve)))
	require.ErrorIs(t, f.commit(job, first, vote(reject)), types.ErrCommitted)
	err := f.reveal(job, first, vote(approve))
	require.ErrorIs(t, err, types.ErrRevealWindow)
	require.ErrorContains(t, err, "job 100001000 takes reveals from 1970-01-01 00:17:")
	require.ErrorContains(t, err, "in 59 s")

	require.NoError(t, f.commit(job, other, vote(reject)))
	require.NoError(t, f.commit(job, holder(seats[2]), vote(approve)))
	f.blocks(1)
	require.ErrorIs(t, f.commit(job, first, vote(approve)), types.ErrCommitted)
	require.ErrorIs(t, f.reveal(job, first, vote(reject)), types.ErrCommitmentMismatch)
	require.ErrorIs(t, f.reveal(job, first, types.Vote{Verdict: approve, Score: 101}), types.ErrInvalidVote)
	before, _ := f.round(job)
	require.NoError(t, f.reveal(job, first, vote(approve)))
	require.ErrorIs(t, f.reveal(job, first, vote(approve)), types.ErrRevealed)
	f.blocks(1)
	after, _ := f.round(job)
	require.Equal(t, before.Revealed+1, after.Revealed)
}

func TestOpenRoundRefusals(t *testing.T) {
	f := setup(t)
	good := types.OpenRound{JobID: job, Pool: types.GeneralPool, ReviewVersion: 1, Seats: 3, SeatLock: math.NewInt(agi)}
	for name, tc := range map[string]struct {
		change func(*types.OpenRound)
		err    error
	}{
		"no job":         {func(o *types.OpenRound) { o.JobID = 0 }, types.ErrInvalidRound},
		"even":           {func(o *types.OpenRound) { o.Seats = 4 }, types.ErrInvalidRound},
		"none":           {func(o *types.OpenRound) { o.Seats = 0 }, types.ErrInvalidRound},
		"too many seats": {func(o *types.OpenRound) { o.Seats = types.MaxSeats + 2 }, types.ErrInvalidRound},
		"no lock":        {func(o *types.OpenRound) { o.SeatLock = math.Int{} }, types.ErrInvalidRound},
		"rung":           {func(o *types.OpenRound) { o.Rung = types.MaxRung + 1 }, types.ErrInvalidRound},
		"pool":           {func(o *types.OpenRound) { o.Pool = "nobody" }, types.ErrUnknownPool},
		"version":        {func(o *types.OpenRound) { o.ReviewVersion = 2 }, types.ErrUnknownVersion},
		"excluded":       {func(o *types.OpenRound) { o.Excluded = []string{"x"} }, types.ErrInvalidAddress},
		"too many excluded": {func(o *types.OpenRound) {
			o.ExcludedOrganisations = make([]string, types.MaxExcluded+1)
		}, types.ErrInvalidRound},
	} {
		open := good
		tc.change(&open)
		require.ErrorIs(t, f.k.OpenRound(f.ctx, open), tc.err, name)
	}
	require.NoError(t, f.k.OpenRound(f.ctx, good))
	require.ErrorIs(t, f.k.OpenRound(f.ctx, good), types.ErrRoundExists)
}

func TestRunningRoundKeepsItsTerms(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.open(job, 3)
	params, err := f.k.CurrentParams(f.ctx)
	require.NoError(t, err)
	params.CommitWindow *= 2
	params.WrongVoteSlashBps = 1_000
	response, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Authority: authority(), Params: params})
	require.NoError(t, err)
	require.Equal(t, uint64(2), response.Version)
	f.blocks(types.DrawDelay)
	f.end()
	round, _ := f.round(job)
	require.Equal(t, f.clock.now+60*second, round.ClosesMs, "the old window")
	f.votes(job, reject, approve, approve)
	f.settle(job, types.FinalApproved, false)
	require.Equal(t, 10*agi*500/10_000/2, f.burnt(), "the old rate")

	lock, err := f.k.SeatLock(f.ctx, 1, math.NewInt(300*agi), 3)
	require.NoError(t, err)
	require.Equal(t, 20*agi, lock.Int64())
	_, err = f.k.SeatLock(f.ctx, 3, math.NewInt(1), 3)
	require.ErrorIs(t, err, types.ErrUnknownVersion)
}
