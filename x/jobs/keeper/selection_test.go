package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// third is an agent besides agent and rival.
var third = testutil.Addr(31)

// market is an Env with three agents who may apply.
func market(t testing.TB) *testutil.Env {
	e := testutil.New(t)
	e.Identity.Admit(third, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
	e.Fund(third, math.NewInt(testutil.Funds))
	return e
}

// selecting posts for a day by SELECTION; silence lapses.
func selecting(m *types.MsgPostJob) { m.Assignment = types.ASSIGNMENT_MODE_SELECTION }

// cheapest has silence award the lowest price.
func cheapest(m *types.MsgPostJob) {
	selecting(m)
	m.AwardRule = types.AWARD_RULE_LOWEST_PRICE
}

func applyMsg(who sdk.AccAddress, id uint64, price int64) *types.MsgApply {
	return &types.MsgApply{Agent: who.String(), JobId: id, Price: math.NewInt(price), MaxBond: math.NewInt(bond)}
}

func apply(e *testutil.Env, who sdk.AccAddress, id uint64, price int64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.Apply, applyMsg(who, id, price))
	require.NoError(e.T, err)
}

func awardMsg(id uint64, who sdk.AccAddress, price int64) *types.MsgAward {
	return &types.MsgAward{Employer: employer.String(), JobId: id, Agent: who.String(), Price: math.NewInt(price)}
}

func award(e *testutil.Env, id uint64, who sdk.AccAddress, price int64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.Award, awardMsg(id, who, price))
	require.NoError(e.T, err)
}

func takeBack(who sdk.AccAddress, id uint64) *types.MsgWithdrawApplication {
	return &types.MsgWithdrawApplication{Agent: who.String(), JobId: id}
}

func requireStake(e *testutil.Env, who sdk.AccAddress, free, locked int64, active, applications uint32) {
	e.T.Helper()
	want := types.AgentStake{
		Agent: who.String(), Free: math.NewInt(free), Locked: math.NewInt(locked), ActiveJobs: active, Applications: applications,
	}
	stake := e.Stake(who)
	require.Equal(e.T, want.String(), stake.String())
}

func standing(e *testutil.Env, req *types.QueryApplicationsRequest) []types.Application {
	e.T.Helper()
	response, err := e.Queries.Applications(e.Ctx, req)
	require.NoError(e.T, err)
	return response.Applications
}

// A job of an agent who fails is offered again at the price; the others apply anew.
func TestRelistedSelection(t *testing.T) {
	e := market(t)
	id := post(e, selecting, withRelists(1))
	apply(e, agent, id, 60_000)
	apply(e, rival, id, 50_000)
	e.EndBlock()
	award(e, id, agent, 60_000)
	e.EndBlock()
	e.Pass(time.Hour)
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.EqualValues(t, 60_000, job.Escrow.Payout.Int64())
	require.EqualValues(t, 9_000, job.Escrow.ValidationFee.Int64())
	require.Zero(t, job.Applications)
	require.Equal(t, e.Clock.Ms+(24*time.Hour).Milliseconds(), job.DeadlineMs)
	refused(e, e.Msgs.Award, awardMsg(id, rival, 50_000), types.ErrNoApplication)
	refused(e, e.Msgs.Apply, applyMsg(rival, id, 60_001), types.ErrPrice)
	apply(e, rival, id, 60_000)
	apply(e, agent, id, 59_000)
	e.EndBlock()
	award(e, id, rival, 60_000)
	e.EndBlock()
	require.Equal(t, rival.String(), e.Job(id).Agent)
	// The slash is a fifth of 6,600, half of it the employer's.
	require.EqualValues(t, -(60_000+9_000+1_200)+660, e.Gain(employer))
}

