package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func disputeMsg(who sdk.AccAddress, id uint64, change ...func(*types.MsgDispute)) *types.MsgDispute {
	msg := &types.MsgDispute{
		Sender: who.String(), JobId: id, Reason: types.DISPUTE_REASON_FAILS_SPEC, ExpectedBond: math.NewInt(1_000_000),
		Evidence: types.Document{Uri: "https://data.example/evidence.md", Sha256: hash(3)},
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

func dispute(e *testutil.Env, who sdk.AccAddress, id uint64) *types.MsgDisputeResponse {
	e.T.Helper()
	response, err := tx(e, e.Msgs.Dispute, disputeMsg(who, id))
	require.NoError(e.T, err)
	return response
}

// onLadder is an Env whose jobs have the whole ladder.
func onLadder(t testing.TB) *testutil.Env {
	e := testutil.New(t)
	setParams(e, testutil.Ladder)
	return e
}

// judged brings a job to a verdict of its first committee.
func judged(e *testutil.Env, result validationtypes.RoundResult) uint64 {
	id := reviewed(e)
	e.EndBlock(closeRound(e, id, result, 3))
	return id
}

func TestDisputeClimbs(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	before := e.Job(id)
	quote, err := e.Queries.DisputeQuote(e.Ctx, &types.QueryDisputeQuoteRequest{JobId: id})
	require.NoError(t, err)
	require.Equal(t, types.QueryDisputeQuoteResponse{
		Bond: math.NewInt(21_000), Rung: 1, Kind: types.RUNG_KIND_COMMITTEE, Pool: "general", Seats: 7,
		MayDispute: []string{employer.String()}, ClosesMs: before.DeadlineMs,
	}, *quote)

	e.Ctx = e.Ctx.WithEventManager(sdk.NewEventManager())
	response := dispute(e, employer, id)
	require.Equal(t, types.MsgDisputeResponse{Bond: math.NewInt(21_000), Rung: 1}, *response)
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, job.Status)
	require.EqualValues(t, 1, job.Rung)
	require.Zero(t, job.DeadlineMs, "the round keeps it")
	require.Equal(t, before.Verdict, job.Verdict)
	want := types.Dispute{
		By: employer.String(), Against: types.JOB_STATUS_APPROVED, Rung: 1, Reason: types.DISPUTE_REASON_FAILS_SPEC,
		Evidence: disputeMsg(employer, id).Evidence, Bond: math.NewInt(21_000), DisputedMs: e.Clock.Ms,
	}
	require.Equal(t, []types.Dispute{want}, job.Disputes)
	require.EqualValues(t, -total-21_000, e.Gain(employer))
	require.Equal(t, []*types.EventVerdictDisputed{{JobId: id, Dispute: want, Status: job.Status}},
		testutil.EventsOf[*types.EventVerdictDisputed](t, e.Ctx.EventManager().Events()))
	require.Equal(t, []*types.EventRungReached{{
		JobId: id, Rung: 1, Kind: types.RUNG_KIND_COMMITTEE, Pool: "general", Seats: 7, Status: job.Status,
	}}, testutil.EventsOf[*types.EventRungReached](t, e.Ctx.EventManager().Events()))

	require.Len(t, e.Validation.Opened, 2)
	require.Equal(t, validationtypes.OpenRound{
		JobID: id, Rung: 1, Pool: "general", ReviewVersion: 1, Seats: 7, SeatLock: math.NewInt(100_000 / 70),
		Excluded:              []string{employer.String(), agent.String()},
		ExcludedOrganisations: []string{"ministry", "lab"},
	}, e.Validation.Opened[1])
	owed, err := e.Queries.Owed(e.Ctx, &types.QueryOwedRequest{Address: employer.String()})
	require.NoError(t, err)
	require.EqualValues(t, 21_000, owed.DisputeBonds.Int64())
	require.EqualValues(t, total, owed.Escrow.Int64())
	e.EndBlock()
	sheet, err := e.Queries.Escrow(e.Ctx, &types.QueryEscrowRequest{})
	require.NoError(t, err)
	require.EqualValues(t, 21_000, sheet.DisputeBonds.Int64())
	require.EqualValues(t, total+bond+21_000, sheet.Held.Int64())

	// The second committee agrees with the employer, and the agent takes it to the panel.
	e.EndBlock(closeRound(e, id, rejected, 3))
	job = e.Job(id)
	require.Equal(t, types.JOB_STATUS_REJECTED, job.Status)
	require.Equal(t, []types.JobStatus{types.JOB_STATUS_APPROVED, types.JOB_STATUS_REJECTED},
		[]types.JobStatus{job.EarlierRounds[0].Status, job.Verdict.Status})
	refused(e, e.Msgs.Dispute, disputeMsg(employer, id), types.ErrNotYourVerdict)
	dispute(e, agent, id)
	require.True(t, e.Validation.Opened[2].Panel)
	require.Equal(t, "moderators", e.Validation.Opened[2].Pool)
	require.EqualValues(t, 5, e.Validation.Opened[2].Seats)
	owed, err = e.Queries.Owed(e.Ctx, &types.QueryOwedRequest{Address: agent.String()})
	require.NoError(t, err)
	require.EqualValues(t, 15_000, owed.DisputeBonds.Int64())

	// The panel divides: 40 % to the agent. Three seats are owed 9,000 of the validation fee: all bonds return.
	e.EndBlock(closeRound(e, id, divided, 3))
	job = e.Job(id)
	require.Equal(t, types.JOB_STATUS_DIVIDED, job.Status)
	require.EqualValues(t, 4_000, job.Verdict.SplitBps)
	e.Pass(time.Hour)
	e.EndBlock()
	job = e.Job(id)
	require.Equal(t, types.Ruling{Outcome: types.OUTCOME_SPLIT, Basis: types.RULING_BASIS_VERDICT, SplitBps: 4_000, Blameless: true}, *job.Ruling)
	require.EqualValues(t, 40_000-bond, e.Gain(agent))
	require.EqualValues(t, -40_000-9_000-800, e.Gain(employer))
	requireSettledEvent(t, e, job)
	require.True(t, job.LockedDisputes().IsZero())
}

func TestWhoMayDisputeWhat(t *testing.T) {
	for result, who := range map[validationtypes.RoundResult][]sdk.AccAddress{
		approved: {employer}, rejected: {agent}, unjudgeable: {employer, agent},
	} {
		for _, sender := range []sdk.AccAddress{employer, agent, rival} {
			e := onLadder(t)
			id := judged(e, result)
			may := false
			for _, one := range who {
				may = may || one.Equals(sender)
			}
			if may {
				require.Equal(t, uint32(1), dispute(e, sender, id).Rung)
				require.Equal(t, sender.String(), e.Job(id).Disputes[0].By)
			} else {
				refused(e, e.Msgs.Dispute, disputeMsg(sender, id), types.ErrNotYourVerdict)
			}
			e.EndBlock()
		}
	}
}

func TestDisputeIsRefused(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	for name, tc := range map[string]struct {
		change func(*types.MsgDispute)
		err    error
	}{
		"a bond above what was agreed": {func(m *types.MsgDispute) { m.ExpectedBond = math.NewInt(20_999) }, types.ErrBondAbove},
		"evidence out of reach":        {func(m *types.MsgDispute) { m.Evidence.Uri = "https://elsewhere.example/x" }, types.ErrURIPrefix},
		"no reason":                    {func(m *types.MsgDispute) { m.Reason = 0 }, types.ErrDispute},
		"no such job":                  {func(m *types.MsgDispute) { m.JobId = 5 }, types.ErrJobNotFound},
		"no address":                   {func(m *types.MsgDispute) { m.Sender = "x" }, types.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) { refused(e, e.Msgs.Dispute, disputeMsg(employer, id, tc.change), tc.err) })
	}
	exact := disputeMsg(employer, id, func(m *types.MsgDispute) { m.ExpectedBond = math.NewInt(21_000) })
	spend(employer, testutil.Funds-total-20_999)(e)
	refused(e, e.Msgs.Dispute, exact, testutil.ErrFunds)
	e.Fund(employer, math.OneInt())

	e.Clock.Ms = e.Job(id).DeadlineMs
	refused(e, e.Msgs.Dispute, exact, types.ErrTooLate)
	_, err := e.Queries.DisputeQuote(e.Ctx, &types.QueryDisputeQuoteRequest{JobId: id})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
	e.Clock.Ms--
	_, err = tx(e, e.Msgs.Dispute, exact)
	require.NoError(t, err, "in the last millisecond, with the last unit")
	e.EndBlock()
	refused(e, e.Msgs.Dispute, exact, types.ErrWrongStatus)
	_, err = e.Queries.DisputeQuote(e.Ctx, &types.QueryDisputeQuoteRequest{JobId: id})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
	require.ErrorContains(t, err, "dispute in status JOB_STATUS_IN_REVIEW")
	_, err = e.Queries.DisputeQuote(e.Ctx, &types.QueryDisputeQuoteRequest{JobId: 5})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = e.Queries.DisputeQuote(e.Ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

// A job keeps the ladder and the bonds under which it was posted.
func TestDisputeKeepsTheTerms(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	setParams(e, func(p *types.Params) { p.DisputeBondMin, p.DisputeBondMax = math.NewInt(90_000), math.NewInt(90_000) })
	require.EqualValues(t, 21_000, dispute(e, employer, id).Bond.Int64())

	e = testutil.New(t)
	id = judged(e, approved)
	setParams(e, testutil.Ladder)
	refused(e, e.Msgs.Dispute, disputeMsg(employer, id), types.ErrLadderOver)
	_, err := e.Queries.DisputeQuote(e.Ctx, &types.QueryDisputeQuoteRequest{JobId: id})
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
}

// The treasury disputes as any employer does, by its council.
func TestTheTreasuryDisputes(t *testing.T) {
	e := onLadder(t)
	var id uint64
	e.EndBlock(func(ctx sdk.Context) {
		msg := postMsg()
		msg.Employer = testutil.Authority.String()
		response, err := e.Msgs.PostJob(ctx, msg)
		require.NoError(t, err)
		id = response.JobId
	})
	claim(e, agent, id)
	submit(e, id)
	e.EndBlock(closeRound(e, id, approved, 3))
	e.EndBlock(func(ctx sdk.Context) {
		_, err := e.Msgs.Dispute(ctx, disputeMsg(testutil.Authority, id))
		require.NoError(t, err)
	})
	require.Equal(t, treasury.String(), e.Job(id).Disputes[0].By)
	require.EqualValues(t, -total-21_000, e.Gain(treasury))
	e.EndBlock(closeRound(e, id, rejected, 0))
	e.Pass(time.Hour)
	e.EndBlock()
	require.EqualValues(t, 2_750+1_375, e.Gain(treasury), "everything is back, and the slash is its")
}

// A verdict against both sides is not accepted by one in the other's name.
func TestAcceptLeavesTheOtherSideItsDispute(t *testing.T) {
	accept := func(who sdk.AccAddress, id uint64) *types.MsgAcceptVerdict {
		return &types.MsgAcceptVerdict{Sender: who.String(), JobId: id}
	}
	e := onLadder(t)
	id := judged(e, unjudgeable)
	refused(e, e.Msgs.AcceptVerdict, accept(employer, id), types.ErrOtherMayDispute)
	refused(e, e.Msgs.AcceptVerdict, accept(agent, id), types.ErrOtherMayDispute)
	refused(e, e.Msgs.AcceptVerdict, accept(rival, id), types.ErrNotYourVerdict)
	dispute(e, agent, id)
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	e.EndBlock(closeRound(e, id, divided, 3))
	refused(e, e.Msgs.AcceptVerdict, accept(employer, id), types.ErrOtherMayDispute)
	e.Council.Members = nil
	_, err := tx(e, e.Msgs.AcceptVerdict, accept(employer, id))
	require.NoError(t, err, "nobody judges after the panel")
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_SPLIT, e.Job(id).Status)

	id = judged(e, approved)
	_, err = tx(e, e.Msgs.AcceptVerdict, accept(employer, id))
	require.NoError(t, err, "only one side may dispute it")
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
}

// Whoever has an interest judges no round: contributors, who answers for any of them, and all their organisations.
func TestNobodyWithAnInterestIsDrawn(t *testing.T) {
	e := onLadder(t)
	boss, helper, owner := testutil.Addr(31), testutil.Addr(32), testutil.Addr(33)
	e.Identity.Admit(owner, identitytypes.PARTICIPANT_KIND_HUMAN, "abroad")
	e.Identity.Admit(helper, identitytypes.PARTICIPANT_KIND_AI_AGENT, "works")
	e.Identity.Admit(boss, identitytypes.PARTICIPANT_KIND_HUMAN, "")
	for who, responsible := range map[string]sdk.AccAddress{agent.String(): boss, helper.String(): owner} {
		p := e.Identity.Participants[who]
		p.Responsible = responsible.String()
		e.Identity.Participants[who] = p
	}
	id := post(e)
	claim(e, agent, id)
	job := e.Job(id)
	job.Contributors = []types.Contributor{{Address: helper.String(), ShareBps: 100, Accepted: true}}
	job.Checks = []string{"bias", "privacy"}
	require.NoError(t, e.Keeper.Jobs.Set(e.Ctx, id, job))
	submit(e, id)
	e.EndBlock(closeRound(e, id, approved, 3))
	dispute(e, employer, id)
	for rung, open := range e.Validation.Opened {
		require.EqualValues(t, rung, open.Rung)
		require.Equal(t, []string{employer.String(), agent.String(), boss.String(), helper.String(), owner.String()}, open.Excluded)
		require.Equal(t, []string{"ministry", "lab", "works", "abroad"}, open.ExcludedOrganisations)
		require.Equal(t, []string{"bias", "privacy"}, open.Checks)
		require.False(t, open.Panel)
	}
	require.Len(t, e.Validation.Opened, 2)
}
