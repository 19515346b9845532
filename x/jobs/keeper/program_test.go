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

// A job of 100,000 costs 111,000: see testutil.Params.
const jobCosts = 111_000

var (
	delegate = testutil.Addr(31)
	stranger = testutil.Addr(32)
)

// withDelegate admits who may post besides the employer: both without an organisation, so that nothing keeps an agent away.
func withDelegate(e *testutil.Env) {
	for _, addr := range []sdk.AccAddress{delegate, stranger} {
		e.Identity.Admit(addr, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_EMPLOYER)
		e.Fund(addr, math.NewInt(testutil.Funds))
	}
}

func programMsg(change ...func(*types.MsgCreateProgram)) *types.MsgCreateProgram {
	msg := &types.MsgCreateProgram{
		Sponsor: employer.String(), Title: "Flood relief", Document: types.Document{Uri: "https://data.example/program.md", Sha256: hash(9)},
		Budget: math.NewInt(1_000_000), Priority: types.PRIORITY_URGENT, MaxPayout: math.NewInt(150_000),
		Delegates: []types.Allotment{{Delegate: delegate.String(), Left: math.NewInt(400_000)}},
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

// inProgramOf returns an Env with a program of employer's, of which delegate may spend 400,000.
func inProgramOf(t *testing.T, change ...func(*types.MsgCreateProgram)) (*testutil.Env, uint64) {
	t.Helper()
	e := testutil.New(t)
	withDelegate(e)
	return e, create(e, change...)
}

func create(e *testutil.Env, change ...func(*types.MsgCreateProgram)) uint64 {
	e.T.Helper()
	response, err := tx(e, e.Msgs.CreateProgram, programMsg(change...))
	require.NoError(e.T, err)
	e.EndBlock()
	return response.ProgramId
}

// by makes a posting the delegate's, under a program and with a label.
func by(who sdk.AccAddress, program uint64, label string, dependsOn ...string) func(*types.MsgPostJob) {
	wait := 48 * time.Hour
	return func(m *types.MsgPostJob) {
		m.Employer, m.Program, m.Label, m.DependsOn = who.String(), program, label, dependsOn
		if len(dependsOn) > 0 {
			m.BlockedFor = &wait
		}
	}
}

func program(e *testutil.Env, id uint64) types.Program {
	e.T.Helper()
	p, err := e.Keeper.Program(e.Ctx, id)
	require.NoError(e.T, err)
	return p
}

// left is what somebody may still spend of a program; -1 for who is none of its delegates.
func left(e *testutil.Env, id uint64, who sdk.AccAddress) int64 {
	e.T.Helper()
	response, err := e.Queries.Allotments(e.Ctx, &types.QueryAllotmentsRequest{ProgramId: id})
	require.NoError(e.T, err)
	for _, a := range response.Allotments {
		if a.Delegate == who.String() {
			return a.Left.Int64()
		}
	}
	return -1
}

// sums are budget, committed, spent, returned.
func sums(e *testutil.Env, id uint64) []int64 {
	p := program(e, id)
	return []int64{p.Budget.Int64(), p.Committed.Int64(), p.Spent.Int64(), p.Returned.Int64()}
}

// complete has the agent do an OPEN job that its employer accepts.
func complete(e *testutil.Env, id uint64) {
	e.T.Helper()
	claim(e, agent, id)
	e.EndBlock()
	submit(e, id)
	e.EndBlock(closeRound(e, id, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: e.Job(id).Employer, JobId: id})
	require.NoError(e.T, err)
	e.EndBlock()
	require.Equal(e.T, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
}

// fail has the agent hand in what the committee rejects.
func fail(e *testutil.Env, id uint64) {
	e.T.Helper()
	claim(e, agent, id)
	e.EndBlock()
	submit(e, id)
	e.EndBlock(closeRound(e, id, rejected, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: agent.String(), JobId: id})
	require.NoError(e.T, err)
	e.EndBlock()
	require.Equal(e.T, types.JOB_STATUS_FAILED, e.Job(id).Status)
}

func TestCreateProgram(t *testing.T) {
	e := testutil.New(t)
	withDelegate(e)
	response, err := tx(e, e.Msgs.CreateProgram, programMsg())
	require.NoError(t, err)
	id := response.ProgramId
	e.EndBlock()

	p := program(e, id)
	require.Equal(t, types.PROGRAM_STATUS_ACTIVE, p.Status)
	require.Equal(t, types.PRIORITY_URGENT, p.Priority, "the ministry is a government's")
	require.Equal(t, testutil.Start, p.CreatedMs)
	require.Equal(t, []int64{1_000_000, 0, 0, 0}, sums(e, id))
	require.Equal(t, int64(600_000), left(e, id, employer))
	require.Equal(t, int64(400_000), left(e, id, delegate))
	require.Equal(t, int64(-1_000_000), e.Gain(employer))
	created := testutil.EventsOf[*types.EventProgramCreated](t, e.Events)
	require.Len(t, created, 1)
	require.Equal(t, p.String(), created[0].Program.String())

	other, err := tx(e, e.Msgs.PostJob, postMsg())
	require.NoError(t, err)
	second := create(e)
	require.NotEqual(t, other.JobId, second, "programs and jobs share their ids")
}

func TestCreateProgramRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.MsgCreateProgram)
		want   error
	}{
		"no employer":       {func(m *types.MsgCreateProgram) { m.Sponsor = agent.String() }, testutil.ErrIdentity},
		"unknown category":  {func(m *types.MsgCreateProgram) { m.Categories = []string{"magic"} }, types.ErrUnknownCategory},
		"more than it has":  {func(m *types.MsgCreateProgram) { m.Budget = math.NewInt(testutil.Funds + 1) }, testutil.ErrFunds},
		"no title":          {func(m *types.MsgCreateProgram) { m.Title = "" }, types.ErrText},
		"the sponsor again": {func(m *types.MsgCreateProgram) { m.Delegates[0].Delegate = employer.String() }, types.ErrDelegate},
		"the treasury twice": {func(m *types.MsgCreateProgram) {
			m.Sponsor = testutil.Authority.String()
			m.Delegates[0].Delegate = treasury.String()
		}, types.ErrDelegate},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			withDelegate(e)
			refused(e, e.Msgs.CreateProgram, programMsg(tc.change), tc.want)
		})
	}
}

