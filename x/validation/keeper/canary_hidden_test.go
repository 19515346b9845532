package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/validation/types"
)

// hidden has a committee of three seal an approval of work that its day says is to be rejected; the first seat never opens
// its vote. It opens the canary, settles it, and returns the seats.
func (f *fixture) hidden(jobID uint64, d day, index int) []types.Seat {
	f.t.Helper()
	_, seats := f.drawn(jobID, 3)
	for _, s := range seats {
		require.NoError(f.t, f.commit(jobID, holder(s), vote(approve)))
	}
	f.blocks(1)
	for _, s := range seats[1:] {
		require.NoError(f.t, f.reveal(jobID, holder(s), vote(approve)))
	}
	f.until(f.clock.now + 61*second)
	require.NoError(f.t, f.openCanary(f.claim(jobID, d, index)))
	f.settleCanary(jobID, types.FinalRejected)
	return seats
}

// ofSeat lists the slashes of a seat that were emitted.
func (f *fixture) ofSeat(seat types.Seat) (list []types.EventSeatSlashed) {
	for _, e := range emitted[*types.EventSeatSlashed](f) {
		if e.JobId == seat.JobId && e.Validator == seat.Validator {
			list = append(list, *e)
		}
	}
	return list
}

// Hiding a vote on a canary costs at once, for good, what hiding costs in any job; what failing costs beyond that is held,
// and goes back where the canary is void.
func TestHiddenVoteOnACanaryIsHeldInPart(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject), canaryOf(job, approve))
	f.blocks(1)
	burnt, treasury := f.burnt(), f.treasury()
	seat := f.hidden(job, d, 0)[0]
	hider := holder(seat)

	slashed := func(reason string, amount, burned int64) types.EventSeatSlashed {
		return types.EventSeatSlashed{
			JobId: job, Validator: hider.String(), Reason: reason, Amount: math.NewInt(amount), Burned: math.NewInt(burned),
		}
	}
	require.Equal(t, []types.EventSeatSlashed{
		slashed(types.SlashReasonWithheld, 2_500_000, 1_250_000), slashed(types.SlashReasonCanary, 7_500_000, 0),
	}, f.ofSeat(seat), "the whole lock of 10 AGI, in two parts")
	require.Equal(t, 90*agi, f.validator(hider).Stake.Int64())
	require.Equal(t, [2]int64{burnt + 1_250_000, treasury + 1_250_000}, [2]int64{f.burnt(), f.treasury()})
	res, err := f.query.CanarySlashes(f.ctx, &types.QueryCanarySlashesRequest{Address: hider.String()})
	require.NoError(t, err)
	require.Len(t, res.Slashes, 1)
	require.Equal(t, int64(7_500_000), res.Slashes[0].Amount.Int64())
	require.Equal(t, uint32(770), res.Slashes[0].Bps, "7.5 of the 97.5 AGI that were left, rounded up")
	require.Len(t, f.held(), 3)

	require.NoError(t, f.contradict(job, d, 1))
	f.end()
	require.Len(t, emitted[*types.EventCanarySlashVoided](f), 3)
	require.Equal(t, int64(97_500_000), f.validator(hider).Stake.Int64(), "void or not, the vote was hidden")
}

// Whoever has nothing left to lose by canaries still loses what hiding costs in any job.
func TestHiddenVoteCostsBeyondTheCap(t *testing.T) {
	f := canaryChain(t, 3)
	d := f.register(court, canaryOf(job, reject), canaryOf(job+1, reject))
	f.blocks(1)
	f.tested(job, d, 0)
	require.Len(t, f.held(), 3, "10 of 100 AGI each: the cap is exhausted")

	seats := f.hidden(job+1, d, 1)
	hider := f.ofSeat(seats[0])
	require.Len(t, hider, 1)
	require.Equal(t, types.SlashReasonWithheld, hider[0].Reason)
	require.Equal(t, int64(2_500_000), hider[0].Amount.Int64())
	require.Equal(t, int64(1_250_000), hider[0].Burned.Int64())
	require.Equal(t, int64(87_500_000), f.validator(holder(seats[0])).Stake.Int64())
	for _, wrong := range seats[1:] {
		require.Empty(t, f.ofSeat(wrong))
		require.Equal(t, 90*agi, f.validator(holder(wrong)).Stake.Int64(), "failing it costs nothing more")
	}
	require.Len(t, f.held(), 3)
}