// Whatever a raise makes of a relisted job, its judges are no fewer and no cheaper than the posting's.
func TestRaiseAfterAnAward(t *testing.T) {
	e := market(t)
	id := post(e, selecting, withRelists(1), func(m *types.MsgPostJob) { m.Payout = math.NewInt(1_000_000) })
	require.EqualValues(t, 5, e.Job(id).Terms.Seats)
	posted := e.Job(id).Terms
	msg := applyMsg(agent, id, 100_000)
	_, err := tx(e, e.Msgs.Apply, msg)
	require.NoError(t, err)
	award(e, id, agent, 100_000)
	e.EndBlock()
	e.Pass(time.Hour)
	e.EndBlock()
	raise := func(payout, extra int64) {
		response, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
			Employer: employer.String(), JobId: id, Payout: math.NewInt(payout), ExpectedExtra: math.NewInt(2_000_000),
		})
		require.NoError(t, err)
		require.EqualValues(t, extra, response.Extra.Int64())
		e.EndBlock()
	}
	raise(200_000, 100_000+2_000)
	job := e.Job(id)
	require.Equal(t, []string{posted.SeatFee.String(), posted.SeatLock.String()}, []string{job.Terms.SeatFee.String(), job.Terms.SeatLock.String()})
	require.EqualValues(t, 5, job.Terms.Seats)
	require.EqualValues(t, 22_000, job.Terms.Bond.Int64())
	raise(1_100_000, 900_000+18_000+9_000)
	require.EqualValues(t, 99_000, e.Job(id).Escrow.ValidationFee.Int64())
}

// A raise leaves the prices of those who have applied.
func TestRaiseAfterApplications(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 100_000)
	_, err := tx(e, e.Msgs.RaisePayout, &types.MsgRaisePayout{
		Employer: employer.String(), JobId: id, Payout: math.NewInt(200_000), ExpectedExtra: math.NewInt(200_000),
	})
	require.NoError(t, err)
	_, err = tx(e, e.Msgs.Apply, &types.MsgApply{
		Agent: rival.String(), JobId: id, Price: math.NewInt(200_000), MaxBond: math.NewInt(22_000),
	})
	require.NoError(t, err)
	e.EndBlock()
	award(e, id, agent, 100_000)
	e.EndBlock()
	require.EqualValues(t, -(100_000 + 18_000 + 2_000), e.Gain(employer))
	requireStake(e, agent, 0, bond, 1, 0)
}

func TestSelectionUnderEmployerReview(t *testing.T) {
	e := market(t)
	id := post(e, selecting, byEmployer)
	apply(e, agent, id, 60_000)
	e.EndBlock()
	award(e, id, agent, 60_000)
	e.EndBlock()
	submit(e, id)
	e.EndBlock()
	_, err := tx(e, e.Msgs.AcceptWork, acceptWork(id))
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.EqualValues(t, -(60_000 + 1_200), e.Gain(employer))
	require.EqualValues(t, 60_000-6_600, e.Gain(agent))
}

func TestDeadlineOfSelection(t *testing.T) {
	e := market(t)
	id, ruled := post(e, selecting), post(e, cheapest)
	says := func(id uint64) string {
		response, err := e.Queries.NextDeadline(e.Ctx, &types.QueryNextDeadlineRequest{JobId: id})
		require.NoError(t, err)
		return response.Action
	}
	require.Equal(t, "the offer lapses and the escrow is refunded", says(id))
	require.Equal(t, "the lowest price of an eligible applicant has the job; without one the offer lapses and the escrow is refunded", says(ruled))
	apply(e, agent, ruled, 90_000)
	award(e, ruled, agent, 90_000)
	require.Equal(t, "the job is assigned as awarded", says(ruled))
}

// Applications, an award that waits for the next block and a cancelled offer survive an export, and go on from there.
func TestSelectionGenesisRoundTrip(t *testing.T) {
	e := market(t)
	setParams(e, func(p *types.Params) { p.SettlementsPerBlock = 1 })
	first, offered, awarded, cancelled := post(e), post(e, selecting), post(e, selecting), post(e, selecting)
	for _, id := range []uint64{offered, awarded, cancelled} {
		apply(e, agent, id, 80_000)
		apply(e, rival, id, 70_000)
	}
	e.EndBlock()
	cancel(e, first)
	award(e, awarded, agent, 80_000)
	cancel(e, cancelled)
	e.EndBlock()
	require.Equal(t, agent.String(), e.Job(awarded).Awarded)
	require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(cancelled).Status)
	gs, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(t, err)
	require.Len(t, gs.Applications, 6)

	again := successor(e, *gs)
	require.NoError(t, again.Keeper.InitGenesis(again.Ctx, *gs))
	back, err := again.Keeper.ExportGenesis(again.Ctx)
	require.NoError(t, err)
	require.Equal(t, gs, back)
	require.NoError(t, errors.Join(invariant.Check(again.Ctx, again.Keeper.Invariants())...))
	for range 2 {
		e.EndBlock()
	}
	require.Equal(t, types.JOB_STATUS_ASSIGNED, e.Job(awarded).Status)
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(cancelled).Status)
	requireStake(e, rival, 2*7_700, 7_700, 0, 1)
}
