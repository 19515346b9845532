package identity

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func transfersMarket(t testing.TB, policy identitytypes.TransferPolicy) *testapp.Market {
	t.Helper()
	return testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) { gs.Params.TransferPolicy = policy })
	}}})
}

func transfersCoins(n int64) sdk.Coins { return sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, n)) }

func transfersMulti(from testapp.Actor, to ...testapp.Actor) *banktypes.MsgMultiSend {
	msg := &banktypes.MsgMultiSend{Inputs: []banktypes.Input{banktypes.NewInput(from.Addr, transfersCoins(int64(len(to))))}}
	for _, a := range to {
		msg.Outputs = append(msg.Outputs, banktypes.NewOutput(a.Addr, transfersCoins(1)))
	}
	return msg
}

// A suspended participant moves no money, neither by a message that somebody else wraps, nor by one of many outputs.
func TestSuspendedGranterSendsNothing(t *testing.T) {
	for _, policy := range []identitytypes.TransferPolicy{identitytypes.TRANSFER_POLICY_OPEN, identitytypes.TRANSFER_POLICY_PARTICIPANTS_ONLY} {
		t.Run(policy.String(), func(t *testing.T) {
			m := transfersMarket(t, policy)
			send := banktypes.NewMsgSend(m.Employer.Addr, m.Agent.Addr, transfersCoins(1))
			for _, url := range []string{sdk.MsgTypeURL(send), sdk.MsgTypeURL(&banktypes.MsgMultiSend{})} {
				grant, err := authz.NewMsgGrant(m.Employer.Addr, m.Agent.Addr, authz.NewGenericAuthorization(url), nil)
				require.NoError(t, err)
				m.Must(m.Employer, grant)
			}
			exec := func(msg sdk.Msg) sdk.Msg {
				wrapped := authz.NewMsgExec(m.Agent.Addr, []sdk.Msg{msg})
				return &wrapped
			}
			m.Must(m.Agent, exec(send), exec(exec(send)))

			m.Must(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: m.Employer.String(), Reason: "x"})
			space, code := keysCode(identitytypes.ErrSuspended)
			before := m.Balance(m.Employer.Addr)
			for name, msg := range map[string]sdk.Msg{
				"once": exec(send), "twice": exec(exec(send)), "multisend": exec(transfersMulti(m.Employer, m.Agent, m.Agent2)),
			} {
				res := m.Deliver(m.Agent, msg)
				require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, "%s: %s", name, res.Log)
			}
			require.Equal(t, before, m.Balance(m.Employer.Addr))
			m.Must(m.Agent, banktypes.NewMsgSend(m.Agent.Addr, m.Employer.Addr, transfersCoins(1))) // it may be owed something
		})
	}
}

func TestParticipantsOnly(t *testing.T) {
	m := transfersMarket(t, identitytypes.TRANSFER_POLICY_PARTICIPANTS_ONLY)
	space, code := keysCode(identitytypes.ErrTransferPolicy)
	want := "recipient " + m.Outsider.String() + " is not a participant: the transfer policy of this chain is PARTICIPANTS_ONLY"
	for name, msg := range map[string]sdk.Msg{
		"send":      banktypes.NewMsgSend(m.Employer.Addr, m.Outsider.Addr, transfersCoins(1)),
		"multisend": transfersMulti(m.Employer, m.Agent, m.Outsider),
	} {
		before := m.Balance(m.Agent.Addr)
		res := m.Deliver(m.Employer, msg)
		require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, name)
		require.Contains(t, res.Log, want, name)
		require.Equal(t, before, m.Balance(m.Agent.Addr), "all or none")
	}
	m.Must(m.Employer, transfersMulti(m.Employer, m.Agent, m.Agent2))

	m.Govern(&identitytypes.MsgUpdateParams{Authority: app.Authority(), Params: identitytypes.DefaultParams()})
	m.Must(m.Employer, banktypes.NewMsgSend(m.Employer.Addr, m.Outsider.Addr, transfersCoins(1)))
}

// Fees, escrow, stake, deposits, refunds and payouts flow on a closed chain.
func TestMainJobOfAClosedChain(t *testing.T) {
	m := transfersMarket(t, identitytypes.TRANSFER_POLICY_PARTICIPANTS_ONLY)
	m.Govern(&identitytypes.MsgSetOrganisation{Authority: app.Authority(), Organisation: identitytypes.Organisation{
		Id: "new", Name: "New", Kind: identitytypes.ORGANISATION_KIND_LAB, Active: true,
	}})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	before := m.Balance(m.Agent.Addr)
	m.Judge(job, testapp.Approve)
	// Who is suspended is paid all the same.
	m.Must(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: m.Agent.String(), Reason: "x"})
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.True(t, m.Balance(m.Agent.Addr).GT(before))
}
