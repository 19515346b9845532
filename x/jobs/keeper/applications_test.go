package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func TestApply(t *testing.T) {
	e := market(t)
	deposit(e, agent, 4_000)
	id := post(e, selecting)
	e.EndBlock()
	e.Pass(time.Minute)
	// 10 % of the price for the shortest work, and a tenth of that for one of ten hours.
	response, err := tx(e, e.Msgs.Apply, applyMsg(agent, id, 80_000))
	require.NoError(t, err)
	require.EqualValues(t, 8_800, response.Bond.Int64())
	apply(e, rival, id, 100_000)
	e.EndBlock()

	requireStake(e, agent, 0, 8_800, 0, 1)
	require.EqualValues(t, -8_800, e.Gain(agent), "the standing stake first, then the account")
	requireStake(e, rival, 0, bond, 0, 1)
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_OPEN, job.Status)
	require.EqualValues(t, 2, job.Applications)
	first := types.Application{JobId: id, Agent: agent.String(), Price: math.NewInt(80_000), Bond: math.NewInt(8_800), AppliedMs: e.Clock.Ms}
	require.Equal(t, &types.EventApplied{Application: first, Applications: 1},
		testutil.EventsOf[*types.EventApplied](t, e.Events)[0])
	require.Equal(t, []types.Application{first}, standing(e, &types.QueryApplicationsRequest{Agent: agent.String()}))
	require.Len(t, standing(e, &types.QueryApplicationsRequest{JobId: id}), 2)
	require.Len(t, standing(e, &types.QueryApplicationsRequest{}), 2)
	has, err := e.Keeper.HasStake(e.Ctx, agent)
	require.NoError(t, err)
	require.True(t, has)
}

func TestApplyRefused(t *testing.T) {
	suspended := func(e *testutil.Env, _ uint64) { suspend(e, agent) }
	for name, test := range map[string]struct {
		post    func(m *types.MsgPostJob)
		change  func(m *types.MsgApply)
		prepare func(e *testutil.Env, id uint64)
		want    error
	}{
		"exact":                {change: func(m *types.MsgApply) { m.Price = math.NewInt(100_000) }},
		"price at least":       {change: func(m *types.MsgApply) { m.Price = math.NewInt(10_000) }},
		"price below":          {change: func(m *types.MsgApply) { m.Price = math.NewInt(9_999) }, want: types.ErrPrice},
		"price above":          {change: func(m *types.MsgApply) { m.Price = math.NewInt(100_001) }, want: types.ErrPrice},
		"bond exact":           {change: func(m *types.MsgApply) { m.MaxBond = math.NewInt(8_800) }},
		"bond above":           {change: func(m *types.MsgApply) { m.MaxBond = math.NewInt(8_799) }, want: types.ErrApplicationBond},
		"claim job":            {post: func(m *types.MsgPostJob) { m.Assignment = types.ASSIGNMENT_MODE_CLAIM }, want: types.ErrWrongMode},
		"no job":               {change: func(m *types.MsgApply) { m.JobId++ }, want: types.ErrJobNotFound},
		"suspended":            {prepare: suspended, want: testutil.ErrIdentity},
		"own job":              {change: func(m *types.MsgApply) { m.Agent = employer.String() }, want: types.ErrOwnJob},
		"score":                {post: minScore(1), want: types.ErrScore},
		"not invited":          {post: inviting("org:abroad"), want: types.ErrNotInvited},
		"twice":                {prepare: func(e *testutil.Env, id uint64) { apply(e, agent, id, 50_000) }, want: types.ErrApplied},
		"no money":             {prepare: func(e *testutil.Env, _ uint64) { spend(agent, testutil.Funds-8_799)(e) }, want: testutil.ErrFunds},
		"at the deadline":      {prepare: func(e *testutil.Env, _ uint64) { e.Pass(24 * time.Hour) }, want: types.ErrTooLate},
		"awarded":              {prepare: func(e *testutil.Env, id uint64) { apply(e, rival, id, 50_000); award(e, id, rival, 50_000) }, want: types.ErrTooLate},
		"no room for a job":    {prepare: func(e *testutil.Env, _ uint64) { busy(2)(e) }, want: types.ErrTooManyActive},
		"cancelled":            {prepare: func(e *testutil.Env, id uint64) { cancel(e, id) }, want: types.ErrWrongStatus},
		"after a withdrawal":   {prepare: func(e *testutil.Env, id uint64) { apply(e, agent, id, 50_000); mustTakeBack(e, agent, id) }},
		"agent's organisation": {prepare: func(e *testutil.Env, _ uint64) { join(agent, "ministry")(e) }, want: types.ErrSameOrganisation},
	} {
		t.Run(name, func(t *testing.T) {
			e := market(t)
			id := post(e, selecting, func(m *types.MsgPostJob) {
				if test.post != nil {
					test.post(m)
				}
			})
			e.EndBlock()
			if test.prepare != nil {
				test.prepare(e, id)
			}
			msg := applyMsg(agent, id, 80_000)
			if test.change != nil {
				test.change(msg)
			}
			before, err := e.Keeper.ExportGenesis(e.Ctx)
			require.NoError(t, err)
			_, err = tx(e, e.Msgs.Apply, msg)
			require.ErrorIs(t, err, test.want)
			if test.want != nil {
				after, err := e.Keeper.ExportGenesis(e.Ctx)
				require.NoError(t, err)
				require.Equal(t, before, after)
			}
			e.EndBlock()
		})
	}
}

