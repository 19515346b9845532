package integration

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// relief is a market with agents who wait for what the chain gives them, and a treasury that can pay for it.
func relief(t *testing.T, agents int) (*testapp.Market, []testapp.Actor) {
	t.Helper()
	var crew []testapp.Actor
	for n := range agents {
		crew = append(crew, testapp.NewActor(fmt.Sprintf("crew %d", n)))
	}
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Jobs: func(p *jobstypes.Params) { p.EmployerWindow, p.MaxActiveJobs = 20*time.Second, 10 },
		Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.ShortVoting(state, c)
			c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(100_000)))
			for _, a := range crew {
				c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}})
			}
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

// decide has one transaction of the council's decide proposals; all their messages run in the end of its block.
func decide(m *testapp.Market, proposals ...[]sdk.Msg) {
	m.T.Helper()
	operator := m.Operator()
	var votes []sdk.Msg
	m.Step = time.Millisecond
	for _, msgs := range proposals {
		submit, err := govv1.NewMsgSubmitProposal(msgs, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), operator.String(), "", "T", "S", false)
		require.NoError(m.T, err)
		var res govv1.MsgSubmitProposalResponse
		m.Response(m.Must(operator, submit), 0, &res)
		votes = append(votes, govv1.NewMsgVote(operator.Addr, res.ProposalId, govv1.OptionYes, ""))
	}
	m.Step = time.Second
	m.Must(operator, votes...)
}

// A flood: one transaction of the council's has the treasury post a hundred urgent jobs, by two proposals: one of a hundred
// messages is more than a node decodes. The block after, all of them have an agent; they are done,
// and when the treasury has been silent for its window they are paid. What went in came out, to the unit.
func TestAHundredUrgentJobsAreDispatched(t *testing.T) {
	const jobs = 100
	m, crew := relief(t, 12)
	supply, purse := m.Supply(), m.Balance(money.TreasuryAddress())
	held := map[string]math.Int{}
	for _, a := range crew {
		held[a.String()] = m.Balance(a.Addr)
	}
	var msgs []sdk.Msg
	for range jobs {
		msg := m.PostMsg(council)
		msg.Assignment, msg.Priority, msg.Review = jobstypes.ASSIGNMENT_MODE_DISPATCH, jobstypes.PRIORITY_URGENT, jobstypes.REVIEW_MODE_EMPLOYER
		msgs = append(msgs, msg)
	}
	decide(m, msgs[:jobs/2], msgs[jobs/2:])
	first := uint64(m.Height) * 100_000_000
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(first).Status, "not in its own block")

	m.Block()
	require.Len(t, blockEvents[*jobstypes.EventJobDispatched](m), jobs)
	work := map[string][]sdk.Msg{}
	for n := range uint64(jobs) {
		job := m.Job(first + n)
		require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, job.Status)
		require.Equal(t, jobstypes.PRIORITY_URGENT, job.Priority)
		work[job.Agent] = append(work[job.Agent], m.SubmitMsg(testapp.Actor{}, job.Id))
	}
	require.Len(t, work, len(crew))
	var txs [][]byte
	for _, a := range crew {
		require.LessOrEqual(t, len(work[a.String()]), 10, "nobody has more than it takes")
		for _, msg := range work[a.String()] {
			msg.(*jobstypes.MsgSubmitWork).Agent = a.String()
		}
		txs = append(txs, m.Sign(a, work[a.String()]...))
	}
	for _, res := range m.Block(txs...) {
		require.Zero(t, res.Code, res.Log)
	}
	m.ForgetSequences()
	m.Wait(21 * time.Second)

	payout, burnt := testapp.AGI(100), math.ZeroInt()
	for n := range uint64(jobs) {
		job := m.Job(first + n)
		require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, job.Status)
		burnt = burnt.Add(share(job.Escrow.ProtocolFee, 5_000))
	}
	for _, a := range crew {
		want := held[a.String()].Add(payout.MulRaw(int64(len(work[a.String()])))).Sub(testapp.Fee)
		require.Equal(t, want.String(), m.Balance(a.Addr).String(), "%s: its pay, less the fee of its transaction", a.Name)
		stake, err := m.App.Jobs.StakeOf(m.Ctx(), a.Addr)
		require.NoError(t, err)
		require.Equal(t, testapp.AGI(100).String(), stake.Free.String(), "every bond is back")
	}
	require.Equal(t, purse.Sub(payout.MulRaw(jobs)).Sub(burnt).String(), m.Balance(money.TreasuryAddress()).String(),
		"what it paid the agents, and what was burnt of the fees; the rest came back")
	require.Equal(t, supply.Sub(burnt).String(), m.Supply().String())
}

// The owner's brake holds dispatch as it holds draws.
func TestAPausedMarketDispatchesNothing(t *testing.T) {
	m, crew := relief(t, 1)
	msg := m.PostMsg(m.Employer)
	msg.Assignment = jobstypes.ASSIGNMENT_MODE_DISPATCH
	brake := &sovereigntypes.MsgPause{Sender: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "a drill"}
	posted := governAmong(m, func() [][]byte { return [][]byte{m.Sign(m.Employer, msg)} }, brake)
	var res jobstypes.MsgPostJobResponse
	m.Response(posted[0], 0, &res)
	id := res.JobId
	m.Blocks(3)
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(id).Status)
	require.Zero(t, m.Job(id).DispatchTries)
	m.Govern(&sovereigntypes.MsgResume{Authority: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "it is over"})
	m.Blocks(2) // market time has stood still: the job's time comes with the next step of it
	require.Equal(t, crew[0].String(), m.Job(id).Agent)
	// What was assigned can be declined, and goes back to the others: there are none.
	m.Must(crew[0], &jobstypes.MsgDeclineJob{Agent: crew[0].String(), JobId: id})
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(id).Status)
	m.Blocks(2)
	require.Equal(t, uint32(1), m.Job(id).DispatchTries)
}
