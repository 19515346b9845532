package owner

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// A 2-of-3 council decides over three modules in the block of the second yes; votes, tally and decision stay readable,
// and the deposit comes back.
func TestCouncilDecidesInTheBlockOfTheLastYes(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	identity, err := n.App.Identity.Params(n.Ctx())
	require.NoError(t, err)
	identity.RegistrarDailyAdmissions++
	before := n.Balance(n.officials[0].Addr)
	id := n.propose(n.officials[0], n.maxStep(5), n.decision(), &identitytypes.MsgUpdateParams{Authority: app.Authority(), Params: identity})
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id))
	require.Equal(t, before.Sub(testapp.Fee).SubRaw(1).String(), n.Balance(n.officials[0].Addr).String())
	require.Equal(t, tallied(0, 0, 0), n.tally(id))

	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id))
	require.Equal(t, tallied(1, 0, 0), n.tally(id))
	require.Zero(t, n.executed())
	require.Empty(t, n.decided())

	n.votes(id, yes, 2)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.Equal(t, n.Time.UTC(), n.Proposal(id).VotingEndTime.UTC())
	require.Equal(t, map[string]string{`"1"`: "true"}, n.decided())
	require.EqualValues(t, 1, n.executed())
	n.requireMaxStep(5)
	got, err := n.App.Identity.Params(n.Ctx())
	require.NoError(t, err)
	require.Equal(t, identity, got)
	require.Equal(t, before.Sub(testapp.Fee).Sub(testapp.Fee).String(), n.Balance(n.officials[0].Addr).String(), "the deposit is back")

	for range 3 { // nothing of it changes afterwards
		require.Equal(t, tallied(2, 0, 0), n.tally(id))
		require.Equal(t, map[string]govv1.VoteOption{n.officials[0].String(): yes, n.officials[2].String(): yes}, n.voters(id))
		by, err := n.App.Sovereign.DecidedBy(n.Ctx(), id)
		require.NoError(t, err)
		require.ElementsMatch(t, []string{n.officials[0].String(), n.officials[2].String()}, by)
		require.EqualValues(t, 1, n.executed())
		n.BlockAfter(30 * 24 * sec(3600))
	}
	n.refuse(govtypes.ErrInactiveProposal, n.officials[1], vote(n.officials[1], id, no))
}

// A batch is applied whole or not at all: its second message fails, so its first one changes nothing.
func TestFailingBatchChangesNothing(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	locked := seats(4, map[int]uint32{0: 1, 1: 1, 2: 1, 3: 1}) // nobody but three has accepted
	id := n.propose(n.officials[0], n.decision(), locked, n.maxStep(5))
	n.votes(id, yes, 0, 1)
	require.Equal(t, govv1.StatusFailed, n.status(id))
	require.Contains(t, n.Proposal(id).FailedReason, "the council would lock itself out")
	require.Equal(t, map[string]string{`"1"`: "true"}, n.decided(), "the council did decide")
	require.Zero(t, n.executed())
	n.requireMaxStep(10)
	require.Len(t, n.council().Members, 3)
	require.Equal(t, tallied(2, 0, 0), n.tally(id))
}

// Rejected in the block in which passing becomes impossible, without waiting, and without burning the deposit.
func TestRejectedWhenImpossible(t *testing.T) {
	n := found(t, 3, 1, 2, 2)
	supply, before := n.Supply(), n.Balance(n.officials[0].Addr)
	id := n.propose(n.officials[0], n.decision())
	n.votes(id, abstain, 0)
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id), "both others can still reach 3")
	n.votes(id, no, 2)
	require.Equal(t, govv1.StatusRejected, n.status(id))
	require.Equal(t, map[string]string{`"1"`: "false"}, n.decided())
	require.Equal(t, tallied(0, 1, 2), n.tally(id))
	require.Zero(t, n.executed())
	require.Equal(t, supply.String(), n.Supply().String())
	require.Equal(t, before.Sub(testapp.Fee.MulRaw(2)).String(), n.Balance(n.officials[0].Addr).String())
	by, err := n.App.Sovereign.DecidedBy(n.Ctx(), id)
	require.NoError(t, err)
	require.Empty(t, by)
}