func cancel(e *testutil.Env, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: id})
	require.NoError(e.T, err)
}

func mustTakeBack(e *testutil.Env, who sdk.AccAddress, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.WithdrawApplication, takeBack(who, id))
	require.NoError(e.T, err)
}

// Each way of assignment says how it is done instead.
func TestWrongMode(t *testing.T) {
	e := market(t)
	id, claimed := post(e, selecting), post(e)
	_, err := tx(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: id})
	require.ErrorIs(t, err, types.ErrWrongMode)
	require.ErrorContains(t, err, "offer a price for it with: tx jobs apply")
	_, err = tx(e, e.Msgs.Apply, applyMsg(agent, claimed, 1))
	require.ErrorIs(t, err, types.ErrWrongMode)
	require.ErrorContains(t, err, "take it with: tx jobs claim-job")
	refusedNow(e, e.Msgs.Award, awardMsg(claimed, agent, 1), types.ErrWrongMode)
}

func TestWithdrawApplication(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	apply(e, agent, id, 80_000)
	apply(e, rival, id, 70_000)
	e.EndBlock()
	refused(e, e.Msgs.WithdrawApplication, takeBack(third, id), types.ErrNoApplication)
	suspend(e, agent) // an exit
	mustTakeBack(e, agent, id)
	e.EndBlock()
	requireStake(e, agent, 8_800, 0, 0, 0)
	require.EqualValues(t, 1, e.Job(id).Applications)
	require.Equal(t, []*types.EventApplicationEnded{{
		JobId: id, Agent: agent.String(), Bond: math.NewInt(8_800), Reason: types.ApplicationWithdrawn,
	}}, testutil.EventsOf[*types.EventApplicationEnded](t, e.Events))

	award(e, id, rival, 70_000)
	_, err := tx(e, e.Msgs.WithdrawApplication, takeBack(rival, id))
	require.ErrorIs(t, err, types.ErrAwarded)
	e.EndBlock()
	refused(e, e.Msgs.WithdrawApplication, takeBack(rival, id), types.ErrNoApplication)
}

