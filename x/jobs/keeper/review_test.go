package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func byEmployer(m *types.MsgPostJob) { m.Review = types.REVIEW_MODE_EMPLOYER }

// inEmployersHands has a result wait for its employer, who has three days.
func inEmployersHands(e *testutil.Env, change ...func(*types.MsgPostJob)) uint64 {
	e.T.Helper()
	return reviewed(e, append(change, byEmployer)...)
}

func acceptWork(id uint64) *types.MsgAcceptWork {
	return &types.MsgAcceptWork{Employer: employer.String(), JobId: id}
}

func contestMsg(id uint64, change ...func(*types.MsgContest)) *types.MsgContest {
	msg := &types.MsgContest{
		Employer: employer.String(), JobId: id, Reason: types.DISPUTE_REASON_FAILS_SPEC,
		Evidence: types.Document{Uri: "https://data.example/why.md", Sha256: hash(9)},
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

// requireAccepted: paid as any completed work, and the whole validation fee is back.
func requireAccepted(t *testing.T, e *testutil.Env, id uint64) {
	t.Helper()
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_COMPLETED, job.Status)
	require.Equal(t, types.AcceptedRuling(), *job.Ruling)
	require.Nil(t, job.Verdict)
	require.Empty(t, e.Validation.Opened, "no seat was asked")
	require.EqualValues(t, -102_000, e.Gain(employer), "payout and protocol fee")
	require.EqualValues(t, 100_000-bond, e.Gain(agent))
	require.EqualValues(t, bond, e.Stake(agent).Free.Int64())
	require.EqualValues(t, 1_000, e.Gain(treasury))
	minted, err := e.Certificates.Exists(e.Ctx, id)
	require.NoError(t, err)
	require.True(t, minted)
}

func TestSubmitToTheEmployer(t *testing.T) {
	e := testutil.New(t)
	id := inEmployersHands(e)
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_EMPLOYER_REVIEW, job.Status)
	require.Equal(t, types.REVIEW_MODE_EMPLOYER, job.Review)
	require.Equal(t, job.SubmittedMs+(72*time.Hour).Milliseconds(), job.DeadlineMs)
	require.Zero(t, e.Stake(agent).ActiveJobs)
	require.Empty(t, e.Validation.Opened)
	next, err := e.Queries.NextDeadline(e.Ctx, &types.QueryNextDeadlineRequest{JobId: id})
	require.NoError(t, err)
	require.Equal(t, "the work counts as accepted and the job is settled", next.Action)
	require.Equal(t, job.DeadlineMs, next.DeadlineMs)
}

func TestAcceptWork(t *testing.T) {
	e := testutil.New(t)
	id := inEmployersHands(e)
	suspend(e, employer) // a duty
	_, err := tx(e, e.Msgs.AcceptWork, acceptWork(id))
	require.NoError(t, err)
	refused(e, e.Msgs.AcceptWork, acceptWork(id), types.ErrWrongStatus)
	refused(e, e.Msgs.Contest, contestMsg(id), types.ErrWrongStatus)
	e.EndBlock()

	requireAccepted(t, e, id)
	require.Equal(t, []*types.EventWorkAccepted{{JobId: id, Employer: employer.String(), Status: types.JOB_STATUS_SETTLING}},
		testutil.EventsOf[*types.EventWorkAccepted](t, e.Events))
	require.Len(t, e.Hooks.Settled, 1)
	require.Empty(t, e.Hooks.Settled[0].Seats)
}

func TestSilenceAcceptsTheWork(t *testing.T) {
	e := testutil.New(t)
	id := inEmployersHands(e)
	e.Clock.Ms = e.Job(id).DeadlineMs - 1
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_EMPLOYER_REVIEW, e.Job(id).Status, "the window is half-open")
	e.Clock.Ms++
	refused(e, e.Msgs.AcceptWork, acceptWork(id), types.ErrTooLate)
	refused(e, e.Msgs.Contest, contestMsg(id), types.ErrTooLate)
	e.EndBlock()
	requireAccepted(t, e, id)
	require.Empty(t, testutil.EventsOf[*types.EventWorkAccepted](t, e.Events), "nobody has said so")
}

