package identity

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// termsPublish puts a new version of the terms in force in the last block.
func termsPublish(m *testapp.Market) {
	m.T.Helper()
	m.Govern(&identitytypes.MsgSetTerms{Authority: app.Authority(), Uri: "https://gov.example/terms", Sha256: testapp.Hash("terms")})
}

// New terms one block before a submission, a commitment, a reveal or a withdrawal neither slash nor block anybody; new business waits
// until they are acknowledged.
func TestTermsHurtNobody(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Must(m.Agent, &jobstypes.MsgDepositStake{Agent: m.Agent.String(), Amount: testapp.AGI(5)})

	termsPublish(m)
	m.Submit(m.Agent, job)
	committee := m.Committee(job)
	termsPublish(m)
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, job, testapp.Approve) })
	termsPublish(m)
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.RevealMsg(v, job, testapp.Approve) })
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	for _, v := range m.Validators {
		stake, err := m.App.Validation.Validators.Get(m.Ctx(), v.Addr)
		require.NoError(t, err)
		require.Equal(t, testapp.AGI(1_000), stake.Stake, "%s was slashed", v.Name)
	}

	termsPublish(m)
	free, err := m.App.Jobs.Stakes.Get(m.Ctx(), m.Agent.Addr)
	require.NoError(t, err)
	m.Must(m.Agent, &jobstypes.MsgWithdrawStake{Agent: m.Agent.String(), Amount: free.Free})
	v := m.Validators[0]
	m.Must(v, &validationtypes.MsgUnbond{Validator: v.String(), Amount: testapp.AGI(1)})
	m.Must(v, &validationtypes.MsgLeavePool{Validator: v.String(), Pool: testapp.Pool})

	space, code := keysCode(identitytypes.ErrTermsUnknown)
	for name, tc := range map[string]struct {
		from testapp.Actor
		msg  sdk.Msg
	}{
		"post": {m.Employer, m.PostMsg(m.Employer)},
		"certificate": {m.Employer, &certificatestypes.MsgTransfer{
			Owner: m.Employer.String(), JobId: job, Recipient: m.Employer2.String(),
		}},
		"deposit": {m.Agent, &jobstypes.MsgDepositStake{Agent: m.Agent.String(), Amount: math.OneInt()}},
		"bond":    {v, &validationtypes.MsgBond{Validator: v.String(), Amount: math.OneInt()}},
		"admit": {m.Registrar, &identitytypes.MsgAdmit{Sender: m.Registrar.String(), Participants: []identitytypes.Admission{
			{Address: m.Outsider.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN},
		}}},
	} {
		res := m.Deliver(tc.from, tc.msg)
		require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, "%s: %s", name, res.Log)
	}
	m.Must(m.Employer, &identitytypes.MsgAcknowledgeTerms{Sender: m.Employer.String(), Version: 4})
	job = m.Post(m.Employer)
	// The pool is still there: a seat asks for no terms.
	m.Must(m.Agent2, &identitytypes.MsgAcknowledgeTerms{Sender: m.Agent2.String(), Version: 4})
	m.Claim(m.Agent2, job)
	m.Submit(m.Agent2, job)
	require.NotEmpty(t, m.Committee(job))
}

// Credentials, their types and the lock go through council and blocks.
func TestCredentialsOnAChain(t *testing.T) {
	issuer := testapp.NewActor("issuer")
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, issuer, testapp.AGI(1), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_ISSUER}})
	}}})
	typ := identitytypes.CredentialType{Id: "clearance/secret", Issuers: []string{issuer.String()}, Active: true}
	m.Govern(&identitytypes.MsgSetCredentialType{Authority: app.Authority(), Type: typ}, &identitytypes.MsgLockAdmission{Authority: app.Authority()})
	issue := &identitytypes.MsgIssueCredential{Sender: issuer.String(), Subject: m.Agent.String(), Type: typ.Id}
	m.Must(issuer, issue)
	has, err := m.App.Identity.HasCredential(m.Ctx(), m.Agent.Addr, typ.Id)
	require.NoError(t, err)
	require.True(t, has)

	revoke := &identitytypes.MsgRevokeCredential{Sender: app.Authority(), Subject: m.Agent.String(), Type: typ.Id, Reason: "x"}
	m.Govern(revoke)
	space, code := keysCode(identitytypes.ErrCredentialRevoked)
	res := m.Deliver(issuer, issue)
	require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, res.Log)
	m.Govern(&identitytypes.MsgIssueCredential{Sender: app.Authority(), Subject: m.Agent.String(), Type: typ.Id})
	has, err = m.App.Identity.HasCredential(m.Ctx(), m.Agent.Addr, typ.Id)
	require.NoError(t, err)
	require.True(t, has)

	typ.Issuers = append(typ.Issuers, m.Agent.String())
	failed := m.Propose(&identitytypes.MsgSetCredentialType{Authority: app.Authority(), Type: typ})
	require.Contains(t, failed.FailedReason, "the wiring of admissions is locked")
}