// Fifty may apply for a job, and an agent for a hundred; a bond of nothing counts like any other.
func TestBoundsOfApplications(t *testing.T) {
	e := market(t)
	id := post(e, selecting, func(m *types.MsgPostJob) { m.Payout = math.OneInt() })
	setParams(e, func(p *types.Params) { p.BondBps, p.BondMin = 0, math.ZeroInt() })
	free := post(e, selecting)
	for n := range byte(types.MaxApplications) {
		who := testutil.Addr(100 + n)
		e.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		e.Fund(who, math.OneInt())
		apply(e, who, id, 1)
	}
	e.EndBlock()
	refused(e, e.Msgs.Apply, applyMsg(agent, id, 1), types.ErrApplicationsFull)
	require.Len(t, standing(e, &types.QueryApplicationsRequest{JobId: id}), types.MaxApplications)
	mustTakeBack(e, testutil.Addr(100), id)
	apply(e, agent, id, 1)
	apply(e, third, free, 10_000)
	e.EndBlock()
	requireStake(e, third, 0, 0, 0, 1)
	has, err := e.Keeper.HasStake(e.Ctx, third)
	require.NoError(t, err)
	require.True(t, has, "who has applied cannot leave")
	mustTakeBack(e, third, free)
	for range types.MaxStandingApplications {
		apply(e, rival, post(e, selecting, tiny), 1)
	}
	e.EndBlock()
	refused(e, e.Msgs.Apply, applyMsg(rival, free, 1), types.ErrTooManyApplications)
	cancel(e, id)
	e.EndBlock(func(ctx sdk.Context) { require.NoError(t, e.Keeper.AfterRevoked(ctx, rival)) })
	require.Len(t, testutil.EventsOf[*types.EventApplicationEnded](t, e.Events), types.MaxApplications+types.MaxStandingApplications)
	require.Empty(t, standing(e, &types.QueryApplicationsRequest{}))
	require.Zero(t, e.Gain(rival))
}

// The query says what the message would, and open jobs are those that one may apply for.
func TestEligibilityToApply(t *testing.T) {
	e := market(t)
	id := post(e, selecting)
	e.EndBlock()
	ask := func(who sdk.AccAddress) *types.QueryEligibilityResponse {
		answer, err := e.Queries.Eligibility(e.Ctx, &types.QueryEligibilityRequest{JobId: id, Agent: who.String()})
		require.NoError(t, err)
		open, err := e.Queries.OpenJobs(e.Ctx, &types.QueryOpenJobsRequest{Agent: who.String()})
		require.NoError(t, err)
		require.Equal(t, answer.Eligible, len(open.Jobs) == 1)
		return answer
	}
	require.True(t, ask(agent).Eligible)
	require.EqualValues(t, bond, ask(agent).Bond.Int64(), "the most that it may be")
	apply(e, agent, id, 90_000)
	require.True(t, ask(rival).Eligible)
	_, err := tx(e, e.Msgs.Apply, applyMsg(agent, id, 9))
	require.EqualError(t, err, ask(agent).Reason)
	require.ErrorIs(t, err, types.ErrApplied)
}

func TestApplicationsQuery(t *testing.T) {
	e := market(t)
	id, other := post(e, selecting), post(e, selecting)
	apply(e, agent, id, 90_000)
	apply(e, rival, id, 80_000)
	apply(e, agent, other, 70_000)
	e.EndBlock()
	_, err := e.Queries.Applications(e.Ctx, nil)
	require.Error(t, err)
	_, err = e.Queries.Applications(e.Ctx, &types.QueryApplicationsRequest{JobId: id, Agent: agent.String()})
	require.ErrorContains(t, err, types.ErrFilter.Error())
	_, err = e.Queries.Applications(e.Ctx, &types.QueryApplicationsRequest{JobId: 5})
	require.ErrorContains(t, err, types.ErrJobNotFound.Error())
	_, err = e.Queries.Applications(e.Ctx, &types.QueryApplicationsRequest{Agent: "x"})
	require.ErrorContains(t, err, types.ErrAddress.Error())
	for _, req := range []*types.QueryApplicationsRequest{{}, {JobId: id}, {Agent: agent.String()}} {
		all := standing(e, req)
		var paged []types.Application
		req.Pagination = &query.PageRequest{Limit: 1}
		for {
			response, err := e.Queries.Applications(e.Ctx, req)
			require.NoError(t, err)
			paged = append(paged, response.Applications...)
			if req.Pagination.Key = response.Pagination.NextKey; req.Pagination.Key == nil {
				break
			}
		}
		require.Equal(t, all, paged)
	}
}
