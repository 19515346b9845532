package owner

import (
	"encoding/json"
	"testing"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// owned is a market with everything that the owner must not touch: an assigned job with its bond, sealed and opened votes
// with their locks, a verdict, a certificate, and a treasury.
type owned struct {
	*testapp.Market
	open, assigned, sealed, opened, verdict, certified uint64
	committee                                          []testapp.Actor // of the opened job
}

func ownedMarket(t *testing.T) *owned {
	t.Helper()
	o := &owned{Market: testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{
		Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.ShortVoting(state, c)
			c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(10)))
		},
	}})}
	o.certified = o.Post(o.Employer)
	o.Claim(o.Agent, o.certified)
	o.Submit(o.Agent, o.certified)
	o.Judge(o.certified, testapp.Approve)
	o.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, o.Job(o.certified).Status)

	o.open, o.assigned = o.Post(o.Employer), o.Post(o.Employer)
	o.Claim(o.Agent2, o.assigned)
	return o
}

// review brings three jobs before committees. Their windows are short, so it runs before each group of attempts.
func (o *owned) review() {
	o.T.Helper()
	var ids []uint64
	for range 3 {
		id := o.Post(o.Employer2)
		o.Claim(o.Agent, id)
		o.Submit(o.Agent, id)
		ids = append(ids, id)
	}
	o.verdict, o.opened, o.sealed = ids[0], ids[1], ids[2]
	o.Judge(o.verdict, testapp.Approve)
	o.committee = o.Committee(o.opened)
	o.All(o.committee, func(v testapp.Actor) sdk.Msg { return o.CommitMsg(v, o.opened, testapp.Approve) })
	o.All(o.committee[:1], func(v testapp.Actor) sdk.Msg { return o.RevealMsg(v, o.opened, testapp.Approve) })
	first := o.Committee(o.sealed)
	o.All(first[:1], func(v testapp.Actor) sdk.Msg { return o.CommitMsg(v, o.sealed, testapp.Reject) })
}

// holdings is all that the owner must leave alone, as JSON.
func (o *owned) holdings() []byte {
	o.T.Helper()
	balances := map[string]string{}
	for _, a := range app.ModuleAccounts() {
		// Fees flow in with each transaction.
		if a.Name == authtypes.FeeCollectorName || a.Name == distrtypes.ModuleName {
			continue
		}
		balances[a.Name] = o.App.Bank.GetAllBalances(o.Ctx(), authtypes.NewModuleAddress(a.Name)).String()
	}
	cdc := o.App.Codec()
	jobs, err := o.App.Jobs.ExportGenesis(o.Ctx())
	require.NoError(o.T, err)
	review, err := o.App.Validation.ExportGenesis(o.Ctx())
	require.NoError(o.T, err)
	review.Beacons, review.WeightChanges, review.Params, jobs.Params = nil, nil, nil, nil
	owner := o.App.NFT.GetOwner(o.Ctx(), certificatestypes.ClassID, certificatestypes.TokenID(o.certified))
	bz, err := json.Marshal(map[string]any{
		"balances": balances, "owner": owner.String(),
		"jobs": json.RawMessage(cdc.MustMarshalJSON(jobs)), "review": json.RawMessage(cdc.MustMarshalJSON(review)),
	})
	require.NoError(o.T, err)
	return bz
}

// decide has the council propose and pass messages. It returns why they did not execute; empty if they did.
func (o *owned) decide(msgs ...sdk.Msg) string {
	o.T.Helper()
	operator := o.Operator()
	deposit := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	submit, err := govv1.NewMsgSubmitProposal(msgs, deposit, operator.String(), "", "A decision", "What the test tries", false)
	require.NoError(o.T, err)
	o.Step = 1 // a nanosecond: no window moves while the council tries
	defer func() { o.Step = 1e9 }()
	res := o.Deliver(operator, submit)
	if res.Code != 0 {
		return "not accepted: " + res.Log
	}
	var id govv1.MsgSubmitProposalResponse
	o.Response(res, 0, &id)
	o.Must(operator, govv1.NewMsgVote(operator.Addr, id.ProposalId, govv1.OptionYes, ""))
	p := o.Proposal(id.ProposalId)
	if p.Status == govv1.StatusPassed {
		return ""
	}
	require.Equal(o.T, govv1.StatusFailed, p.Status)
	return "not executed: " + p.FailedReason
}