// The wish of a sponsor outside the government waits for the authority.
func TestPriorityNeedsGovernmentOrApproval(t *testing.T) {
	e, _ := inProgramOf(t)
	id := create(e, func(m *types.MsgCreateProgram) { m.Sponsor, m.Delegates = stranger.String(), nil })
	require.Equal(t, types.PRIORITY_NORMAL, program(e, id).Priority)
	urgent := postMsg(by(stranger, id, "a"), func(m *types.MsgPostJob) { m.Priority = types.PRIORITY_URGENT })
	refused(e, e.Msgs.PostJob, urgent, types.ErrPriority)
	approve := &types.MsgApproveProgram{
		Authority: testutil.Authority.String(), ProgramId: id, Priority: types.PRIORITY_CRITICAL, Incentives: true,
	}
	stolen := *approve
	stolen.Authority = stranger.String()
	refused(e, e.Msgs.ApproveProgram, &stolen, types.ErrAuthority)

	_, err := tx(e, e.Msgs.ApproveProgram, approve)
	require.NoError(t, err)
	job, err := tx(e, e.Msgs.PostJob, urgent)
	require.NoError(t, err)
	require.True(t, program(e, id).Incentives)
	require.Equal(t, types.PRIORITY_URGENT, e.Job(job.JobId).Priority)
	e.EndBlock()
	require.Equal(t, []*types.EventProgramApproved{{ProgramId: id, Priority: types.PRIORITY_CRITICAL, Incentives: true}},
		testutil.EventsOf[*types.EventProgramApproved](t, e.Events))

	// Without a program only the treasury is in a hurry.
	hurry := func(m *types.MsgPostJob) { m.Priority = types.PRIORITY_CRITICAL }
	refused(e, e.Msgs.PostJob, postMsg(hurry), types.ErrPriority)
	_, err = tx(e, e.Msgs.PostJob, postMsg(hurry, func(m *types.MsgPostJob) { m.Employer = testutil.Authority.String() }))
	require.NoError(t, err)
}

func TestPostUnderProgram(t *testing.T) {
	e, id := inProgramOf(t)
	job := post(e, by(delegate, id, "a"))
	require.Equal(t, int64(400_000-jobCosts), left(e, id, delegate))
	require.Equal(t, []int64{1_000_000, 0, 0, 0}, sums(e, id), "the totals are EndBlock's")
	e.EndBlock()
	require.Equal(t, []int64{1_000_000, jobCosts, 0, 0}, sums(e, id))
	require.Equal(t, uint64(1), program(e, id).Unended)
	require.Equal(t, int64(0), e.Gain(delegate), "the program pays")

	list, err := e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Program: id})
	require.NoError(t, err)
	require.Equal(t, []types.Job{e.Job(job)}, list.Jobs)
	_, err = e.Queries.Jobs(e.Ctx, &types.QueryJobsRequest{Program: id, Category: "general"})
	require.ErrorContains(t, err, types.ErrFilter.Error())
}

func TestPostUnderProgramRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		prepare func(e *testutil.Env, id uint64)
		change  func(*types.MsgPostJob)
		want    error
	}{
		"another program": {change: func(m *types.MsgPostJob) { m.Program++ }, want: types.ErrProgramNotFound},
		"no delegate":     {change: func(m *types.MsgPostJob) { m.Employer = stranger.String() }, want: types.ErrDelegate},
		"too large":       {change: func(m *types.MsgPostJob) { m.Payout = math.NewInt(150_001) }, want: types.ErrProgramJob},
		"in a hurry":      {change: func(m *types.MsgPostJob) { m.Priority = types.PRIORITY_CRITICAL }, want: types.ErrPriority},
		"label taken": {
			prepare: func(e *testutil.Env, id uint64) { post(e, by(employer, id, "a")) }, want: types.ErrLabel,
		},
		"unknown dependency": {change: func(m *types.MsgPostJob) {
			m.DependsOn, m.BlockedFor = []string{"b"}, &m.OpenFor
		}, want: types.ErrDependency},
		"allotment spent": {prepare: func(e *testutil.Env, id uint64) {
			allot(e, id, delegate, jobCosts-1)
		}, want: types.ErrAllotment},
		"delegation ended": {prepare: func(e *testutil.Env, id uint64) { allot(e, id, delegate, 0) }, want: types.ErrDelegate},
		"paused":           {prepare: func(e *testutil.Env, id uint64) { pause(e, id, employer) }, want: types.ErrProgramStatus},
		"closed":           {prepare: func(e *testutil.Env, id uint64) { closeProgram(e, id) }, want: types.ErrProgramStatus},
		"lost the role": {prepare: func(e *testutil.Env, _ uint64) {
			e.Identity.Admit(delegate, identitytypes.PARTICIPANT_KIND_HUMAN, "")
		}, want: testutil.ErrIdentity},
	} {
		t.Run(name, func(t *testing.T) {
			e, id := inProgramOf(t)
			if tc.prepare != nil {
				tc.prepare(e, id)
			}
			msg := postMsg(by(delegate, id, "a"))
			if tc.change != nil {
				tc.change(msg)
			}
			e.EndBlock()
			refused(e, e.Msgs.PostJob, msg, tc.want)
		})
	}
	e, _ := inProgramOf(t)
	id := create(e, func(m *types.MsgCreateProgram) { m.Categories = []string{"general"} })
	other := testutil.Category()
	other.Slug = "other"
	_, err := tx(e, e.Msgs.SetCategory, &types.MsgSetCategory{Authority: testutil.Authority.String(), Category: other})
	require.NoError(t, err)
	refused(e, e.Msgs.PostJob, postMsg(by(delegate, id, "a"), func(m *types.MsgPostJob) { m.Category = "other" }), types.ErrProgramJob)
}

func allot(e *testutil.Env, id uint64, who sdk.AccAddress, amount int64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.SetAllotment, &types.MsgSetAllotment{
		Sponsor: employer.String(), ProgramId: id, Delegate: who.String(), Left: math.NewInt(amount),
	})
	require.NoError(e.T, err)
}

func pause(e *testutil.Env, id uint64, who sdk.AccAddress) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.PauseProgram, &types.MsgPauseProgram{Sender: who.String(), ProgramId: id})
	require.NoError(e.T, err)
}

func closeProgram(e *testutil.Env, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.CloseProgram, &types.MsgCloseProgram{Sponsor: program(e, id).Sponsor, ProgramId: id})
	require.NoError(e.T, err)
}

func TestPauseAndResume(t *testing.T) {
	e, id := inProgramOf(t)
	pauseBy := func(who sdk.AccAddress) *types.MsgPauseProgram {
		return &types.MsgPauseProgram{Sender: who.String(), ProgramId: id}
	}
	resumeBy := func(who sdk.AccAddress) *types.MsgResumeProgram {
		return &types.MsgResumeProgram{Sender: who.String(), ProgramId: id}
	}
	refused(e, e.Msgs.PauseProgram, pauseBy(delegate), types.ErrNotSponsor)
	refused(e, e.Msgs.ResumeProgram, resumeBy(employer), types.ErrProgramStatus)
	running := post(e, by(delegate, id, "a"))
	pause(e, id, testutil.Authority)
	require.Equal(t, types.PROGRAM_STATUS_PAUSED, program(e, id).Status)
	e.EndBlock()
	require.Equal(t, []*types.EventProgramStatusChanged{
		{ProgramId: id, Actor: testutil.Authority.String(), Status: types.PROGRAM_STATUS_PAUSED},
	}, testutil.EventsOf[*types.EventProgramStatusChanged](t, e.Events))
	refused(e, e.Msgs.PauseProgram, pauseBy(employer), types.ErrProgramStatus)
	refused(e, e.Msgs.ResumeProgram, resumeBy(delegate), types.ErrNotSponsor)

	complete(e, running)
	// Whoever is out of standing pauses and closes, but lets nothing new in.
	e.Identity.Admit(employer, identitytypes.PARTICIPANT_KIND_ORGANISATION, "ministry")
	refused(e, e.Msgs.ResumeProgram, resumeBy(employer), testutil.ErrIdentity)
	_, err := tx(e, e.Msgs.ResumeProgram, resumeBy(testutil.Authority))
	require.NoError(t, err)
	pause(e, id, employer)
	e.Identity.Admit(employer, identitytypes.PARTICIPANT_KIND_ORGANISATION, "ministry", identitytypes.ROLE_EMPLOYER)
	_, err = tx(e, e.Msgs.ResumeProgram, resumeBy(employer))
	require.NoError(t, err)
	post(e, by(delegate, id, "b"))
	e.EndBlock()
}