// What nobody decides ends with its voting period; a vote in the block at its end is late.
func TestUndecidedEndsWithItsPeriod(t *testing.T) {
	n := foundWith(t, testapp.Options{Genesis: testapp.ShortVoting}, 2, 1, 1, 1)
	id := n.propose(n.officials[0], n.decision())
	end := *n.Proposal(id).VotingEndTime
	n.votes(id, yes, 0)
	require.Equal(t, testapp.VotingPeriod-sec(1), end.Sub(n.Time))
	late := n.BlockAfter(end.Sub(n.Time), n.Sign(n.officials[1], vote(n.officials[1], id, yes)))[0]
	requireCode(t, sovereigntypes.ErrProposalClosed, late)
	require.Equal(t, govv1.StatusRejected, n.status(id))
	require.Equal(t, tallied(1, 0, 0), n.tally(id))
	require.Zero(t, n.executed())
}

// Passing does not depend on the other votes, nor on x/gov's own quorum and thresholds.
func TestOnlyYesCounts(t *testing.T) {
	strict := func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, govtypes.ModuleName, func(gs *govv1.GenesisState) {
			gs.Params.Quorum, gs.Params.Threshold, gs.Params.ExpeditedThreshold = "1.0", "0.999999999999999999", "1.0"
			gs.Params.VetoThreshold = "0.000000000000000001"
		})
	}
	n := foundWith(t, testapp.Options{Genesis: strict}, 1, 1, 1000, 1000)
	id := n.propose(n.officials[0], n.decision())
	n.votes(id, no, 1)
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.Equal(t, tallied(1, 0, 1000), n.tally(id))

	id = n.propose(n.officials[0], n.decision())
	n.votes(id, abstain, 1)
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.Equal(t, tallied(1, 1000, 0), n.tally(id))
	require.EqualValues(t, 2, n.executed())
}

// A vote may be changed until the proposal is closed; in the same block everything after that is refused.
func TestClosedIsClosed(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a, b, c := n.officials[0], n.officials[1], n.officials[2]
	id := n.propose(a, n.decision())
	n.votes(id, yes, 1)
	n.votes(id, no, 1)
	n.votes(id, yes, 1)
	n.votes(id, abstain, 1)
	n.votes(id, yes, 1)
	require.Equal(t, tallied(1, 0, 0), n.tally(id))

	deposit := &govv1.MsgDeposit{ProposalId: id, Depositor: c.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))}
	res := n.Block(
		n.Sign(a, vote(a, id, yes)), // closes it
		n.Sign(a, vote(a, id, no)),
		n.Sign(b, vote(b, id, no)),
		n.Sign(c, vote(c, id, no)),
		n.Sign(c, deposit),
		n.Sign(a, govv1.NewMsgCancelProposal(id, a.String())),
	)
	require.Zero(t, res[0].Code, res[0].Log)
	for i, r := range res[1:] {
		require.NotZero(t, r.Code, "transaction %d", i+1)
		require.Regexp(t, "closed|cannot be cancelled", r.Log, "transaction %d", i+1)
	}
	require.Equal(t, govv1.StatusPassed, n.status(id))
	require.EqualValues(t, 1, n.executed())
	require.Equal(t, map[string]govv1.VoteOption{a.String(): yes, b.String(): yes}, n.voters(id))
	n.ForgetSequences()
	require.NotZero(t, n.Deliver(a, govv1.NewMsgCancelProposal(id, a.String())).Code)
	require.Equal(t, govv1.StatusPassed, n.status(id))
}