func TestContest(t *testing.T) {
	e := testutil.New(t)
	id := inEmployersHands(e)
	e.Clock.Ms = e.Job(id).DeadlineMs - 1
	suspend(e, employer) // a duty
	_, err := tx(e, e.Msgs.Contest, contestMsg(id))
	require.NoError(t, err)
	dispute := types.Dispute{
		By: employer.String(), Against: types.JOB_STATUS_EMPLOYER_REVIEW, Reason: types.DISPUTE_REASON_FAILS_SPEC,
		Evidence: contestMsg(id).Evidence, Bond: math.ZeroInt(), DisputedMs: e.Clock.Ms,
	}
	job := e.Job(id)
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, job.Status)
	require.Zero(t, job.DeadlineMs)
	require.Equal(t, []types.Dispute{dispute}, job.Disputes)
	require.Equal(t, []validationtypes.OpenRound{{
		JobID: id, Pool: "general", ReviewVersion: 1, Seats: 3, SeatLock: math.NewInt(3_333),
		Excluded: []string{employer.String(), agent.String()}, ExcludedOrganisations: []string{"ministry", "lab"},
	}}, e.Validation.Opened)
	refused(e, e.Msgs.Contest, contestMsg(id), types.ErrWrongStatus)
	e.EndBlock()
	require.Equal(t, []*types.EventVerdictDisputed{{JobId: id, Dispute: dispute, Status: types.JOB_STATUS_IN_REVIEW}},
		testutil.EventsOf[*types.EventVerdictDisputed](t, e.Events))

	e.EndBlock(closeRound(e, id, rejected, 3))
	require.Equal(t, types.JOB_STATUS_REJECTED, e.Job(id).Status)
	e.Pass(time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_FAILED, e.Job(id).Status)
	require.EqualValues(t, -9_000+2_750, e.Gain(employer), "the fee that was escrowed has paid the seats")
	require.EqualValues(t, 3_000, e.Gain(seats[0]))
}

func TestAcceptWorkAndContestRefused(t *testing.T) {
	e := testutil.New(t)
	id, committees := inEmployersHands(e), reviewed(e)
	for _, who := range []string{agent.String(), rival.String()} {
		refused(e, e.Msgs.AcceptWork, &types.MsgAcceptWork{Employer: who, JobId: id}, types.ErrNotEmployer)
		refused(e, e.Msgs.Contest, contestMsg(id, func(m *types.MsgContest) { m.Employer = who }), types.ErrNotEmployer)
	}
	refused(e, e.Msgs.AcceptWork, acceptWork(3), types.ErrJobNotFound)
	refused(e, e.Msgs.Contest, contestMsg(3), types.ErrJobNotFound)
	refused(e, e.Msgs.AcceptWork, acceptWork(committees), types.ErrWrongStatus)
	refused(e, e.Msgs.Contest, contestMsg(committees), types.ErrWrongStatus)
	elsewhere := contestMsg(id, func(m *types.MsgContest) { m.Evidence.Uri = "ipfs://why" })
	refused(e, e.Msgs.Contest, elsewhere, types.ErrURIPrefix)
	refused(e, e.Msgs.Contest, contestMsg(id, func(m *types.MsgContest) { m.Reason = 0 }), types.ErrContest)
}

// A job is reviewed as it was posted, whatever the parameters say later.
func TestTheEmployersWindowIsThatOfThePosting(t *testing.T) {
	e := testutil.New(t)
	setParams(e, func(p *types.Params) { p.EmployerWindow = time.Hour })
	id := post(e, byEmployer)
	setParams(e, func(p *types.Params) { p.EmployerWindow = 5 * time.Hour })
	claim(e, agent, id)
	submit(e, id)
	require.Equal(t, e.Clock.Ms+time.Hour.Milliseconds(), e.Job(id).DeadlineMs)
	e.EndBlock()
}

func TestChecksReachTheRound(t *testing.T) {
	e := testutil.New(t)
	setCategory(func(c *types.Category) {
		c.RequiredChecks = []types.Check{{Name: "bias", Question: "Is it fair?"}, {Name: "privacy", Question: "Does it name nobody?"}}
	})(e)
	id := reviewed(e, func(m *types.MsgPostJob) { m.ExtraChecks = []string{"safety", "privacy", "accuracy"} })
	want := []string{"accuracy", "bias", "privacy", "safety"}
	require.Equal(t, want, e.Job(id).Checks)
	require.Equal(t, want, e.Validation.Opened[0].Checks)

	// A later revision asks more of later jobs only.
	setCategory(func(c *types.Category) {
		c.RequiredChecks = []types.Check{{Name: "zeal", Question: "Is it done with zeal?"}}
	})(e)
	require.Equal(t, want, e.Job(id).Checks)
	require.Equal(t, []string{"zeal"}, e.Job(post(e)).Checks)
	e.EndBlock()
}
