package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// Rungs without a verdict are climbed without a bond, and at the top the votes of all rounds decide.
func TestNoVerdictClimbsByItself(t *testing.T) {
	e := onLadder(t)
	id := reviewed(e)
	tallies := []validationtypes.Tally{
		{Seats: 3, Revealed: 1, Approvals: 1, Checks: []validationtypes.CheckTally{{Name: "bias", Passed: 1}, {Name: "privacy", Passed: 1}}},
		{Seats: 7, Revealed: 3, Approvals: 1, Rejections: 2, Checks: []validationtypes.CheckTally{{Name: "bias", Passed: 1, Failed: 2}}},
		{Seats: 5},
	}
	checks := [][]types.CheckTally{
		{{Name: "bias", Passed: 1}, {Name: "privacy", Passed: 1}}, {{Name: "bias", Passed: 1, Failed: 2}}, {}, // an event decodes nothing as empty
	}
	var reached []*types.EventRungReached
	for rung, tally := range tallies {
		require.EqualValues(t, rung, e.Job(id).Rung)
		e.EndBlock(func(ctx sdk.Context) {
			require.NoError(t, e.Keeper.AfterRoundClosed(ctx, validationtypes.RoundClosed{
				JobID: id, Rung: uint32(rung), Result: noVerdict, Tally: tally,
			}))
		})
		recorded := testutil.EventsOf[*types.EventVerdictRecorded](t, e.Events)
		require.Len(t, recorded, 1)
		require.Equal(t, e.Job(id).Status, recorded[0].Status)
		require.Equal(t, types.Verdict{
			Rung: uint32(rung), Seats: tally.Seats, Revealed: tally.Revealed, Approvals: tally.Approvals, Rejections: tally.Rejections,
			Checks: checks[rung],
		}, recorded[0].Verdict)
		reached = append(reached, testutil.EventsOf[*types.EventRungReached](t, e.Events)...)
	}
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_COUNCIL, job.Status)
	require.Empty(t, job.Disputes)
	require.EqualValues(t, -total, e.Gain(employer))
	require.Equal(t, []*types.EventRungReached{
		{JobId: id, Rung: 1, Kind: types.RUNG_KIND_COMMITTEE, Pool: "general", Seats: 7, Status: types.JOB_STATUS_IN_REVIEW},
		{JobId: id, Rung: 2, Kind: types.RUNG_KIND_PANEL, Pool: "moderators", Seats: 5, Status: types.JOB_STATUS_IN_REVIEW},
		{JobId: id, Rung: 3, Kind: types.RUNG_KIND_COUNCIL, Status: types.JOB_STATUS_COUNCIL, DeadlineMs: job.DeadlineMs},
	}, reached)
	next, err := e.Queries.NextDeadline(e.Ctx, &types.QueryNextDeadlineRequest{JobId: id})
	require.NoError(t, err)
	require.Equal(t, "the council has not ruled: the default ruling ends the job", next.Action)

	e.Clock.Ms = job.DeadlineMs
	e.EndBlock()
	job = e.Job(id)
	require.Equal(t, types.JOB_STATUS_SPLIT, job.Status, "two votes against two")
	require.Equal(t, types.Ruling{Outcome: types.OUTCOME_SPLIT, Basis: types.RULING_BASIS_DEFAULT, SplitBps: 5_000, Blameless: true}, *job.Ruling)
	require.Len(t, job.Rounds(), 3)
}

// A verdict after a rung without one opens the challenge window as usual.
func TestVerdictOnAHigherRung(t *testing.T) {
	e := onLadder(t)
	id := reviewed(e)
	e.EndBlock(closeRound(e, id, noCommittee, 0))
	e.EndBlock(closeRound(e, id, approved, 3))
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_APPROVED, job.Status)
	require.EqualValues(t, 1, job.Verdict.Rung)
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), job.DeadlineMs)
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
}

// A round of another rung than the job's hands nothing back.
func TestAnotherRungsRoundIsRefused(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	dispute(e, employer, id)
	err := e.Keeper.AfterRoundClosed(e.Ctx, validationtypes.RoundClosed{JobID: id, Rung: 0, Result: rejected})
	require.ErrorIs(t, err, types.ErrWrongStatus)
	e.EndBlock()
}

// A panel whose pool does not exist could never judge.
func TestLadderOfUnknownPools(t *testing.T) {
	e := testutil.New(t)
	params := testutil.Params()
	params.Ladder = append(params.Ladder, types.Rung{Kind: types.RUNG_KIND_PANEL, Pool: "elders", Seats: 5})
	refused(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: params}, types.ErrUnknownPool)
	params.Ladder[1].Pool = "moderators"
	_, err := tx(e, e.Msgs.UpdateParams, &types.MsgUpdateParams{Authority: testutil.Authority.String(), Params: params})
	require.NoError(t, err)

	empty := testutil.NewEmpty(t)
	gs := types.DefaultGenesis()
	gs.Params[0].Params.Ladder[2].Pool = "elders"
	require.ErrorIs(t, empty.Keeper.InitGenesis(empty.Ctx, *gs), types.ErrUnknownPool)
}

// A settlement of disputes that fails keeps every bond and pays them when it can.
func TestSettlementOfDisputesIsTriedAgain(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	dispute(e, employer, id)
	e.EndBlock(closeRound(e, id, rejected, 0))
	e.Bank.Lossy = true
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(id).Status)
	require.EqualValues(t, 21_000, e.Job(id).LockedDisputes().Int64())
	e.Bank.Lossy = false
	e.Clock.Ms = e.Job(id).DeadlineMs
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_FAILED, e.Job(id).Status)
	require.EqualValues(t, 2_750, e.Gain(employer))
}

// Climbing writes keys of the job only: what others do in the same block does not wait for it.
func TestDisputeWritesItsOwnKeysOnly(t *testing.T) {
	e := onLadder(t)
	id, other := judged(e, approved), judged(e, approved)
	first := e.Written(func(ctx sdk.Context) error {
		_, err := e.Msgs.Dispute(ctx, disputeMsg(employer, id))
		return err
	})
	second := e.Written(func(ctx sdk.Context) error {
		_, err := e.Msgs.Dispute(ctx, disputeMsg(employer, other))
		return err
	})
	require.NotEmpty(t, first)
	for key := range first {
		require.False(t, second[key], "%x", key)
	}
	require.Equal(t, math.NewInt(42_000).Int64(), e.Job(id).LockedDisputes().Add(e.Job(other).LockedDisputes()).Int64())
}