// An open proposal can be cancelled by its proposer; the deposit comes back whole.
func TestCancelOpenProposal(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	before := n.Balance(n.officials[0].Addr)
	id := n.propose(n.officials[0], n.decision())
	n.refuse(govtypes.ErrInvalidProposer, n.officials[1], govv1.NewMsgCancelProposal(id, n.officials[1].String()))
	n.Must(n.officials[0], govv1.NewMsgCancelProposal(id, n.officials[0].String()))
	require.Equal(t, before.Sub(testapp.Fee.MulRaw(2)).String(), n.Balance(n.officials[0].Addr).String())
	_, err := n.App.Gov.Proposals.Get(n.Ctx(), id)
	require.Error(t, err)
}

// Who has left the council cannot take back what the others are voting on.
func TestCancelByAFormerMember(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	gone := n.officials[2]
	id := n.propose(gone, n.decision())
	n.votes(n.propose(n.officials[0], seats(2, map[int]uint32{0: 1, 1: 1})), yes, 0, 1)
	require.Len(t, n.council().Members, 2)
	// Without an office the gate would stop him; a participant gets to the message's server.
	n.votes(n.propose(n.officials[0], &identitytypes.MsgAdmit{Sender: app.Authority(), Participants: []identitytypes.Admission{{
		Address: gone.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN,
	}}}), yes, 0, 1)

	n.refuse(sovereigntypes.ErrNotMember, gone, govv1.NewMsgCancelProposal(id, gone.String()))
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id))
	n.votes(id, yes, 0, 1)
	require.Equal(t, govv1.StatusPassed, n.status(id))
}

func TestWhatTheCouncilRefuses(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	a, stranger := n.officials[0], official(5)
	id := n.propose(a, n.decision())
	split := govv1.WeightedVoteOptions{{Option: yes, Weight: "0.5"}, {Option: no, Weight: "0.5"}}

	n.refuse(sovereigntypes.ErrNotMember, n.citizen, proposal(n.citizen, n.decision()))
	n.refuse(sovereigntypes.ErrNotMember, n.citizen, vote(n.citizen, id, yes))
	n.refuse(sovereigntypes.ErrNotMember, n.Operator(), vote(n.Operator(), id, yes)) // seats of consensus are no votes
	n.refuse(sovereigntypes.ErrNotMember, n.citizen,
		&govv1.MsgDeposit{ProposalId: id, Depositor: n.citizen.String(), Amount: sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))})
	n.refuse(sovereigntypes.ErrVote, a, vote(a, id, govv1.OptionNoWithVeto))
	n.refuse(sovereigntypes.ErrVote, a, govv1.NewMsgVoteWeighted(a.Addr, id, split, ""))
	expedited := proposal(a, n.decision())
	expedited.Expedited = true
	expedited.InitialDeposit = sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 2))
	n.refuse(sovereigntypes.ErrProposal, a, expedited)
	unpaid := proposal(a, n.decision())
	unpaid.InitialDeposit = nil
	n.refuse(govtypes.ErrMinDepositTooSmall, a, unpaid)
	n.refuse(govtypes.ErrInvalidSigner, a, proposal(a, &sovereigntypes.MsgAcceptSeat{Member: a.String()}))
	n.refuse(sovereigntypes.ErrUnauthorized, a, &sovereigntypes.MsgUpdateCouncil{Authority: a.String(), Council: n.council()})
	n.refuse(sovereigntypes.ErrSeatAccepted, a, &sovereigntypes.MsgAcceptSeat{Member: a.String()})
	n.refuse(sovereigntypes.ErrNotMember, n.citizen, &sovereigntypes.MsgAcceptSeat{Member: n.citizen.String()})
	require.Equal(t, "sdk", n.Deliver(stranger, vote(stranger, id, yes)).Codespace, "the gate stops who is nobody")

	require.Empty(t, n.voters(id))
	require.Equal(t, tallied(0, 0, 0), n.tally(id))
	require.Equal(t, govv1.StatusVotingPeriod, n.status(id))
}

