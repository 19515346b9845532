package identity

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// council stands for the treasury in a party's message.
var council = testapp.Actor{Name: "council", Addr: authtypes.NewModuleAddress(govtypes.ModuleName)}

// TestEveryFlowUnderEachTransferPolicy: fees, escrow, bonds, stake, deposits of proposals, refunds and payouts never meet the policy; only money between
// people does.
func TestEveryFlowUnderEachTransferPolicy(t *testing.T) {
	for _, policy := range []identitytypes.TransferPolicy{identitytypes.TRANSFER_POLICY_OPEN, identitytypes.TRANSFER_POLICY_PARTICIPANTS_ONLY} {
		t.Run(policy.String(), func(t *testing.T) {
			m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
				c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(1_000)))
				testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) { gs.Params.TransferPolicy = policy })
			}}})

			// The main job, posted by an employer and by the treasury in a council proposal that also spends.
			had := m.Balance(m.Agent2.Addr)
			m.Govern(m.PostMsg(council), &sovereigntypes.MsgSpendTreasury{
				Authority: app.Authority(), Recipient: m.Agent2.String(), Amount: testapp.AGI(5), Reason: "prize",
			})
			require.Equal(t, had.Add(testapp.AGI(5)), m.Balance(m.Agent2.Addr))
			public := uint64(m.Height) * 100_000_000
			private := m.Post(m.Employer)
			for _, job := range []uint64{public, private} {
				m.Claim(m.Agent, job)
				m.Submit(m.Agent, job)
				m.Judge(job, testapp.Approve)
			}
			m.Wait(testapp.ChallengeWindow)
			for _, job := range []uint64{public, private} {
				require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
			}
			cancelled := m.Post(m.Employer)
			m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: cancelled})
			require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(cancelled).Status)
			require.NoError(t, m.App.CheckInvariants())

			// Money between people.
			send := func(to testapp.Actor) uint32 {
				return m.Deliver(m.Employer, banktypes.NewMsgSend(m.Employer.Addr, to.Addr, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 7)))).Code
			}
			require.Zero(t, send(m.Agent), "to a participant")
			require.Zero(t, send(m.Operator()), "to an operator")
			if policy == identitytypes.TRANSFER_POLICY_OPEN {
				require.Zero(t, send(m.Outsider), "to a stranger")
			} else {
				require.NotZero(t, send(m.Outsider), "to a stranger")
			}
		})
	}
}
