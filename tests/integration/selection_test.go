package integration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// bidder is a third agent, without organisation.
var bidder = testapp.NewActor("bidder")

func startSelection(t *testing.T) *testapp.Market {
	t.Helper()
	return testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, bidder, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}})
	}}})
}

func selecting(rule jobstypes.AwardRule) func(*postJob) {
	return func(m *postJob) { m.Assignment, m.AwardRule = jobstypes.ASSIGNMENT_MODE_SELECTION, rule }
}

func offerPrice(who testapp.Actor, job uint64, price math.Int) *jobstypes.MsgApply {
	return &jobstypes.MsgApply{Agent: who.String(), JobId: job, Price: price, MaxBond: testapp.AGI(10)}
}

// offered is a job of 100 AGI for which three have applied in one block, for 100, 80 and 90 AGI.
func offered(m *testapp.Market, rule jobstypes.AwardRule) uint64 {
	job := m.Post(m.Employer, selecting(rule))
	prices := map[string]int64{m.Agent.Name: 100, m.Agent2.Name: 80, bidder.Name: 90}
	m.All([]testapp.Actor{m.Agent, m.Agent2, bidder}, func(a testapp.Actor) sdk.Msg {
		return offerPrice(a, job, testapp.AGI(prices[a.Name]))
	})
	require.EqualValues(m.T, 3, m.Job(job).Applications)
	return job
}

// bondOf80 and bondOf90 are 5 % of the price and hardly more for a minute of at most 90 days.
const (
	bondOf80 = 4_000_000 + 4_000_000*60/(90*24*60*60)
	bondOf90 = 4_500_000 + 4_500_000*60/(90*24*60*60)
	// costOf80 is what a job of 100 AGI costs that was awarded at 80: the seats are paid as posted.
	costOf80 = 80_000_000 + 3*2_666_666 + 1_600_000
)

// requireFree: an agent's account and free stake together are what it had, less what is locked.
func requireFree(m *testapp.Market, p purses, who testapp.Actor, transactions, free, locked int64) {
	m.T.Helper()
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), who.Addr)
	require.NoError(m.T, err)
	require.Equal(m.T, []int64{free, locked, 0}, []int64{stake.Free.Int64(), stake.Locked.Int64(), int64(stake.Applications)}, who.Name)
	require.Equal(m.T, math.NewInt(-free-locked).String(), p.gained(who, transactions), who.Name)
}

func TestAwardBelowThePayout(t *testing.T) {
	m := startSelection(t)
	p := rememberPurses(m, m.Employer, m.Agent, m.Agent2, bidder)
	job := offered(m, jobstypes.AWARD_RULE_EMPLOYER)
	require.Equal(t, math.NewInt(-escrowOf100).String(), p.gained(m.Employer, 1))
	m.Must(m.Employer, &jobstypes.MsgAward{Employer: m.Employer.String(), JobId: job, Agent: m.Agent2.String(), Price: testapp.AGI(80)})

	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(job).Status)
	require.Equal(t, m.Agent2.String(), m.Job(job).Agent)
	require.Equal(t, math.NewInt(-costOf80).String(), p.gained(m.Employer, 2), "the rest is back in the block of the award")
	requireFree(m, p, m.Agent2, 1, 0, bondOf80)
	requireFree(m, p, m.Agent, 1, bondOf100, 0)
	requireFree(m, p, bidder, 1, bondOf90, 0)

	m.Submit(m.Agent2, job)
	committee := m.Judge(job, testapp.Approve)
	seat := rememberPurses(m, committee...)
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, math.NewInt(80_000_000-bondOf80).String(), p.gained(m.Agent2, 2))
	require.Equal(t, math.NewInt(-costOf80).String(), p.gained(m.Employer, 2))
	for _, v := range committee {
		require.Equal(t, "2666666", seat.gained(v, 0))
	}
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), m.Agent2.Addr)
	require.NoError(t, err)
	require.Equal(t, int64(bondOf80), stake.Free.Int64())
}

func TestSilenceAwardsTheLowestPrice(t *testing.T) {
	m := startSelection(t)
	p := rememberPurses(m, m.Employer, m.Agent, m.Agent2, bidder)
	job := offered(m, jobstypes.AWARD_RULE_LOWEST_PRICE)
	m.Wait(testapp.OpenFor)
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(job).Status)
	require.Equal(t, m.Agent2.String(), m.Job(job).Agent)
	require.Equal(t, math.NewInt(-costOf80).String(), p.gained(m.Employer, 1))
	requireFree(m, p, m.Agent2, 1, 0, bondOf80)
	requireFree(m, p, m.Agent, 1, bondOf100, 0)
	requireFree(m, p, bidder, 1, bondOf90, 0)
}

func TestSilenceOfTheEmployerLapses(t *testing.T) {
	m := startSelection(t)
	p := rememberPurses(m, m.Employer, m.Agent, m.Agent2, bidder)
	job := offered(m, jobstypes.AWARD_RULE_EMPLOYER)
	m.Wait(testapp.OpenFor)
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(job).Status)
	require.Equal(t, "0", p.gained(m.Employer, 1))
	requireFree(m, p, m.Agent2, 1, bondOf80, 0)
	requireFree(m, p, m.Agent, 1, bondOf100, 0)
	requireFree(m, p, bidder, 1, bondOf90, 0)
}

// Award, another's withdrawal and the applicant's suspension meet in one block: the award is void and the job is offered on.
// A revocation then ends the application, and its bond is paid out.
func TestAwardToWhoIsSuspendedInTheBlock(t *testing.T) {
	m := startSelection(t)
	p := rememberPurses(m, m.Employer, m.Agent, m.Agent2, bidder)
	job := offered(m, jobstypes.AWARD_RULE_EMPLOYER)
	deadlineMs := m.Job(job).DeadlineMs
	results := m.Block(
		m.Sign(m.Employer, &jobstypes.MsgAward{Employer: m.Employer.String(), JobId: job, Agent: m.Agent2.String(), Price: testapp.AGI(80)}),
		m.Sign(m.Agent, &jobstypes.MsgWithdrawApplication{Agent: m.Agent.String(), JobId: job}),
		m.Sign(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: m.Agent2.String(), Reason: "audit"}),
	)
	for _, res := range results {
		require.Zero(t, res.Code, res.Log)
	}
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(job).Status)
	require.Equal(t, deadlineMs, m.Job(job).DeadlineMs)
	require.Empty(t, m.Job(job).Awarded)
	require.EqualValues(t, 2, m.Job(job).Applications)
	require.Equal(t, math.NewInt(-escrowOf100).String(), p.gained(m.Employer, 2))
	requireFree(m, p, m.Agent, 2, bondOf100, 0)

	m.Govern(&identitytypes.MsgRevoke{Sender: app.Authority(), Address: m.Agent2.String(), Reason: "fraud"})
	require.EqualValues(t, 1, m.Job(job).Applications)
	require.Equal(t, "0", p.gained(m.Agent2, 1))
}