// The gov module account holds the deposits of all open proposals. A decision that sent them away would make x/gov's
// EndBlocker fail when the next proposal ends, and with it the chain; one that granted them would do so later.
func TestDepositsAreNobodysToSpend(t *testing.T) {
	n := found(t, 1, 1)
	a, gov := n.officials[0], authtypes.NewModuleAddress(govtypes.ModuleName)
	coins := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	basic, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, gov, a.Addr)
	require.NoError(t, err)
	generic, err := authz.NewMsgGrant(gov, a.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(&banktypes.MsgSend{})), nil)
	require.NoError(t, err)
	send := banktypes.NewMsgSend(gov, a.Addr, coins)
	for name, msg := range map[string]sdk.Msg{
		"send":            send,
		"send in authz":   inAuthz(gov, send),
		"send in authz 2": inAuthz(gov, inAuthz(gov, send)),
		"multi-send":      &banktypes.MsgMultiSend{Inputs: []banktypes.Input{{Address: gov.String(), Coins: coins}}, Outputs: []banktypes.Output{{Address: a.String(), Coins: coins}}},
		"fee grant":       basic,
		"authz grant":     generic,
	} {
		t.Run(name, func(t *testing.T) {
			requireCode(t, sovereigntypes.ErrProposal, n.Deliver(a, proposal(a, n.decision(), msg)))
		})
	}
}

func inAuthz(by sdk.AccAddress, msgs ...sdk.Msg) sdk.Msg {
	exec := authz.NewMsgExec(by, msgs)
	return &exec
}

// At most 64 proposals are open; deciding one makes room.
func TestOpenProposalsAreBounded(t *testing.T) {
	n := found(t, 1, 1)
	a := n.officials[0]
	for range sovereigntypes.MaxOpenProposals / 8 {
		var msgs []sdk.Msg
		for range 8 {
			msgs = append(msgs, proposal(a, n.decision()))
		}
		n.ForgetSequences()
		n.Must(a, msgs...)
	}
	n.refuse(sovereigntypes.ErrTooManyProposals, a, proposal(a, n.decision()))
	n.votes(64, no, 0)
	require.EqualValues(t, 65, n.propose(a, n.decision()))
	n.refuse(sovereigntypes.ErrTooManyProposals, a, proposal(a, n.decision()))
}

// Without a council the chain runs, and nothing can be decided.
func TestNoCouncil(t *testing.T) {
	n := found(t, 0)
	require.True(t, n.council().Empty())
	n.refuse(sovereigntypes.ErrNotMember, n.citizen, proposal(n.citizen, n.decision()))
	n.Block()
}

// No desk of x/identity can touch who holds an office, and an office alone lets its holder pass the gate.
func TestOfficeStandsAboveTheRegistry(t *testing.T) {
	registrar := testapp.NewActor("registrar")
	n := foundWith(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.Admit(state, registrar, testapp.AGI(10), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_REGISTRAR}})
	}}, 1, 1)
	a := n.officials[0]
	n.Must(a, banktypes.NewMsgSend(a.Addr, n.citizen.Addr, sdk.NewCoins(sdk.NewCoin(testapp.Denom, math.OneInt()))))
	admit := func(roles ...identitytypes.Role) sdk.Msg {
		return &identitytypes.MsgAdmit{Sender: registrar.String(), Participants: []identitytypes.Admission{
			{Address: a.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Roles: roles},
		}}
	}
	n.Must(registrar, admit(identitytypes.ROLE_EMPLOYER)) // an official may be a participant as well
	n.refuse(identitytypes.ErrOffice, registrar, admit(identitytypes.ROLE_AGENT))
	n.refuse(identitytypes.ErrOffice, registrar, &identitytypes.MsgSuspend{Sender: registrar.String(), Address: a.String(), Reason: "coup"})
	n.refuse(identitytypes.ErrOffice, registrar, &identitytypes.MsgRevoke{Sender: registrar.String(), Address: a.String(), Reason: "coup"})
	id := n.propose(a, &identitytypes.MsgRevoke{Sender: app.Authority(), Address: a.String(), Reason: "coup"})
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusFailed, n.status(id))
	n.Must(a, &identitytypes.MsgLeave{Sender: a.String()}) // its own participation is its own
	id = n.propose(a, n.decision())
	n.votes(id, yes, 0)
	require.Equal(t, govv1.StatusPassed, n.status(id))
}
