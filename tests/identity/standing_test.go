// Package identity tests verified identities on a running chain: what a change of somebody's standing does to what he has already begun, and how newcomers come in.
package identity

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func suspend(m *testapp.Market, who testapp.Actor) sdk.Msg {
	return &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: who.String(), Reason: "inquiry"}
}

// TestSuspensionOneBlockBefore: everybody is suspended one block before he has to act, and the job ends as if nobody were.
func TestSuspensionOneBlockBefore(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)

	m.Must(m.Registrar, suspend(m, m.Agent), suspend(m, m.Employer))
	m.Submit(m.Agent, job)
	seats := m.Committee(job)
	for _, seat := range seats {
		m.Must(m.Registrar, suspend(m, seat))
	}
	m.All(seats, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	m.All(seats, func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, testapp.Approve) })
	m.Wait(testapp.ChallengeWindow)

	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	for _, seat := range seats {
		require.Equal(t, testapp.AGI(1_000), validatorStake(t, m, seat), "%s is not slashed", seat.Name)
	}
	free := agentStake(t, m, m.Agent).Free
	require.True(t, free.IsPositive())
	before := m.Balance(m.Agent.Addr)
	m.Must(m.Agent, &jobstypes.MsgWithdrawStake{Agent: m.Agent.String(), Amount: free})
	require.Equal(t, before.Add(free).Sub(testapp.Fee), m.Balance(m.Agent.Addr))
	require.NotZero(t, m.Deliver(m.Agent, &jobstypes.MsgDepositStake{Agent: m.Agent.String(), Amount: math.OneInt()}).Code, "a suspended agent starts nothing new")
}

// TestRevocationReturnsEverything: without a message of theirs, a revoked validator's stake comes back when it has matured, a revoked agent's job is free
// again without fault, and the agent's stake is paid out.
func TestRevocationReturnsEverything(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	judge := m.Validators[0]
	agentHad, judgeHad := wealth(t, m, m.Agent), wealth(t, m, judge)

	revoke := func(who testapp.Actor) sdk.Msg {
		return &identitytypes.MsgRevoke{Sender: app.Authority(), Address: who.String(), Reason: "inquiry"}
	}
	m.Govern(revoke(m.Agent), revoke(judge))

	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(job).Status, "free again")
	m.Claim(m.Agent2, job)
	m.Submit(m.Agent2, job)
	m.Judge(job, testapp.Approve)
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	m.Wait(testapp.UnbondingPeriod + time.Second)
	require.Equal(t, agentHad, m.Balance(m.Agent.Addr), "bond and stake are back")
	require.Equal(t, judgeHad, m.Balance(judge.Addr), "stake is back")
	require.NoError(t, m.App.CheckInvariants())
}

// wealth is what somebody has on his account and at stake.
func wealth(t *testing.T, m *testapp.Market, who testapp.Actor) math.Int {
	t.Helper()
	stake := agentStake(t, m, who)
	return m.Balance(who.Addr).Add(stake.Free).Add(stake.Locked).Add(validatorStake(t, m, who))
}

func agentStake(t *testing.T, m *testapp.Market, who testapp.Actor) jobstypes.AgentStake {
	t.Helper()
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), who.Addr)
	require.NoError(t, err)
	return stake
}

// validatorStake is what a validator has bonded and unbonding; zero for who is none.
func validatorStake(t *testing.T, m *testapp.Market, who testapp.Actor) math.Int {
	t.Helper()
	v, err := m.App.Validation.Validators.Get(m.Ctx(), who.Addr)
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt()
	}
	require.NoError(t, err)
	return v.Stake.Add(v.Unbonding)
}
