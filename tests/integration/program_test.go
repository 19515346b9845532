package integration

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// office is a ministry's sponsor, desk a delegate of another organisation.
var (
	office = testapp.NewActor("office")
	desk   = testapp.NewActor("desk")
)

// poolOfBonuses is what the market of a program has for bonuses.
const poolOfBonuses = 10_000

// startProgram is a market with a government's sponsor, his delegate and a crew who wait for what the chain gives them. The category pays a
// bonus of half of the payout.
func startProgram(t *testing.T, agents int) (*testapp.Market, []testapp.Actor) {
	t.Helper()
	var crew []testapp.Actor
	for n := range agents {
		crew = append(crew, testapp.NewActor(fmt.Sprintf("hand %d", n)))
	}
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Jobs: func(p *jobstypes.Params) { p.EmployerWindow, p.MaxActiveJobs = 20*time.Second, 10 },
		Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.ShortVoting(state, c)
			c.Organisation(state, "interior", identitytypes.ORGANISATION_KIND_GOVERNMENT)
			employs := []identitytypes.Role{identitytypes.ROLE_EMPLOYER}
			c.Admit(state, office, testapp.AGI(100_000), identitytypes.Participant{OrganisationId: "interior", Roles: employs})
			c.Admit(state, desk, testapp.AGI(10), identitytypes.Participant{OrganisationId: "bank", Roles: employs})
			c.AddBalance(state, money.IncentivesAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(poolOfBonuses)))
			for _, a := range crew {
				c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}})
			}
			testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) { gs.Categories[0].BonusBps = 5_000 })
		}},
	})
	var txs [][]byte
	for _, a := range crew {
		txs = append(txs, m.Sign(a,
			&jobstypes.MsgDepositStake{Agent: a.String(), Amount: testapp.AGI(100)},
			&jobstypes.MsgDeclareAvailability{Agent: a.String(), Categories: []string{testapp.Category}, Capacity: 10, MinPayout: math.ZeroInt()}))
	}
	for _, res := range m.Block(txs...) {
		require.Zero(t, res.Code, res.Log)
	}
	m.ForgetSequences()
	return m, crew
}

// openProgram opens a program of office's, of which desk may spend all but 1,000 AGI.
func openProgram(m *testapp.Market, budget int64) uint64 {
	m.T.Helper()
	var res jobstypes.MsgCreateProgramResponse
	m.Response(m.Must(office, &jobstypes.MsgCreateProgram{
		Sponsor: office.String(), Title: "Flood relief", Document: jobstypes.Document{Uri: "https://example.org/plan", Sha256: testapp.Hash("plan")},
		Budget: testapp.AGI(budget), Priority: jobstypes.PRIORITY_URGENT, MaxPayout: testapp.AGI(1_000),
		Delegates: []jobstypes.Allotment{{Delegate: desk.String(), Left: testapp.AGI(budget - 1_000)}},
	}), 0, &res)
	return res.ProgramId
}

// inProgram is a posting of desk's.
func (m postings) inProgram(edit ...func(*postJob)) *postJob {
	msg := m.PostMsg(desk)
	msg.Program = m.program
	for _, e := range edit {
		e(msg)
	}
	return msg
}

type postings struct {
	*testapp.Market
	program uint64
}

func urgently(m *postJob) {
	m.Assignment, m.Priority = jobstypes.ASSIGNMENT_MODE_DISPATCH, jobstypes.PRIORITY_URGENT
}

func byTheEmployer(m *postJob) { m.Review = jobstypes.REVIEW_MODE_EMPLOYER }