// attempt is something that the council tries, and a word of the answer that it must get.
type attempt struct {
	name   string
	answer string
	msgs   []sdk.Msg
}

func (o *owned) try(list []attempt) {
	t := o.T
	t.Helper()
	for _, a := range list {
		before := o.holdings()
		answer := o.decide(a.msgs...)
		require.NotEmpty(t, answer, "%s went through", a.name)
		require.Contains(t, answer, a.answer, a.name)
		left, err := sovereigntypes.Diff(before, o.holdings())
		require.NoError(t, err)
		require.Empty(t, left, "%s left something", a.name)
	}
}

func one(msgs ...sdk.Msg) []sdk.Msg { return msgs }

func spend(to sdk.AccAddress, amount math.Int) sdk.Msg {
	return &sovereigntypes.MsgSpendTreasury{Authority: app.Authority(), Recipient: to.String(), Amount: amount, Reason: "why not"}
}

func module(name string) sdk.AccAddress { return authtypes.NewModuleAddress(name) }

func councilSlash(v testapp.Actor, bps uint32) sdk.Msg {
	return &validationtypes.MsgSlash{Authority: app.Authority(), Validator: v.String(), Bps: bps, Reason: "sold its votes"}
}

// The owner cannot take escrow, bonds or locked stake, by any message that x/gov executes.
func TestOwnerCannotTakeMoney(t *testing.T) {
	o := ownedMarket(t)
	o.review()
	gov, thief, all := module(govtypes.ModuleName), o.Operator(), o.Balance(money.TreasuryAddress())
	require.True(t, all.IsPositive())
	coins := sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.AGI(1)))
	multi := func(from sdk.AccAddress) sdk.Msg {
		return &banktypes.MsgMultiSend{
			Inputs:  []banktypes.Input{{Address: from.String(), Coins: coins}},
			Outputs: []banktypes.Output{{Address: thief.String(), Coins: coins}},
		}
	}
	allowance := func(granter sdk.AccAddress) sdk.Msg {
		msg, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, granter, thief.Addr)
		require.NoError(t, err)
		return msg
	}
	grant := func(granter sdk.AccAddress) sdk.Msg {
		msg, err := authz.NewMsgGrant(granter, thief.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(&banktypes.MsgSend{})), nil)
		require.NoError(t, err)
		return msg
	}
	attempts := []attempt{
		{"more than the treasury has", "the treasury does not hold that much", one(spend(thief.Addr, all.AddRaw(1)))},
		{"as much as the treasury has, twice", "the treasury does not hold that much", one(spend(thief.Addr, all), spend(thief.Addr, math.OneInt()))},
		{"of the treasury into the escrow account", "takes no payments", one(spend(module(jobstypes.ModuleName), testapp.AGI(1)))},
		{"deposits of proposals", "would spend deposits", one(banktypes.NewMsgSend(gov, thief.Addr, coins))},
		{"deposits, many", "would spend deposits", one(multi(gov))},
		{"deposits, wrapped", "would spend deposits", one(inAuthz(gov, inAuthz(gov, banktypes.NewMsgSend(gov, thief.Addr, coins))))},
		{"the owner's allowance", "grant nothing", one(allowance(gov))},
		{"the owner's grant", "grant nothing", one(grant(gov))},
		{"the owner's grant, wrapped", "grant nothing", one(inAuthz(gov, grant(gov)))},
		{"the community pool", "is disabled on this chain", one(&distrtypes.MsgCommunityPoolSpend{Authority: app.Authority(), Recipient: thief.String(), Amount: coins})},
		{"an employer's escrow by cancelling", "only the job's employer", one(&jobstypes.MsgCancelJob{Employer: app.Authority(), JobId: o.open})},
		{"an assigned job's escrow by delisting", "status does not allow", one(&jobstypes.MsgDelistJob{Authority: app.Authority(), JobId: o.assigned, Reason: "x"})},
		{"the agent's bond by surrender", "only the job's agent", one(&jobstypes.MsgSurrenderJob{Agent: app.Authority(), JobId: o.assigned})},
		{"stake in jobs", "free stake does not suffice", one(&jobstypes.MsgWithdrawStake{Agent: app.Authority(), Amount: testapp.AGI(1)})},
		{"stake in validation", "no such validator", one(&validationtypes.MsgUnbond{Validator: app.Authority(), Amount: testapp.AGI(1)})},
		{"a slash above the bound", "at most 1000 bps", one(councilSlash(o.Validators[0], 1_001))},
		{"a slash above the bound by repeating it", "at most 1000 bps", one(councilSlash(o.Validators[0], 600), councilSlash(o.Validators[0], 401))},
		{"in tenths", "at most 1000 bps", one(councilSlash(o.Validators[0], 500), councilSlash(o.Validators[1], 1_000), councilSlash(o.Validators[0], 500), councilSlash(o.Validators[0], 1))},
	}
	// Every account of the chain but the owner's own: x/gov signs for none of them, wrapped or not.
	for _, a := range app.ModuleAccounts() {
		if a.Name == govtypes.ModuleName {
			continue
		}
		from := module(a.Name)
		attempts = append(
			attempts,
			attempt{"send from " + a.Name, "expected gov account as only signer", one(banktypes.NewMsgSend(from, thief.Addr, coins))},
			attempt{"multi-send from " + a.Name, "expected gov account as only signer", one(multi(from))},
			attempt{"wrapped send from " + a.Name, "the council does not take this proposal", one(inAuthz(gov, banktypes.NewMsgSend(from, thief.Addr, coins)))},
			attempt{"grant of " + a.Name, "expected gov account as only signer", one(grant(from))},
			attempt{"allowance of " + a.Name, "expected gov account as only signer", one(allowance(from))},
		)
	}
	o.try(attempts)
}

