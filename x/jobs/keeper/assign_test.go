package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

const bond = 11_000

func TestClaimJob(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	_, err := tx(e, e.Msgs.DepositStake, &types.MsgDepositStake{Agent: agent.String(), Amount: math.NewInt(4_000)})
	require.NoError(t, err)
	e.EndBlock()
	e.Pass(time.Minute)
	response, err := tx(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: id})
	require.NoError(t, err)
	require.EqualValues(t, bond, response.Bond.Int64())
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), response.DeadlineMs)
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_ASSIGNED, job.Status)
	require.Equal(t, agent.String(), job.Agent)
	require.Equal(t, e.Clock.Ms, job.AssignedMs)
	require.Equal(t, response.DeadlineMs, job.WorkDeadlineMs)
	require.Equal(t, types.AgentStake{
		Agent: agent.String(), Free: math.ZeroInt(), Locked: math.NewInt(bond), ActiveJobs: 1,
	}, e.Stake(agent))
	require.EqualValues(t, -bond, e.Gain(agent), "the standing stake first, then the account")
	require.Equal(t, []string{"posted 100001000", "assigned 100001000"}, e.Hooks.Heard)
	require.Equal(t, []*types.EventJobAssigned{{
		JobId: id, Agent: agent.String(), Bond: math.NewInt(bond), DeadlineMs: job.DeadlineMs,
		Status: types.JOB_STATUS_ASSIGNED,
	}},
		testutil.EventsOf[*types.EventJobAssigned](t, e.Events))
}

// The query gives the reason that the claim gives.
func TestEligibility(t *testing.T) {
	ai := []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_AI_AGENT}
	human := []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_HUMAN}
	for name, test := range map[string]struct {
		category func(c *types.Category)
		post     func(m *types.MsgPostJob)
		prepare  func(e *testutil.Env)
		who      sdk.AccAddress
		want     error
	}{
		"yes":                      {who: agent},
		"without organisation":     {who: rival},
		"no agent":                 {who: testutil.Addr(99), want: testutil.ErrIdentity},
		"suspended":                {who: agent, prepare: func(e *testutil.Env) { suspend(e, agent) }, want: testutil.ErrIdentity},
		"own job":                  {who: employer, want: types.ErrOwnJob},
		"same organisation":        {who: agent, prepare: join(agent, "ministry"), want: types.ErrSameOrganisation},
		"same organisation let in": {who: agent, prepare: join(agent, "ministry"), category: func(c *types.Category) { c.SameOrganisation = true }},
		"foreign":                  {who: agent, prepare: join(agent, "abroad"), want: types.ErrOrganisationKind},
		"foreign let in": {who: agent, prepare: join(agent, "abroad"), category: func(c *types.Category) {
			c.OrganisationKinds = []identitytypes.OrganisationKind{
				identitytypes.ORGANISATION_KIND_FOREIGN, identitytypes.ORGANISATION_KIND_GOVERNMENT,
			}
		}},
		"organisation kind": {who: agent, category: func(c *types.Category) {
			c.OrganisationKinds = []identitytypes.OrganisationKind{identitytypes.ORGANISATION_KIND_GOVERNMENT}
		}, want: types.ErrOrganisationKind},
		"kind by category": {who: agent, category: func(c *types.Category) { c.AgentKinds = ai }, want: types.ErrAgentKind},
		"kind by job":      {who: agent, post: func(m *types.MsgPostJob) { m.Requirements.AgentKinds = ai }, want: types.ErrAgentKind},
		"kind let in":      {who: agent, post: func(m *types.MsgPostJob) { m.Requirements.AgentKinds = human }},
		"score n-1":        {who: agent, post: minScore(50), prepare: score(49), want: types.ErrScore},
		"score n":          {who: agent, post: minScore(50), prepare: score(50)},
		"window n-1":       {who: agent, prepare: func(e *testutil.Env) { e.Pass(24*time.Hour - time.Millisecond) }},
		"window n":         {who: agent, prepare: func(e *testutil.Env) { e.Pass(24 * time.Hour) }, want: types.ErrTooLate},
		"window n+1":       {who: agent, prepare: func(e *testutil.Env) { e.Pass(24*time.Hour + time.Millisecond) }, want: types.ErrTooLate},
		"active n":         {who: agent, prepare: busy(1)},
		"active n+1":       {who: agent, prepare: busy(2), want: types.ErrTooManyActive},
		"taken":            {who: agent, prepare: func(e *testutil.Env) { claim(e, rival, 100_001_000) }, want: types.ErrWrongStatus},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			if test.category != nil {
				setCategory(test.category)(e)
			}
			id := post(e, func(m *types.MsgPostJob) {
				if test.post != nil {
					test.post(m)
				}
			})
			if test.prepare != nil {
				test.prepare(e)
			}
			msg := &types.MsgClaimJob{Agent: test.who.String(), JobId: id}
			answer, err := e.Queries.Eligibility(e.Ctx, &types.QueryEligibilityRequest{JobId: id, Agent: test.who.String()})
			require.NoError(t, err)
			require.Equal(t, test.want == nil, answer.Eligible, answer.Reason)
			require.EqualValues(t, bond, answer.Bond.Int64())
			if test.want == nil {
				claim(e, test.who, id)
				return
			}
			e.Bank.EndBlock(e.Ctx)
			_, err = tx(e, e.Msgs.ClaimJob, msg)
			require.EqualError(t, err, answer.Reason)
			refused(e, e.Msgs.ClaimJob, msg, test.want)
		})
	}
}

