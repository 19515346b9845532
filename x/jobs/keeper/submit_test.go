package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func TestSubmitWork(t *testing.T) {
	e := testutil.New(t)
	id := post(e)
	claim(e, agent, id)
	e.EndBlock()
	e.Pass(time.Hour - time.Millisecond)
	suspend(e, agent) // a duty
	submit(e, id)
	height := e.Ctx.BlockHeight()
	e.EndBlock()

	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, job.Status)
	require.Zero(t, job.DeadlineMs, "the round's deadline lies in x/validation")
	require.Equal(t, e.Clock.Ms, job.SubmittedMs)
	require.Equal(t, height, job.SubmittedHeight)
	require.Zero(t, e.Stake(agent).ActiveJobs)
	require.EqualValues(t, bond, e.Stake(agent).Locked.Int64())
	require.Equal(t, []validationtypes.OpenRound{{
		JobID: id, Pool: "general", ReviewVersion: 1, Seats: 3, SeatLock: math.NewInt(3_333),
		Excluded: []string{employer.String(), agent.String()}, ExcludedOrganisations: []string{"ministry", "lab"},
	}}, e.Validation.Opened)
	require.Contains(t, e.Hooks.Heard, "submitted 100001000")
	require.Equal(t, []*types.EventWorkSubmitted{{
		JobId: id, Agent: agent.String(), ResultUri: "https://data.example/result.json", ResultSha256: hash(2),
		Status: types.JOB_STATUS_IN_REVIEW,
	}}, testutil.EventsOf[*types.EventWorkSubmitted](t, e.Events))
}

// Who answers for an AI agent has a stake in its work and does not judge it.
func TestTheResponsibleIsExcluded(t *testing.T) {
	e := testutil.New(t)
	e.Identity.Admit(agent, identitytypes.PARTICIPANT_KIND_AI_AGENT, "", identitytypes.ROLE_AGENT)
	p := e.Identity.Participants[agent.String()]
	p.Responsible = seats[0].String()
	e.Identity.Participants[agent.String()] = p
	id := post(e)
	claim(e, agent, id)
	e.EndBlock()
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrSubmission)
	_, err := tx(e, e.Msgs.SubmitWork, submitMsg(id, func(m *types.MsgSubmitWork) {
		m.Submission.ModelId, m.Submission.ModelHash = "model-7", hash(7)
	}))
	require.NoError(t, err)
	require.Equal(t, []string{employer.String(), agent.String(), seats[0].String()}, e.Validation.Opened[0].Excluded)
	require.Equal(t, []string{"ministry"}, e.Validation.Opened[0].ExcludedOrganisations)
}

func TestSubmitRefused(t *testing.T) {
	for name, test := range map[string]struct {
		change func(m *types.MsgSubmitWork)
		pass   time.Duration
		want   error
	}{
		"not the agent":  {change: func(m *types.MsgSubmitWork) { m.Agent = rival.String() }, want: types.ErrNotAgent},
		"unknown job":    {change: func(m *types.MsgSubmitWork) { m.JobId = 3 }, want: types.ErrJobNotFound},
		"deadline n":     {pass: time.Hour, want: types.ErrTooLate},
		"deadline n+1":   {pass: time.Hour + time.Millisecond, want: types.ErrTooLate},
		"uri elsewhere":  {change: func(m *types.MsgSubmitWork) { m.Submission.Result.Uri = "ipfs://x" }, want: types.ErrURIPrefix},
		"hash":           {change: func(m *types.MsgSubmitWork) { m.Submission.Result.Sha256 = nil }, want: types.ErrHash},
		"no certificate": {change: func(m *types.MsgSubmitWork) { m.Submission.Certificates = []uint64{100_001_000} }, want: types.ErrNoCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			e := testutil.New(t)
			id := post(e)
			claim(e, agent, id)
			e.EndBlock()
			e.Pass(test.pass)
			msg := submitMsg(id)
			if test.change != nil {
				test.change(msg)
			}
			refused(e, e.Msgs.SubmitWork, msg, test.want)
			require.Empty(t, e.Validation.Opened)
		})
	}
}

func TestSubmitInTheWrongStatus(t *testing.T) {
	e := testutil.New(t)
	open := post(e)
	id := reviewed(e)
	refused(e, e.Msgs.SubmitWork, submitMsg(open), types.ErrNotAgent)
	refused(e, e.Msgs.SubmitWork, submitMsg(id), types.ErrWrongStatus)
	refused(e, e.Msgs.SurrenderJob, &types.MsgSurrenderJob{Agent: agent.String(), JobId: id}, types.ErrWrongStatus)
}

