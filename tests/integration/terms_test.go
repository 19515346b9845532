package integration

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// newRules are the authority's: every price, rate and window that a job's terms hold is another one.
func newRules(m *testapp.Market) []sdk.Msg {
	_, jobs, err := m.App.Jobs.ParamsInForce(m.Ctx())
	require.NoError(m.T, err)
	jobs.ValidationFeeBps, jobs.ProtocolFeeBps, jobs.BurnBps, jobs.MinSeatFee = 2_000, 1_000, 10_000, testapp.AGI(1)
	jobs.BondBps, jobs.BondMin = 5_000, testapp.AGI(20)
	jobs.RejectSlashBps, jobs.ExpirySlashBps, jobs.SurrenderSlashBps, jobs.SlashToEmployerBps = 10_000, 9_000, 8_000, 10_000
	jobs.UnjudgeableCompensationBps, jobs.ChallengeWindow = 5_000, time.Hour

	review, err := m.App.Validation.CurrentParams(m.Ctx())
	require.NoError(m.T, err)
	review.CommitWindow, review.RevealWindow = 2*time.Second, 2*time.Second
	review.Quorum, review.Majority = validationtypes.Fraction{Num: 1, Den: 1}, validationtypes.Fraction{Num: 1, Den: 1}
	review.SeatLockBps, review.MinSeatLock, review.MinCommittee = 9_000, testapp.AGI(50), 1
	review.WrongVoteSlashBps, review.WithheldSlashBps, review.AbsentSlashBps, review.BurnBps = 9_000, 10_000, 10_000, 10_000
	review.MaxWrongVoteSlashBps, review.CanarySlashBps = 9_500, 9_000

	gov := app.Authority()
	return []sdk.Msg{
		&jobstypes.MsgUpdateParams{Authority: gov, Params: jobs},
		&validationtypes.MsgUpdateParams{Authority: gov, Params: review},
		setCategory(gov, func(c *jobstypes.Category) {
			c.MaxPayout, c.MaxWorkDuration, c.MaxOpenFor = testapp.AGI(50), 90*time.Second, time.Second
			c.Seats = []jobstypes.SeatTier{{MinPayout: math.ZeroInt(), Seats: 7}}
			c.AllowedUriPrefixes = []string{"urn:"}
		}),
	}
}

// TestTermsOfRunningJobs: on one chain the authority changes the rules while jobs are OPEN, ASSIGNED and IN_REVIEW, on
// its twin nothing changes. Whatever happens to the jobs then, they end with the same money.
func TestTermsOfRunningJobs(t *testing.T) {
	tw := testapp.NewTwin(t, testapp.MarketOptions{Options: testapp.Options{Genesis: testapp.ShortVoting}})
	minutes := func(p *postJob) { p.OpenFor, p.WorkDuration, p.Relists = 10*time.Minute, 2*time.Minute, 1 }
	post := func(n int) (jobs []uint64) {
		for range n {
			var id uint64
			tw.Both(func(m *testapp.Market) { id = m.Post(m.Employer, minutes) })
			jobs = append(jobs, id)
		}
		return jobs
	}
	jobs := post(7)
	open, raised, cancelled, expiring, assigned, voting, drawing := jobs[0], jobs[1], jobs[2], jobs[3], jobs[4], jobs[5], jobs[6]
	tw.Both(func(m *testapp.Market) {
		for _, job := range []uint64{expiring, assigned, voting, drawing} {
			m.Claim(m.Agent, job)
		}
		m.Submit(m.Agent, voting)
		m.Committee(voting)
		m.Submit(m.Agent, drawing)
	})
	terms := func(m *testapp.Market) (out []jobstypes.Terms) {
		for _, job := range jobs {
			out = append(out, m.Job(job).Terms)
		}
		return out
	}
	before := terms(tw.A)
	tw.OnlyA(func(m *testapp.Market) { m.Govern(newRules(m)...) })
	require.Equal(t, before, terms(tw.A))

	tw.Both(func(m *testapp.Market) {
		e, a := m.Employer, m.Agent
		// voting: one member stays away and is replaced later; the others reject.
		for _, v := range seatsOf(m, voting)[:2] {
			m.Must(v, m.CommitMsg(v, voting, testapp.Reject))
		}
		// drawing: one member is wrong, two approve.
		votes := map[string]validationtypes.Vote{}
		for i, v := range m.Committee(drawing) {
			votes[v.Name] = testapp.Approve
			if i == 0 {
				votes[v.Name] = testapp.Reject
			}
		}
		vote := func(v testapp.Actor) validationtypes.Vote { return votes[v.Name] }
		m.All(m.Committee(drawing), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, drawing, vote(v)) })
		m.All(seatsOf(m, drawing), func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, drawing, vote(v)) })
		require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(drawing).Status, "two of three are a majority")
		require.Equal(t, testapp.ChallengeWindow.Milliseconds(), m.Job(drawing).DeadlineMs-m.Now(), "challenge window")
		// assigned: extended by what the category gave, then judged impossible.
		m.Must(e, &jobstypes.MsgExtendJob{Employer: e.String(), JobId: assigned, Extra: time.Minute})
		m.Submit(a, assigned)
		// raised: above the new cap, at the old prices; given back once, offered again, given back for good.
		m.Must(e, &jobstypes.MsgRaisePayout{Employer: e.String(), JobId: raised, Payout: testapp.AGI(200), ExpectedExtra: math.NewInt(110_000_001)})
		for range 2 {
			m.Claim(a, raised)
			m.Must(a, &jobstypes.MsgSurrenderJob{Agent: a.String(), JobId: raised})
		}
		m.Must(e, &jobstypes.MsgCancelJob{Employer: e.String(), JobId: cancelled})
		m.Claim(a, open)
		m.Submit(a, open)
		for round, _ := m.Round(voting); round.Attempt == 0; round, _ = m.Round(voting) {
			m.Block()
		}
		finish(m, voting, testapp.Reject)
		finish(m, assigned, testapp.Vote(validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, 0))
		finish(m, open, testapp.Approve)
		m.Wait(2*time.Minute + testapp.ChallengeWindow) // expiring is offered again
	})
	want := map[uint64]jobstypes.JobStatus{
		open: jobstypes.JOB_STATUS_COMPLETED, raised: jobstypes.JOB_STATUS_EXPIRED, cancelled: jobstypes.JOB_STATUS_CANCELLED,
		expiring: jobstypes.JOB_STATUS_OPEN, assigned: jobstypes.JOB_STATUS_CANCELLED,
		voting: jobstypes.JOB_STATUS_FAILED, drawing: jobstypes.JOB_STATUS_COMPLETED,
	}
	for _, id := range jobs {
		require.Equal(t, want[id], tw.A.Job(id).Status)
		require.Equal(t, tw.B.Job(id), tw.A.Job(id))
	}
	require.Equal(t, sheet(tw.B), sheet(tw.A))
	newJob(t, tw.A)
}

