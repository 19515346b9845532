package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// ballot returns a vote; a check that begins with '!' fails.
func ballot(verdict types.VoteVerdict, checks ...string) types.Vote {
	v := vote(verdict)
	for _, check := range checks {
		if check[0] == '!' {
			v.Checks = append(v.Checks, types.CheckAnswer{Check: check[1:]})
			continue
		}
		v.Checks = append(v.Checks, types.CheckAnswer{Check: check, Pass: true})
	}
	return v
}

func split(bps uint32) types.Vote {
	v := vote(types.VOTE_VERDICT_SPLIT)
	v.SplitBps = bps
	return v
}

func asking(checks ...string) func(*types.OpenRound) {
	return func(o *types.OpenRound) { o.Checks = checks }
}

func panel(o *types.OpenRound) { o.Panel = true }

func TestAVoteAnswersExactlyTheChecksOfItsRound(t *testing.T) {
	for name, tc := range map[string]struct {
		vote types.Vote
		text string
	}{
		"none":   {ballot(approve), `job 100001000, rung 0: check "licence" is not answered: answer licence, privacy`},
		"fewer":  {ballot(reject, "licence"), `check "privacy" is not answered`},
		"more":   {ballot(approve, "bias", "licence", "privacy"), `check "bias" is not asked for: answer licence, privacy`},
		"splits": {types.Vote{Verdict: types.VOTE_VERDICT_SPLIT, Checks: ballot(approve, "licence", "privacy").Checks}, "only a panel can split"},
	} {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.members(3)
			f.open(job, 3, asking("licence", "privacy"))
			f.blocks(types.DrawDelay + 1)
			_, seats := f.round(job)
			good := ballot(approve, "licence", "privacy")
			require.NoError(t, f.commit(job, holder(seats[0]), tc.vote))
			require.NoError(t, f.commit(job, holder(seats[1]), good))
			require.NoError(t, f.commit(job, holder(seats[2]), good))
			f.blocks(1)

			err := f.reveal(job, holder(seats[0]), tc.vote)
			require.ErrorIs(t, err, types.ErrInvalidVote)
			require.ErrorContains(t, err, tc.text)
			require.ErrorIs(t, f.reveal(job, holder(seats[0]), good), types.ErrCommitmentMismatch, "it cannot be changed either")

			// What is sealed and cannot be opened is withheld.
			require.NoError(t, f.reveal(job, holder(seats[1]), good))
			require.NoError(t, f.reveal(job, holder(seats[2]), good))
			round, _ := f.round(job)
			f.until(round.ClosesMs)
			f.end()
			_, seats = f.round(job)
			require.Equal(t, types.SEAT_STATUS_WITHHELD, seats[0].Status)
			require.Equal(t, types.ROUND_RESULT_APPROVED, f.hooks.closed[0].Result)
		})
	}
}

func TestAFailedCheckRejects(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.open(job, 3, asking("privacy"))
	f.blocks(types.DrawDelay + 1)
	round := f.ballots(job, ballot(approve, "!privacy"), ballot(vague, "!privacy"), ballot(approve, "privacy"))
	require.Equal(t, types.ROUND_RESULT_REJECTED, round.Result)
	require.Equal(t, types.Tally{
		Seats: 3, Revealed: 3, Approvals: 1, Rejections: 2, Quality: 90, Checks: []types.CheckTally{{Name: "privacy", Passed: 1, Failed: 2}},
	}, f.hooks.closed[0].Tally)
	judged := f.settle(job, types.FinalRejected, false)
	require.True(t, judged[0].Agreed && judged[1].Agreed)
	require.Equal(t, types.SlashReasonWrongVote, judged[2].Reason)
}

func TestAPanelSplits(t *testing.T) {
	f := setup(t)
	f.members(5)
	f.open(job, 5, panel)
	f.blocks(types.DrawDelay + 1)
	_, seats := f.round(job)
	list := []types.Vote{split(4_000), split(0), split(3_001), vote(approve), split(10_000)}
	for i, s := range seats {
		require.NoError(t, f.commit(job, holder(s), list[i]))
	}
	f.blocks(1)
	for i, s := range seats {
		require.NoError(t, f.reveal(job, holder(s), list[i]))
	}
	f.end()
	require.Equal(t, []*types.EventRoundClosed{{
		JobId: job, Result: types.ROUND_RESULT_SPLIT, Seats: 5, Revealed: 5, Approvals: 1, Quality: 90, Splits: 4, SplitBps: 3_500,
	}}, emitted[*types.EventRoundClosed](f))
	require.Equal(t, types.Tally{Seats: 5, Revealed: 5, Approvals: 1, Quality: 90, Splits: 4, SplitBps: 3_500}, f.hooks.closed[0].Tally)
	g := f.reborn()
	g.check()
	require.Equal(t, f.exported(), g.exported())
	for _, j := range f.settle(job, types.FinalNone, true) {
		require.True(t, j.Agreed, "a split blames nobody")
	}
	require.Zero(t, f.burnt())
}

func TestDutiesTellWhatToAnswerAndWhatItRisks(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.open(job, 3, asking("licence", "privacy"), panel)
	f.blocks(types.DrawDelay + 1)
	round, seats := f.round(job)
	response, err := f.query.Duties(f.ctx, &types.QueryDutiesRequest{Address: seats[0].Validator})
	require.NoError(t, err)
	require.Equal(t, []types.Duty{{
		JobId: job, Status: types.ROUND_STATUS_COMMIT, ClosesMs: round.ClosesMs, SeatStatus: types.SEAT_STATUS_DRAWN,
		Checks: []string{"licence", "privacy"}, Panel: true, Lock: math.NewInt(10 * agi),
	}}, response.Duties)
	require.ErrorIs(t, f.send(func(ctx sdk.Context) error {
		return f.k.OpenRound(ctx, types.OpenRound{
			JobID: job + 1, Pool: types.GeneralPool, ReviewVersion: 1, Seats: 3, SeatLock: math.NewInt(agi), Checks: []string{"b", "a"},
		})
	}), types.ErrInvalidRound)
}