// What the council may slash comes out of free stake and is burnt; what seats lock stays, and so does the bound, however
// often the council comes back.
func TestOwnerSlashesWithinTheBound(t *testing.T) {
	o := ownedMarket(t)
	o.review()
	v := o.committee[0]
	read := func() validationtypes.Validator {
		record, err := o.App.Validation.Validators.Get(o.Ctx(), v.Addr)
		require.NoError(t, err)
		return record
	}
	before, supply, treasury := read(), o.Supply(), o.Balance(money.TreasuryAddress())
	require.True(t, before.Locked.IsPositive())
	require.Empty(t, o.decide(councilSlash(v, 600), councilSlash(v, 400)))
	after := read()
	want := before.Stake.MulRaw(94).QuoRaw(100).MulRaw(96).QuoRaw(100)
	require.Equal(t, want.String(), after.Stake.String())
	require.Equal(t, before.Locked.String(), after.Locked.String())
	require.Equal(t, before.Stake.Sub(want).String(), supply.Sub(o.Supply()).String(), "burnt")
	require.Equal(t, treasury.String(), o.Balance(money.TreasuryAddress()).String())
	o.try([]attempt{{"once more", "at most 1000 bps", one(councilSlash(v, 1))}})
	o.Wait(testapp.RevealWindow)
	require.Contains(t, o.decide(councilSlash(v, 1)), "at most 1000 bps", "nor later")
	_, bz := o.Chain.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: o.Height + 1, StartTime: o.Time})
	p := twin.Propose(councilSlash(v, 1))
	require.Contains(t, p.FailedReason, "at most 1000 bps", "an export does not forget")
}

