package integration

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const employerWindow = 30 * time.Second

func startReview(t *testing.T) *testapp.Market {
	t.Helper()
	return testapp.StartMarket(t, testapp.MarketOptions{Jobs: func(p *jobstypes.Params) { p.EmployerWindow = employerWindow }})
}

// purses remembers what everybody had.
type purses struct {
	m      *testapp.Market
	before map[string]math.Int
}

func rememberPurses(m *testapp.Market, people ...testapp.Actor) purses {
	p := purses{m: m, before: map[string]math.Int{}}
	for _, a := range people {
		p.before[a.Name] = m.Balance(a.Addr)
	}
	return p
}

// gained is what somebody has more, the fees of so many transactions left aside.
func (p purses) gained(a testapp.Actor, transactions int64) string {
	return p.m.Balance(a.Addr).Sub(p.before[a.Name]).Add(testapp.Fee.MulRaw(transactions)).String()
}

// handedIn has a result wait for its employer.
func handedIn(m *testapp.Market) uint64 {
	job := m.Post(m.Employer, underEmployer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	require.Equal(m.T, jobstypes.JOB_STATUS_EMPLOYER_REVIEW, m.Job(job).Status)
	return job
}

// requireTaken: the job has ended on its employer's word; nobody was asked, so nobody but agent and treasury is paid.
func requireTaken(t *testing.T, m *testapp.Market, job uint64, p purses, employersTransactions int64) {
	t.Helper()
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, jobstypes.AcceptedRuling(), *m.Job(job).Ruling)
	require.Equal(t, "-102000000", p.gained(m.Employer, employersTransactions), "payout and protocol fee")
	// The agent's bond is standing stake now.
	require.Equal(t, math.NewInt(100_000_000-bondOf100).String(), p.gained(m.Agent, 2))
	minted, err := m.App.Certificates.Exists(m.Ctx(), job)
	require.NoError(t, err)
	require.True(t, minted)
}

func TestEmployerAcceptsTheWork(t *testing.T) {
	m := startReview(t)
	p := rememberPurses(m, m.Employer, m.Agent)
	job := handedIn(m)
	m.Must(m.Employer, acceptWork(m.Employer, job))
	requireTaken(t, m, job, p, 2)
}

func TestEmployerIsSilent(t *testing.T) {
	m := startReview(t)
	p := rememberPurses(m, m.Employer, m.Agent)
	job := handedIn(m)
	m.Wait(employerWindow)
	requireTaken(t, m, job, p, 1)
}

func TestEmployerContestsTheWork(t *testing.T) {
	m := startReview(t)
	p := rememberPurses(m, m.Employer, m.Agent)
	job := handedIn(m)
	m.Must(m.Employer, contest(m.Employer, job))
	committee := m.Judge(job, testapp.Approve)
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job).Status)
	m.Wait(testapp.ChallengeWindow)

	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, jobstypes.RULING_BASIS_VERDICT, m.Job(job).Ruling.Basis)
	require.Len(t, m.Job(job).Disputes, 1)
	require.Len(t, committee, 3)
	require.Equal(t, math.NewInt(-escrowOf100).String(), p.gained(m.Employer, 2), "the committee had the whole validation fee")
	require.Equal(t, math.NewInt(100_000_000-bondOf100).String(), p.gained(m.Agent, 2))
}

// Contributors have their shares to the unit, also one whose participation was ended in the meantime.
func TestContributorsArePaid(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: people}})
	p := rememberPurses(m, m.Agent, m.Agent2, robot)
	job := m.Post(m.Employer, func(msg *postJob) { msg.Payout = math.NewInt(100_000_001) })
	m.Claim(m.Agent, job)
	m.Must(m.Agent, sharing(m.Agent, job, portion(m.Agent2, 2_500), portion(robot, 333)))
	m.Must(m.Agent2, consent(m.Agent2, job, 2_500))
	m.Must(robot, consent(robot, job, 333))
	m.Submit(m.Agent, job)
	m.Must(m.Registrar, &identitytypes.MsgRevoke{Sender: m.Registrar.String(), Address: m.Agent2.String(), Reason: "fraud"})
	m.Judge(job, testapp.Approve)
	m.Wait(testapp.ChallengeWindow)

	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, "25000000", p.gained(m.Agent2, 1))
	require.Equal(t, "3330000", p.gained(robot, 1))
	bond := m.Job(job).Terms.Bond
	require.Equal(t, math.NewInt(71_670_001).Sub(bond).String(), p.gained(m.Agent, 3))
}