// A hundred urgent jobs in one transaction of a delegate: assigned in the block after, done, settled. The program has paid for them, the
// delegate nothing but gas, and what is left is the sponsor's when it closes.
func TestAHundredUrgentJobsOfOneTransaction(t *testing.T) {
	const jobs = 100
	m, crew := startProgram(t, 12)
	p := rememberPurses(m, office, desk)
	program := postings{m, openProgram(m, 20_000)}
	var msgs []sdk.Msg
	for range jobs {
		msgs = append(msgs, program.inProgram(urgently, byTheEmployer))
	}
	posted := m.SignAs(desk, testapp.TxOptions{Gas: 40_000_000}, msgs...)
	res := m.Block(posted)
	require.Zero(t, res[0].Code, res[0].Log)
	m.ForgetSequences()
	var first jobstypes.MsgPostJobResponse
	m.Response(res[0], 0, &first)

	m.Block()
	require.Len(t, blockEvents[*jobstypes.EventJobDispatched](m), jobs)
	work := map[string][]sdk.Msg{}
	for n := range uint64(jobs) {
		job := m.Job(first.JobId + n)
		require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, job.Status)
		msg := m.SubmitMsg(testapp.Actor{}, job.Id)
		msg.Agent = job.Agent
		work[job.Agent] = append(work[job.Agent], msg)
	}
	var txs [][]byte
	for _, a := range crew {
		require.LessOrEqual(t, len(work[a.String()]), 10, "nobody has more than it takes")
		if len(work[a.String()]) > 0 {
			txs = append(txs, m.Sign(a, work[a.String()]...))
		}
	}
	for _, res := range m.Block(txs...) {
		require.Zero(t, res.Code, res.Log)
	}
	m.ForgetSequences()
	m.Wait(21 * time.Second)

	for n := range uint64(jobs) {
		job := m.Job(first.JobId + n)
		require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, job.Status)
		_, owner, err := m.App.Certificates.Certificate(m.Ctx(), job.Id)
		require.NoError(t, err)
		require.Equal(t, office.Addr, owner, "who has paid has the certificate")
	}
	spent := testapp.AGI(102 * jobs) // payouts and protocol fees; the judges' fees came back
	got, err := m.App.Jobs.Program(m.Ctx(), program.program)
	require.NoError(t, err)
	require.Equal(t, []string{spent.String(), "0"}, []string{got.Spent.String(), got.Committed.String()})
	require.Equal(t, []uint64{0, jobs}, []uint64{got.Unended, got.Ended})

	m.Must(office, &jobstypes.MsgCloseProgram{Sponsor: office.String(), ProgramId: program.program})
	require.Equal(t, spent.Neg().String(), p.gained(office, 2), "the rest of the budget is back")
	require.Equal(t, "0", p.gained(desk, 1))
}

// An award below the payout gives the difference back to the program, and the program's books agree after each step.
func TestAnAwardInAProgram(t *testing.T) {
	m, _ := startProgram(t, 0)
	program := postings{m, openProgram(m, 5_000)}
	var res jobstypes.MsgPostJobResponse
	m.Response(m.Must(desk, program.inProgram(selecting(jobstypes.AWARD_RULE_EMPLOYER))), 0, &res)
	m.Must(m.Agent, offerPrice(m.Agent, res.JobId, testapp.AGI(80)))
	before, err := m.App.Jobs.Program(m.Ctx(), program.program)
	require.NoError(t, err)
	m.Must(desk, &jobstypes.MsgAward{Employer: desk.String(), JobId: res.JobId, Agent: m.Agent.String(), Price: testapp.AGI(80)})

	after, err := m.App.Jobs.Program(m.Ctx(), program.program)
	require.NoError(t, err)
	require.Equal(t, testapp.AGI(20).Add(math.NewInt(400_000)).String(), before.Committed.Sub(after.Committed).String(), "20 of the payout, 2 % of it as fee")
	require.Equal(t, m.Job(res.JobId).Escrow.Total().String(), after.Committed.String())
	m.Submit(m.Agent, res.JobId)
	m.Judge(res.JobId, testapp.Approve)
	m.Wait(testapp.ChallengeWindow + time.Second)
	ended, err := m.App.Jobs.Program(m.Ctx(), program.program)
	require.NoError(t, err)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(res.JobId).Status)
	require.Equal(t, "0", ended.Committed.String())
	require.NoError(t, m.App.CheckInvariants())
}

// In a program that the authority has approved, a job that the chain assigns pays more than its fee; in any other it does not.
func TestABonusBeyondTheFee(t *testing.T) {
	for _, tc := range []struct {
		name     string
		approved bool
		bonus    math.Int
	}{
		{"approved", true, testapp.AGI(50)},
		{"not approved", false, testapp.AGI(2)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, crew := startProgram(t, 1)
			program := postings{m, openProgram(m, 5_000)}
			if tc.approved {
				m.Govern(&jobstypes.MsgApproveProgram{Authority: app.Authority(), ProgramId: program.program, Priority: jobstypes.PRIORITY_URGENT, Incentives: true})
			}
			p := rememberPurses(m, crew[0])
			var res jobstypes.MsgPostJobResponse
			m.Response(m.Must(desk, program.inProgram(urgently)), 0, &res)
			require.Equal(t, testapp.AGI(2).String(), m.Job(res.JobId).LockedIncentives().String(), "an offer holds what its fee covers")
			m.Block()
			require.Equal(t, crew[0].String(), m.Job(res.JobId).Agent)
			require.Equal(t, tc.bonus.String(), m.Job(res.JobId).LockedIncentives().String())
			m.Submit(crew[0], res.JobId)
			m.Judge(res.JobId, testapp.Approve)
			m.Wait(testapp.ChallengeWindow + time.Second)
			require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(res.JobId).Status)
			require.Equal(t, testapp.AGI(100).Add(tc.bonus).String(), p.gained(crew[0], 1))
			require.Equal(t, testapp.AGI(poolOfBonuses).Sub(tc.bonus).String(), m.Balance(money.IncentivesAddress()).String())
			require.NoError(t, m.App.CheckInvariants())
		})
	}
}