// A job of a program is done for its sponsor, too: he and his do not work on it, and the certificate is his.
func TestSponsorIsOnTheEmployersSide(t *testing.T) {
	e, id := inProgramOf(t)
	colleague := testutil.Addr(33)
	e.Identity.Admit(colleague, identitytypes.PARTICIPANT_KIND_HUMAN, "ministry", identitytypes.ROLE_AGENT)
	e.Identity.Admit(employer, identitytypes.PARTICIPANT_KIND_ORGANISATION, "ministry", identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT)
	e.Fund(colleague, math.NewInt(testutil.Funds))
	job := post(e, by(delegate, id, "a"))
	e.EndBlock()
	claimBy := func(who sdk.AccAddress) *types.MsgClaimJob {
		return &types.MsgClaimJob{Agent: who.String(), JobId: job}
	}
	refused(e, e.Msgs.ClaimJob, claimBy(employer), types.ErrOwnJob)
	refused(e, e.Msgs.ClaimJob, claimBy(colleague), types.ErrSameOrganisation)
	claim(e, agent, job)
	e.EndBlock()
	submit(e, job)
	require.Contains(t, e.Validation.Opened[len(e.Validation.Opened)-1].Excluded, employer.String())
	e.EndBlock(closeRound(e, job, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: delegate.String(), JobId: job})
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(job).Status)
	require.Equal(t, employer, e.Certificates.Owners[job])
}

func TestHasStakeInProgram(t *testing.T) {
	e, id := inProgramOf(t)
	has := func(who sdk.AccAddress) bool {
		t.Helper()
		has, err := e.Keeper.HasStake(e.Ctx, who)
		require.NoError(t, err)
		return has
	}
	require.True(t, has(employer))
	require.False(t, has(delegate), "the money is the sponsor's, and nobody was asked")
	require.False(t, has(stranger))
	allot(e, id, delegate, jobCosts)
	job := post(e, by(delegate, id, "a"))
	e.EndBlock()
	require.True(t, has(delegate), "of an unended job")
	complete(e, job)
	require.False(t, has(delegate), "all is spent")
	require.True(t, has(employer))
	closeProgram(e, id)
	e.EndBlock()
	require.False(t, has(employer))
}

// A delegate who has left cannot keep the sponsor's money in offers that nobody takes.
func TestTheSponsorCancels(t *testing.T) {
	e, id := inProgramOf(t)
	job := post(e, by(delegate, id, "a"))
	e.EndBlock()
	refused(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: stranger.String(), JobId: job}, types.ErrNotEmployer)
	_, err := tx(e, e.Msgs.CancelJob, &types.MsgCancelJob{Employer: employer.String(), JobId: job})
	require.NoError(t, err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_CANCELLED, e.Job(job).Status)
}

// What the authority has paused only the authority resumes, also where the sponsor had paused it before.
func TestTheAuthorityHoldsAProgram(t *testing.T) {
	for name, before := range map[string]func(e *testutil.Env, id uint64) error{
		"active": func(*testutil.Env, uint64) error { return nil },
		"paused": func(e *testutil.Env, id uint64) error { return e.Keeper.PauseProgram(e.Ctx, employer.String(), id) },
	} {
		e, id := inProgramOf(t)
		require.NoError(t, before(e, id), name)
		require.NoError(t, e.Keeper.PauseProgram(e.Ctx, e.Keeper.Authority(), id), name)
		require.ErrorIs(t, e.Keeper.PauseProgram(e.Ctx, e.Keeper.Authority(), id), types.ErrProgramStatus, name)
		require.ErrorIs(t, e.Keeper.ResumeProgram(e.Ctx, employer.String(), id), types.ErrProgramStatus, name)
		require.NoError(t, e.Keeper.ResumeProgram(e.Ctx, e.Keeper.Authority(), id), name)
		require.NoError(t, e.Keeper.PauseProgram(e.Ctx, employer.String(), id), name)
		require.NoError(t, e.Keeper.ResumeProgram(e.Ctx, employer.String(), id), name)
	}
}
