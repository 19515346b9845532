package integration

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// The council fills the pool out of the treasury, nobody else can; a bonus of it reaches an agent with its pay, and what a
// cancelled job held of it comes back.
func TestBonusOutOfThePool(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.ShortVoting(state, c)
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(1_000)))
	}}})
	pool := money.IncentivesAddress()
	fill := &sovereigntypes.MsgSpendTreasury{
		Authority: app.Authority(), Recipient: pool.String(), Amount: testapp.AGI(100), Reason: "too few agents",
	}
	m.Govern(fill, setCategory(app.Authority(), func(c *jobstypes.Category) {
		c.MinWorkDuration, c.BonusBps = time.Second, 150
	}))
	require.Equal(t, testapp.AGI(100).String(), m.Balance(pool).String())

	gift := banktypes.NewMsgSend(m.Employer.Addr, pool, sdk.NewCoins(sdk.NewCoin(testapp.Denom, math.OneInt())))
	require.Equal(t, sdkerrors.ErrUnauthorized.ABCICode(), m.Deliver(m.Employer, gift).Code)

	supply := m.Supply()
	job, withdrawn := m.Post(m.Employer), m.Post(m.Employer)
	held := m.Job(job).LockedIncentives()
	require.Equal(t, math.NewInt(1_500_000).String(), held.String(), "150 bps of 100 AGI")
	require.Equal(t, testapp.AGI(97).String(), m.Balance(pool).String())
	m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: withdrawn})
	require.Equal(t, testapp.AGI(100).Sub(held).String(), m.Balance(pool).String())

	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	m.Judge(job, testapp.Approve)
	before := m.Balance(m.Agent.Addr)
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, testapp.AGI(100).Add(held).String(), m.Balance(m.Agent.Addr).Sub(before).String())
	require.Equal(t, testapp.AGI(100).Sub(held).String(), m.Balance(pool).String())
	require.Equal(t, testapp.AGI(1).String(), supply.Sub(m.Supply()).String(), "half of the protocol fee is burnt, nothing is minted")
}