func TestWorkBuildsOnCertificates(t *testing.T) {
	e := testutil.New(t)
	first := reviewed(e)
	e.EndBlock(closeRound(e, first, approved, 3))
	_, err := tx(e, e.Msgs.AcceptVerdict, &types.MsgAcceptVerdict{Sender: employer.String(), JobId: first})
	require.NoError(t, err)
	e.EndBlock()
	second := post(e)
	claim(e, agent, second)
	_, err = tx(e, e.Msgs.SubmitWork, submitMsg(second, func(m *types.MsgSubmitWork) { m.Submission.Certificates = []uint64{first} }))
	require.NoError(t, err)
	e.EndBlock()
}

func TestVerdictsOpenTheChallengeWindow(t *testing.T) {
	for result, status := range map[validationtypes.RoundResult]types.JobStatus{
		approved: types.JOB_STATUS_APPROVED, rejected: types.JOB_STATUS_REJECTED, unjudgeable: types.JOB_STATUS_UNJUDGEABLE,
	} {
		e := testutil.New(t)
		id := reviewed(e)
		e.EndBlock(closeRound(e, id, result, 3))
		job := e.Job(id)
		require.Equal(t, status, job.Status)
		require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), job.DeadlineMs)
		require.Equal(t, status, job.Verdict.Status)
		require.EqualValues(t, 90, job.Verdict.Quality)
		require.Equal(t, []types.CheckTally{{Name: "privacy", Passed: 3}}, job.Verdict.Checks)
		require.Equal(t, []*types.EventVerdictRecorded{{JobId: id, Verdict: *job.Verdict, Status: status, DeadlineMs: job.DeadlineMs}},
			testutil.EventsOf[*types.EventVerdictRecorded](t, e.Events))

		require.ErrorIs(t, e.Keeper.AfterRoundClosed(e.Ctx, validationtypes.RoundClosed{JobID: id, Result: result}), types.ErrWrongStatus)
		e.Pass(time.Hour - time.Millisecond)
		e.EndBlock()
		require.Equal(t, status, e.Job(id).Status, "the window is half-open")
		e.Pass(time.Millisecond)
		e.EndBlock()
		require.True(t, e.Job(id).Status.Terminal())
	}
}

func TestRoundOfAnotherRung(t *testing.T) {
	e := testutil.New(t)
	id := reviewed(e)
	require.ErrorIs(t, e.Keeper.AfterRoundClosed(e.Ctx, validationtypes.RoundClosed{JobID: id, Rung: 1, Result: approved}), types.ErrWrongStatus)
	require.ErrorIs(t, e.Keeper.AfterRoundClosed(e.Ctx, validationtypes.RoundClosed{JobID: 5, Result: approved}), types.ErrJobNotFound)
}

func TestAcceptVerdict(t *testing.T) {
	for name, test := range map[string]struct {
		result  validationtypes.RoundResult
		may     []string
		mayNot  []string
		outcome types.JobStatus
	}{
		"approved":    {approved, []string{employer.String()}, []string{agent.String(), rival.String()}, types.JOB_STATUS_COMPLETED},
		"rejected":    {rejected, []string{agent.String()}, []string{employer.String(), rival.String()}, types.JOB_STATUS_FAILED},
		"unjudgeable": {unjudgeable, []string{agent.String(), employer.String()}, []string{rival.String()}, types.JOB_STATUS_CANCELLED},
	} {
		t.Run(name, func(t *testing.T) {
			for _, who := range test.may {
				e := testutil.New(t)
				id := reviewed(e)
				accept := func(who string) *types.MsgAcceptVerdict { return &types.MsgAcceptVerdict{Sender: who, JobId: id} }
				refused(e, e.Msgs.AcceptVerdict, accept(who), types.ErrWrongStatus)
				e.EndBlock(closeRound(e, id, test.result, 3))
				for _, not := range test.mayNot {
					refused(e, e.Msgs.AcceptVerdict, accept(not), types.ErrNotYourVerdict)
				}
				e.Clock.Ms = e.Job(id).DeadlineMs
				refused(e, e.Msgs.AcceptVerdict, accept(who), types.ErrTooLate)
				e.Clock.Ms--
				_, err := tx(e, e.Msgs.AcceptVerdict, accept(who))
				require.NoError(t, err)
				require.Equal(t, types.JOB_STATUS_SETTLING, e.Job(id).Status)
				e.EndBlock()
				require.Equal(t, test.outcome, e.Job(id).Status)
				require.Equal(t, types.RULING_BASIS_VERDICT, e.Job(id).Ruling.Basis)
				require.Equal(t, []*types.EventVerdictAccepted{{JobId: id, Actor: who, Status: types.JOB_STATUS_SETTLING}},
					testutil.EventsOf[*types.EventVerdictAccepted](t, e.Events))
			}
		})
	}
}