// finish lets whoever still sits in a job's committee vote, and reveals all sealed votes.
func finish(m *testapp.Market, job uint64, vote validationtypes.Vote) {
	m.T.Helper()
	m.All(m.Committee(job), func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, vote) })
	var sealed []testapp.Actor
	_, seats := m.Round(job)
	for _, seat := range seats {
		if seat.Status == validationtypes.SEAT_STATUS_COMMITTED {
			sealed = append(sealed, actorOf(m, seat.Validator))
		}
	}
	m.All(sealed, func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, vote) })
}

// sheet says who holds what: parties, stakes, module accounts, supply.
func sheet(m *testapp.Market) []string {
	m.T.Helper()
	var lines []string
	for _, a := range append([]testapp.Actor{m.Employer, m.Agent}, m.Validators...) {
		lines = append(lines, fmt.Sprintf("%s %s", a.Name, m.Balance(a.Addr)))
	}
	for _, v := range m.Validators {
		record, err := m.App.Validation.Validators.Get(m.Ctx(), v.Addr)
		require.NoError(m.T, err)
		lines = append(lines, fmt.Sprintf("%s %v", v.Name, record))
	}
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), m.Agent.Addr)
	require.NoError(m.T, err)
	lines = append(lines, fmt.Sprintf("stake of the agent %v", stake))
	for _, module := range []string{jobstypes.ModuleName, validationtypes.ModuleName, money.Treasury} {
		lines = append(lines, fmt.Sprintf("%s %s", module, m.Balance(authtypes.NewModuleAddress(module))))
	}
	return append(lines, "supply "+m.Supply().String())
}

// newJob: what is posted now has the new terms.
func newJob(t *testing.T, m *testapp.Market) {
	res := m.Deliver(m.Employer, m.PostMsg(m.Employer))
	require.Equal(t, jobstypes.ErrURIPrefix.ABCICode(), res.Code, res.Log)
	job := m.Job(m.Post(m.Employer, func(p *postJob) {
		p.Payout, p.Spec.Uri, p.OpenFor = testapp.AGI(50), "urn:spec", time.Second
	}))
	require.Equal(t, jobstypes.Terms{
		ParamsVersion: 2, CategoryRevision: 2, ReviewVersion: 2, ValidationFeeBps: 2_000, ProtocolFeeBps: 1_000,
		Seats: 7, SeatFee: math.NewInt(10_000_000 / 7), SeatLock: testapp.AGI(50), Bond: math.NewInt(25_000_000 + 25_000_000*60/90),
		SeatLockBps: jobstypes.BpsDenominator,
	}, job.Terms)
	require.Equal(t, "5000000", job.Escrow.ProtocolFee.String())
}