func minScore(n int64) func(*types.MsgPostJob) {
	return func(m *types.MsgPostJob) { m.Requirements.MinScore = math.NewInt(n) }
}

func score(n int64) func(*testutil.Env) {
	return func(e *testutil.Env) { e.Scores.ByAddress[agent.String()] = n }
}

// busy gives the agent other jobs.
func busy(jobs int) func(*testutil.Env) {
	return func(e *testutil.Env) {
		for range jobs {
			claim(e, agent, post(e))
		}
	}
}

func TestClaimWithoutMoney(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	e.EndBlock()
	spend(agent, testutil.Funds-bond+1)(e)
	refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: id}, testutil.ErrFunds)
	refused(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: agent.String(), JobId: 5}, types.ErrJobNotFound)
}

func TestExtendJob(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	claim(e, agent, id)
	e.EndBlock()
	extend := func(who sdk.AccAddress, d time.Duration) *types.MsgExtendJob {
		return &types.MsgExtendJob{Employer: who.String(), JobId: id, Extra: d}
	}
	refused(e, e.Msgs.ExtendJob, extend(rival, time.Hour), types.ErrNotEmployer)
	refused(e, e.Msgs.ExtendJob, extend(employer, 9*time.Hour+time.Millisecond), types.ErrDuration)
	suspend(e, employer) // a duty
	response, err := tx(e, e.Msgs.ExtendJob, extend(employer, 9*time.Hour))
	require.NoError(t, err, "ten hours from assignment is the category's most")
	job := e.Job(id)
	require.Equal(t, job.AssignedMs+(10*time.Hour).Milliseconds(), response.DeadlineMs)
	require.Equal(t, response.DeadlineMs, job.DeadlineMs)
	require.Equal(t, response.DeadlineMs, job.WorkDeadlineMs)
	refused(e, e.Msgs.ExtendJob, extend(employer, time.Millisecond), types.ErrDuration)
	e.EndBlock()
	e.Clock.Ms = job.DeadlineMs
	refused(e, e.Msgs.ExtendJob, extend(employer, time.Millisecond), types.ErrTooLate)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(id).Status)
	refused(e, e.Msgs.ExtendJob, extend(employer, time.Millisecond), types.ErrWrongStatus)
}

// An employer who could take its own job through a machine that it answers for would give itself a score.
func TestNobodyWorksForItselfThroughAMachine(t *testing.T) {
	answers := func(e *testutil.Env, addr sdk.AccAddress, who string) {
		p := e.Identity.Participants[addr.String()]
		p.Kind, p.Responsible = identitytypes.PARTICIPANT_KIND_AI_AGENT, who
		e.Identity.Participants[addr.String()] = p
	}
	for name, test := range map[string]struct {
		change func(e *testutil.Env)
		want   error
	}{
		"the employer's machine":              {func(e *testutil.Env) { answers(e, rival, employer.String()) }, types.ErrOwnJob},
		"the employer is the agent's machine": {func(e *testutil.Env) { answers(e, employer, rival.String()) }, types.ErrOwnJob},
		"both are one's machines": {func(e *testutil.Env) {
			answers(e, employer, agent.String())
			answers(e, rival, agent.String())
		}, types.ErrOwnJob},
		"another's machine": {func(e *testutil.Env) { answers(e, rival, agent.String()) }, nil},
		"the category allows it": {func(e *testutil.Env) {
			answers(e, rival, employer.String())
			category := testutil.Category()
			category.SameOrganisation = true
			_, err := e.Keeper.SetCategory(e.Ctx, category)
			require.NoError(e.T, err)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			test.change(e)
			id := post(e)
			e.EndBlock()
			_, err := tx(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: rival.String(), JobId: id})
			require.ErrorIs(t, err, test.want)
		})
	}
}
