package types

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	distrtypes "github.com/cosmos/cosmos-sdk/x/distribution/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
)

var govAccount = sdk.AccAddress{19: 7}

// someDisabled refuses one type, as the app's table does.
func someDisabled(url string) MessageRule {
	if url == sdk.MsgTypeURL(&distrtypes.MsgCommunityPoolSpend{}) {
		return MessageRule{Refused: errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%s is disabled on this chain", url)}
	}
	return MessageRule{}
}

func inExec(msgs ...sdk.Msg) sdk.Msg {
	exec := authz.NewMsgExec(govAccount, msgs)
	return &exec
}

func decide() sdk.Msg {
	return &MsgUpdateParams{Authority: govAccount.String(), Params: DefaultParams()}
}

func TestCheckMessages(t *testing.T) {
	deep := decide()
	for range maxNesting + 1 {
		deep = inExec(deep)
	}
	const refused = ": the council does not take this proposal"
	disabled := "/cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain: " + sdkerrors.ErrUnauthorized.Error()
	spends := " would spend deposits of proposals; use MsgSpendTreasury"
	grants := ": accounts of the chain itself grant nothing"
	for name, tc := range map[string]struct {
		msgs []sdk.Msg
		text string
	}{
		"a decision":            {[]sdk.Msg{decide()}, ""},
		"none":                  {nil, ""},
		"wrapped as deep as it": {[]sdk.Msg{inExec(inExec(inExec(inExec(decide()))))}, ""},
		"too deep":              {[]sdk.Msg{decide(), deep}, "message 2.1.1.1.1.1: messages are nested too deep; name them directly"},
		"disabled":              {[]sdk.Msg{&distrtypes.MsgCommunityPoolSpend{}}, "message 1: " + disabled},
		"disabled, the third":   {[]sdk.Msg{decide(), decide(), &distrtypes.MsgCommunityPoolSpend{}}, "message 3: " + disabled},
		"disabled, wrapped":     {[]sdk.Msg{decide(), inExec(decide(), inExec(&distrtypes.MsgCommunityPoolSpend{}))}, "message 2.2.1: " + disabled},
		"deposits":              {[]sdk.Msg{&banktypes.MsgSend{}}, "message 1: /cosmos.bank.v1beta1.MsgSend" + spends},
		"deposits, many":        {[]sdk.Msg{inExec(&banktypes.MsgMultiSend{})}, "message 1.1: /cosmos.bank.v1beta1.MsgMultiSend" + spends},
		"a grant":               {[]sdk.Msg{&authz.MsgGrant{}}, "message 1: /cosmos.authz.v1beta1.MsgGrant" + grants},
		"an allowance":          {[]sdk.Msg{&feegrant.MsgGrantAllowance{}}, "message 1: /cosmos.feegrant.v1beta1.MsgGrantAllowance" + grants},
	} {
		t.Run(name, func(t *testing.T) {
			err := CheckMessages(tc.msgs, someDisabled)
			if tc.text == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrProposal)
			require.EqualError(t, err, tc.text+refused)
		})
	}
	unreadable := &authz.MsgExec{Msgs: []*codectypes.Any{{TypeUrl: "/x"}}}
	err := CheckMessages([]sdk.Msg{decide(), unreadable}, someDisabled)
	require.ErrorIs(t, err, ErrProposal)
	require.ErrorContains(t, err, "message 2: messages contains")
}