// The owner cannot alter a vote, a ruling or a certificate; what runs keeps its terms whatever parameters it sets.
func TestOwnerCannotAlterWhatWasSaid(t *testing.T) {
	o := ownedMarket(t)
	o.review()
	gov := module(govtypes.ModuleName)
	seat, sealed := o.committee[0], o.committee[1]
	me := testapp.Actor{Name: "gov", Addr: gov}
	by := func(msg *validationtypes.MsgCommitVote, who sdk.AccAddress) sdk.Msg {
		msg.Validator = who.String()
		return msg
	}
	class, id := certificatestypes.ClassID, certificatestypes.TokenID(o.certified)
	attempts := []attempt{
		{"a seat of its own", "not a member of this committee", one(o.CommitMsg(me, o.sealed, testapp.Approve))},
		{"a reveal of its own", "not a member of this committee", one(o.RevealMsg(me, o.opened, testapp.Reject))},
		{"another's commitment", "expected gov account as only signer", one(by(o.CommitMsg(sealed, o.sealed, testapp.Approve), sealed.Addr))},
		{"another's reveal", "expected gov account as only signer", one(o.RevealMsg(sealed, o.opened, testapp.Reject))},
		{"another's reveal, wrapped", "failed to get grant", one(inAuthz(gov, o.RevealMsg(sealed, o.opened, testapp.Reject)))},
		{"a vote that was cast", "failed to get grant", one(inAuthz(gov, o.RevealMsg(seat, o.opened, testapp.Reject)))},
		{"a verdict accepted for a party", "only the side", one(&jobstypes.MsgAcceptVerdict{Sender: app.Authority(), JobId: o.verdict})},
		{"a reviewed job rerouted", "status does not allow", one(&jobstypes.MsgRerouteJob{Authority: app.Authority(), JobId: o.verdict, Reason: "x"})},
		{"a job in review delisted", "status does not allow", one(&jobstypes.MsgDelistJob{Authority: app.Authority(), JobId: o.opened, Reason: "x"})},
		{"a settled job delisted", "status does not allow", one(&jobstypes.MsgDelistJob{Authority: app.Authority(), JobId: o.certified, Reason: "x"})},
		{"a settled job rerouted", "status does not allow", one(&jobstypes.MsgRerouteJob{Authority: app.Authority(), JobId: o.certified, Reason: "x"})},
		{"another submission", "only the job's agent", one(o.SubmitMsg(me, o.assigned))},
		{"a certificate sent by x/nft", "by router", one(&nft.MsgSend{ClassId: class, Id: id, Sender: gov.String(), Receiver: o.Operator().String()})},
		{"a certificate transferred", "only the owner may transfer", one(&certificatestypes.MsgTransfer{Owner: app.Authority(), JobId: o.certified, Recipient: o.Operator().String()})},
	}
	o.try(attempts)

	// New rules are for new jobs: these are judged, slashed and paid by the old ones.
	terms := o.Job(o.opened).Terms
	require.Empty(t, o.decide(
		jobsParams(o.Chain, func(p *jobstypes.Params) { p.RejectSlashBps, p.ExpirySlashBps, p.BurnBps = 10_000, 10_000, 10_000 }),
		validationParams(o.Chain, func(p *validationtypes.Params) {
			p.WrongVoteSlashBps, p.WithheldSlashBps, p.AbsentSlashBps = 9_000, 10_000, 9_000
			p.MaxWrongVoteSlashBps, p.CanarySlashBps = 9_000, 9_000
		}),
	))
	require.Equal(t, terms, o.Job(o.opened).Terms)
	o.All(o.committee[1:], func(v testapp.Actor) sdk.Msg { return o.RevealMsg(v, o.opened, testapp.Approve) })
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, o.Job(o.opened).Status)
	payoutBefore, burnt := o.Balance(o.Agent.Addr), o.Supply()
	o.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, o.Job(o.opened).Status)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, o.Job(o.verdict).Status)
	require.Equal(t, testapp.AGI(200).String(), o.Balance(o.Agent.Addr).Sub(payoutBefore).String())
	require.Equal(t, testapp.AGI(2).String(), burnt.Sub(o.Supply()).String(), "half of two protocol fees, as posted")
}

// The owner cannot lock itself out.
func TestOwnerCannotLockItselfOut(t *testing.T) {
	o := ownedMarket(t)
	o.review()
	council := func(threshold uint64, seats ...sovereigntypes.CouncilMember) []sdk.Msg {
		return one(&sovereigntypes.MsgUpdateCouncil{
			Authority: app.Authority(), Council: sovereigntypes.Council{Threshold: threshold, Members: seats},
		})
	}
	me := testapp.Seat(o.Operator(), 1)
	takeover := func() sdk.Msg {
		p := o.App.GetConsensusParams(o.Ctx())
		return &consensustypes.MsgUpdateParams{
			Authority: app.Authority(), Block: p.Block, Evidence: p.Evidence, Validator: p.Validator, Abci: p.Abci,
			Auth: &cmtproto.AuthorityParams{Authority: o.Operator().String()},
		}
	}
	attempts := []attempt{
		{"a council of nobody", "invalid council", council(1)},
		{"a threshold that nobody reaches", "invalid council", council(2, me)},
		{"a council that has yet to accept", "lock itself out", council(1, testapp.Seat(o.Employer, 1))},
		{"a council of the treasury", "lock itself out", council(1, sovereigntypes.CouncilMember{Address: money.TreasuryAddress().String(), Weight: 1})},
		{"another authority", "authority must stay empty", one(takeover())},
	}
	o.try(attempts)
	require.Empty(t, o.decide(sovereignParams(o.Chain, testapp.MaxStep)), "it still governs")
}
