package owner

import (
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	yes     = govv1.OptionYes
	no      = govv1.OptionNo
	abstain = govv1.OptionAbstain
)

// nation is a chain with a council of officials, who are no participants: their office alone lets them pass the gate.
type nation struct {
	*testapp.Chain
	officials []testapp.Actor
	citizen   testapp.Actor // a participant without office
}

func official(i int) testapp.Actor { return testapp.NewActor(fmt.Sprintf("official%d", i)) }

// found starts a nation whose council has a seat for each weight.
func found(t testing.TB, threshold uint64, weights ...uint32) *nation {
	t.Helper()
	return foundWith(t, testapp.Options{}, threshold, weights...)
}

func foundWith(t testing.TB, o testapp.Options, threshold uint64, weights ...uint32) *nation {
	t.Helper()
	n := &nation{citizen: testapp.NewActor("citizen")}
	var seats []sovereigntypes.CouncilMember
	for i, w := range weights {
		n.officials = append(n.officials, official(i))
		seats = append(seats, testapp.Seat(official(i), w))
	}
	extra := o.Genesis
	o.Genesis = func(state app.GenesisState, c *testapp.Chain) {
		c.SetCouncil(state, threshold, seats...)
		for i := range 6 { // also those who have no seat yet
			account(c, state, official(i).Addr)
		}
		c.Admit(state, n.citizen, testapp.AGI(1_000), citizenship)
		if extra != nil {
			extra(state, c)
		}
	}
	n.Chain = testapp.New(t, o)
	return n
}

// account gives an address an account and money in the genesis, but does not admit it.
func account(c *testapp.Chain, state app.GenesisState, addr sdk.AccAddress) {
	testapp.Edit(c, state, authtypes.ModuleName, func(gs *authtypes.GenesisState) {
		acc, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(addr, nil, uint64(len(gs.Accounts)), 0))
		require.NoError(c.T, err)
		gs.Accounts = append(gs.Accounts, acc)
	})
	c.AddBalance(state, addr, sdk.NewCoin(testapp.Denom, testapp.AGI(1_000)))
}

func proposal(from testapp.Actor, msgs ...sdk.Msg) *govv1.MsgSubmitProposal {
	deposit := sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1))
	msg, err := govv1.NewMsgSubmitProposal(msgs, deposit, from.String(), "", "A decision", "What the test needs", false)
	if err != nil {
		panic(err)
	}
	return msg
}

// propose submits a proposal and returns its id.
func (n *nation) propose(from testapp.Actor, msgs ...sdk.Msg) uint64 {
	n.T.Helper()
	var res govv1.MsgSubmitProposalResponse
	n.Response(n.Must(from, proposal(from, msgs...)), 0, &res)
	return res.ProposalId
}

func vote(from testapp.Actor, id uint64, option govv1.VoteOption) sdk.Msg {
	return govv1.NewMsgVote(from.Addr, id, option, "")
}

// votes has officials vote one after the other, each in a block of its own.
func (n *nation) votes(id uint64, option govv1.VoteOption, voters ...int) {
	n.T.Helper()
	for _, i := range voters {
		n.Must(n.officials[i], vote(n.officials[i], id, option))
	}
}

// refuse delivers messages that must fail for a reason and change no proposal.
func (n *nation) refuse(want error, from testapp.Actor, msgs ...sdk.Msg) {
	n.T.Helper()
	requireCode(n.T, want, n.Deliver(from, msgs...))
}

func requireCode(t testing.TB, want error, res *abci.ExecTxResult) {
	t.Helper()
	space, code, _ := errorsmod.ABCIInfo(want, false)
	require.Equal(t, fmt.Sprintf("%s %d", space, code), fmt.Sprintf("%s %d", res.Codespace, res.Code), res.Log)
}

func (n *nation) status(id uint64) govv1.ProposalStatus {
	n.T.Helper()
	return n.Proposal(id).Status
}

// tally asks x/gov's query server.
func (n *nation) tally(id uint64) govv1.TallyResult {
	n.T.Helper()
	res, err := govkeeper.NewQueryServer(n.App.Gov).TallyResult(n.Ctx(), &govv1.QueryTallyResultRequest{ProposalId: id})
	require.NoError(n.T, err)
	return *res.Tally
}

func tallied(yes, abstain, no int64) govv1.TallyResult {
	return govv1.NewTallyResult(math.NewInt(yes), math.NewInt(abstain), math.NewInt(no), math.ZeroInt())
}

// voters asks x/gov's query server for the votes.
func (n *nation) voters(id uint64) map[string]govv1.VoteOption {
	n.T.Helper()
	res, err := govkeeper.NewQueryServer(n.App.Gov).Votes(n.Ctx(), &govv1.QueryVotesRequest{ProposalId: id})
	require.NoError(n.T, err)
	out := map[string]govv1.VoteOption{}
	for _, v := range res.Votes {
		require.Len(n.T, v.Options, 1)
		out[v.Voter] = v.Options[0].Option
	}
	return out
}

// decided lists the proposals that the last block decided, by its events.
func (n *nation) decided() map[string]string {
	n.T.Helper()
	out := map[string]string{}
	for _, e := range n.Last.Events {
		if e.Type != "agijobs.sovereign.v1.EventProposalDecided" {
			continue
		}
		attrs := map[string]string{}
		for _, a := range e.Attributes {
			attrs[a.Key] = a.Value
		}
		require.NotContains(n.T, out, attrs["proposal_id"], "decided twice in one block")
		out[attrs["proposal_id"]] = attrs["passed"]
	}
	return out
}

func (n *nation) council() sovereigntypes.Council {
	n.T.Helper()
	c, err := n.App.Sovereign.Council(n.Ctx())
	require.NoError(n.T, err)
	return c
}

// seats is a council of officials by their number, for a MsgUpdateCouncil.
func seats(threshold uint64, weights map[int]uint32) *sovereigntypes.MsgUpdateCouncil {
	msg := &sovereigntypes.MsgUpdateCouncil{Authority: app.Authority(), Council: sovereigntypes.Council{Threshold: threshold}}
	for i := range 6 {
		if w, ok := weights[i]; ok {
			seat := testapp.Seat(official(i), w)
			seat.Accepted = false
			msg.Council.Members = append(msg.Council.Members, seat)
		}
	}
	return msg
}

// maxStep is a decision that is easy to see: the clock's max_step in seconds.
func (n *nation) maxStep(seconds int) sdk.Msg {
	n.T.Helper()
	p, err := n.App.Sovereign.Params(n.Ctx())
	require.NoError(n.T, err)
	p.MaxStep = sec(seconds)
	return &sovereigntypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func (n *nation) requireMaxStep(seconds int) {
	n.T.Helper()
	p, err := n.App.Sovereign.Params(n.Ctx())
	require.NoError(n.T, err)
	require.Equal(n.T, sec(seconds), p.MaxStep)
}

// decision is one whose executions can be counted: each writes a new version of x/jobs' parameters.
func (n *nation) decision() sdk.Msg {
	n.T.Helper()
	_, p, err := n.App.Jobs.ParamsInForce(n.Ctx())
	require.NoError(n.T, err)
	return &jobstypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

// executed is how often a decision was executed.
func (n *nation) executed() uint64 {
	n.T.Helper()
	version, _, err := n.App.Jobs.ParamsInForce(n.Ctx())
	require.NoError(n.T, err)
	return version - 1
}

func sec(n int) time.Duration { return time.Duration(n) * time.Second }

var citizenship = identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}}
