package owner

import (
	"encoding/json"
	"maps"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// starts tells whether a chain starts from a state.
func starts(t *testing.T, n *nation, state app.GenesisState) error {
	t.Helper()
	bz, err := json.Marshal(state)
	require.NoError(t, err)
	params := app.ConsensusParams().ToProto()
	fresh := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, testapp.AppOptions(t.TempDir(), ""), baseapp.SetChainID(testapp.ChainID))
	_, err = fresh.InitChain(&abci.RequestInitChain{
		ChainId: testapp.ChainID, Time: n.Time, InitialHeight: n.Height + 1, ConsensusParams: &params, AppStateBytes: bz,
	})
	return err
}

// What a genesis file brings was never submitted: it has to pass the same checks.
func TestGenesisWithOpenProposals(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	id := n.propose(n.officials[2], n.maxStep(5))
	n.votes(id, yes, 0)
	disabled := &distrtypes.MsgCommunityPoolSpend{Authority: app.Authority(), Recipient: n.citizen.String(), Amount: coins(testapp.Denom, 1)}
	theft := banktypes.NewMsgSend(n.citizen.Addr, n.officials[0].Addr, coins(testapp.Denom, 1))
	another := &sovereigntypes.MsgUpdateParams{Authority: n.citizen.String(), Params: sovereigntypes.DefaultParams()}
	exported, _ := n.Chain.Export()
	pack := func(msgs ...sdk.Msg) (out []*codectypes.Any) {
		for _, msg := range msgs {
			packed, err := codectypes.NewAnyWithValue(msg)
			require.NoError(t, err)
			out = append(out, packed)
		}
		return out
	}
	for name, tc := range map[string]struct {
		edit func(*govv1.Proposal)
		err  error
		text string
	}{
		"as it was submitted":         {edit: func(*govv1.Proposal) {}},
		"its proposer has left since": {edit: func(p *govv1.Proposal) { p.Proposer = n.citizen.String() }},
		"expedited":                   {func(p *govv1.Proposal) { p.Expedited = true }, sovereigntypes.ErrProposal, "genesis of gov, open proposal 1: expedited"},
		"a disabled message": {
			func(p *govv1.Proposal) { p.Messages = pack(n.maxStep(4), disabled) }, sovereigntypes.ErrProposal,
			"open proposal 1: message 2: /cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain",
		},
		"a disabled message, wrapped": {
			func(p *govv1.Proposal) { p.Messages = pack(inAuthz(module(govtypes.ModuleName), disabled)) }, sovereigntypes.ErrProposal,
			"open proposal 1: message 1.1: /cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain",
		},
		"a citizen's money": {
			func(p *govv1.Proposal) { p.Messages = pack(theft) }, sovereigntypes.ErrProposal, "message 1: /cosmos.bank.v1beta1.MsgSend",
		},
		"in another's name": {
			func(p *govv1.Proposal) { p.Messages = pack(another) }, sovereigntypes.ErrProposal,
			"message 1: /agijobs.sovereign.v1.MsgUpdateParams is not the owner's",
		},
	} {
		t.Run(name, func(t *testing.T) {
			state := maps.Clone(exported)
			testapp.Edit(n.Chain, state, govtypes.ModuleName, func(gs *govv1.GenesisState) {
				require.Len(t, gs.Proposals, 1)
				tc.edit(gs.Proposals[0])
			})
			err := app.CheckGenesis(state, n.App.Codec())
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.text)
		})
	}

	// The chain asks when it starts, whoever has left out `genesis validate`.
	require.NoError(t, starts(t, n, exported))
	expedited := maps.Clone(exported)
	testapp.Edit(n.Chain, expedited, govtypes.ModuleName, func(gs *govv1.GenesisState) { gs.Proposals[0].Expedited = true })
	require.ErrorIs(t, starts(t, n, expedited), sovereigntypes.ErrProposal)

	// Into a new chain only members bring proposals.
	state := maps.Clone(exported)
	testapp.Edit(n.Chain, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) { gs.Clock = nil })
	require.NoError(t, app.CheckGenesis(state, n.App.Codec()))
	testapp.Edit(n.Chain, state, govtypes.ModuleName, func(gs *govv1.GenesisState) { gs.Proposals[0].Proposer = n.citizen.String() })
	err := app.CheckGenesis(state, n.App.Codec())
	require.ErrorIs(t, err, sovereigntypes.ErrNotMember)
	require.ErrorContains(t, err, n.citizen.String())

	// A continued chain decides what was open.
	_, bz := n.Chain.Export()
	twin := &nation{Chain: testapp.New(t, testapp.Options{State: bz, InitialHeight: n.Height + 1, StartTime: n.Time}), officials: n.officials}
	twin.votes(id, yes, 1)
	twin.requireMaxStep(5)
}

// Members hear at once that a proposal holds what nobody may send, and which message it is.
func TestProposalWithDisabledMessages(t *testing.T) {
	n := found(t, 1, 1)
	gov := module(govtypes.ModuleName)
	disabled := &distrtypes.MsgCommunityPoolSpend{Authority: app.Authority(), Recipient: n.citizen.String(), Amount: coins(testapp.Denom, 1)}
	for text, msgs := range map[string][]sdk.Msg{
		"message 1: ":     {disabled},
		"message 3: ":     {n.maxStep(5), n.maxStep(6), disabled},
		"message 2.1.1: ": {n.maxStep(5), inAuthz(gov, inAuthz(gov, disabled))},
	} {
		res := n.Deliver(n.officials[0], proposal(n.officials[0], msgs...))
		requireCode(t, sovereigntypes.ErrProposal, res)
		require.Contains(t, res.Log, text+"/cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain")
	}
	state, _ := n.Chain.Export()
	var gs govv1.GenesisState
	require.NoError(t, n.App.Codec().UnmarshalJSON(state[govtypes.ModuleName], &gs))
	require.Empty(t, gs.Proposals)
}