func TestCheckProposals(t *testing.T) {
	at := time.Unix(1_900_000_000, 0).UTC()
	seat := func(b byte, accepted bool) CouncilMember {
		return CouncilMember{Address: sdk.AccAddress{19: b}.String(), Weight: 1, Accepted: accepted}
	}
	open := func(edit func(*govv1.Proposal), msgs ...sdk.Msg) *govv1.Proposal {
		if msgs == nil {
			msgs = []sdk.Msg{decide()}
		}
		p, err := govv1.NewProposal(msgs, 1, at, at, "", "title", "summary", sdk.AccAddress{19: 1}, false)
		require.NoError(t, err)
		p.Status, p.VotingEndTime = govv1.StatusVotingPeriod, &at
		if edit != nil {
			edit(&p)
		}
		return &p
	}
	signedBy := func(who sdk.AccAddress) sdk.Msg {
		return &MsgUpdateParams{Authority: who.String(), Params: DefaultParams()}
	}
	stranger := sdk.AccAddress{19: 9}
	pay := &MsgSpendTreasury{Authority: govAccount.String(), Recipient: stranger.String(), Amount: math.OneInt()}
	const of1 = "genesis of gov, open proposal 1: "
	for name, tc := range map[string]struct {
		p    *govv1.Proposal
		err  error
		text string
	}{
		"taken":                        {open(nil), nil, ""},
		"taken, waits for its deposit": {open(func(p *govv1.Proposal) { p.Status = govv1.StatusDepositPeriod }), nil, ""},
		"of a stranger":                {open(func(p *govv1.Proposal) { p.Proposer = stranger.String() }), ErrNotMember, of1 + `proposer "` + stranger.String() + `" has no seat`},
		"of nobody":                    {open(func(p *govv1.Proposal) { p.Proposer = "" }), ErrNotMember, of1 + `proposer "" has no seat`},
		"of one who has yet to accept": {open(func(p *govv1.Proposal) { p.Proposer = seat(2, false).Address }), ErrNotMember, "has no seat"},
		"expedited":                    {open(func(p *govv1.Proposal) { p.Expedited = true }), ErrProposal, of1 + "expedited; set it to false"},
		"expedited, with its deposit":  {open(func(p *govv1.Proposal) { p.Expedited, p.Status = true, govv1.StatusDepositPeriod }), ErrProposal, "expedited"},
		"without end":                  {open(func(p *govv1.Proposal) { p.VotingEndTime = nil }), ErrProposal, "has no voting_end_time"},
		"without end of deposits":      {open(func(p *govv1.Proposal) { p.Status, p.DepositEndTime = govv1.StatusDepositPeriod, nil }), ErrProposal, "has no deposit_end_time"},
		"to be overwritten":            {open(func(p *govv1.Proposal) { p.Id = 5 }), ErrProposal, "open proposal 5 is not below starting_proposal_id 5"},
		"disabled":                     {open(nil, &distrtypes.MsgCommunityPoolSpend{}), ErrProposal, of1 + "message 1: /cosmos.distribution.v1beta1.MsgCommunityPoolSpend is disabled on this chain"},
		"deposits, wrapped":            {open(nil, inExec(&banktypes.MsgSend{})), ErrProposal, "message 1.1: /cosmos.bank.v1beta1.MsgSend would spend deposits"},
		"in another's name":            {open(nil, decide(), signedBy(stranger)), ErrProposal, of1 + "message 2: /agijobs.sovereign.v1.MsgUpdateParams is not the owner's (" + govAccount.String() + ")"},
		"invalid":                      {open(nil, pay), ErrProposal, "message 1: /agijobs.sovereign.v1.MsgSpendTreasury"},
		"unreadable":                   {open(func(p *govv1.Proposal) { p.Messages = []*codectypes.Any{{TypeUrl: "/x"}} }), ErrProposal, of1},
		"over, whatever it is":         {open(func(p *govv1.Proposal) { p.Status, p.Expedited, p.Proposer = govv1.StatusRejected, true, "" }), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			gs := GenesisState{Council: Council{Threshold: 1, Members: []CouncilMember{seat(1, true), seat(2, false)}}}
			gov := govv1.GenesisState{StartingProposalId: 5, Proposals: govv1.Proposals{tc.p}}
			check := func() error { return gs.CheckProposals(gov, govAccount, signerIsAuthority, someDisabled) }
			err := check()
			if tc.err == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.text)

			// In a continued chain the proposer may have left; everything else is refused all the same.
			gs.Clock = &Clock{}
			if errors.Is(tc.err, ErrNotMember) {
				require.NoError(t, check())
			} else {
				require.ErrorIs(t, check(), tc.err)
			}
		})
	}

	gs := GenesisState{Clock: &Clock{}}
	gov := govv1.GenesisState{StartingProposalId: 1_000}
	for i := range MaxOpenProposals {
		gov.Proposals = append(gov.Proposals, open(func(p *govv1.Proposal) { p.Id = uint64(i) + 1 }))
	}
	require.NoError(t, gs.CheckProposals(gov, govAccount, signerIsAuthority, someDisabled))
	gov.Proposals = append(gov.Proposals, open(func(p *govv1.Proposal) { p.Id = 999 }))
	err := gs.CheckProposals(gov, govAccount, signerIsAuthority, someDisabled)
	require.ErrorIs(t, err, ErrTooManyProposals)
	require.ErrorContains(t, err, fmt.Sprintf("genesis of gov has more than %d", MaxOpenProposals))
}

// signerIsAuthority knows who signs the messages of this test.
func signerIsAuthority(msg sdk.Msg) ([][]byte, error) {
	switch m := msg.(type) {
	case *MsgUpdateParams:
		addr, err := sdk.AccAddressFromBech32(m.Authority)
		return [][]byte{addr}, err
	default:
		return [][]byte{govAccount}, nil
	}
}
