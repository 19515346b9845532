package simulation

import (
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// proposal is what the council votes on, with what its members have said.
type proposal struct {
	id       uint64
	proposer string
	msgs     []sdk.Msg
	votes    map[string]govv1.VoteOption
}

// decided tells whether two have said yes, which is enough.
func (p proposal) decided() bool {
	yes := 0
	for _, option := range p.votes {
		if option == govv1.OptionYes {
			yes++
		}
	}
	return yes >= 2
}

// maxOpen bounds the proposals that wait: each needs the votes of several members.
const maxOpen = 12

// members lists those of the council whose weight counts.
func (n *Nation) members() (list []string) {
	for _, m := range n.sovereign().Council.Members {
		if m.Accepted {
			list = append(list, m.Address)
		}
	}
	return list
}

// ask has a member of the council propose a message of the authority. Members sign several transactions in a block.
func (n *Nation) ask(msg sdk.Msg) {
	n.T.Helper()
	n.asked++
	if len(n.open)+n.asked > maxOpen {
		n.Stats.skipped(msg)
		return
	}
	member := oneOf(n, n.members()...)
	n.send(member, n.proposal(member, msg))
}

func (n *Nation) proposal(from string, msgs ...sdk.Msg) *govv1.MsgSubmitProposal {
	n.T.Helper()
	msg, err := govv1.NewMsgSubmitProposal(msgs, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), from, "", "A decision", "What the nation needs", false)
	require.NoError(n.T, err)
	return msg
}

func yes(from string, id uint64) *govv1.MsgVote {
	return govv1.NewMsgVote(sdk.MustAccAddressFromBech32(from), id, govv1.OptionYes, "")
}

// submitted remembers a proposal.
func (n *Nation) submitted(msg sdk.Msg, res *abci.ExecTxResult) {
	n.T.Helper()
	submit, ok := msg.(*govv1.MsgSubmitProposal)
	if !ok {
		return
	}
	var answer govv1.MsgSubmitProposalResponse
	n.Response(res, 0, &answer)
	msgs, err := submit.GetMsgs()
	require.NoError(n.T, err)
	n.open = append(n.open, proposal{id: answer.ProposalId, proposer: submit.Proposer, msgs: msgs, votes: map[string]govv1.VoteOption{}})
}

// count notes what became of the proposals: a message of the authority has succeeded when its proposal was executed.
func (n *Nation) count() {
	n.T.Helper()
	n.asked = 0
	var open []proposal
	for _, p := range n.open {
		stored, err := n.App.Gov.Proposals.Get(n.Ctx(), p.id)
		if err != nil { // cancelled: x/gov has deleted it
			continue
		}
		switch stored.Status {
		case govv1.StatusVotingPeriod:
			open = append(open, p)
		case govv1.StatusPassed:
			for _, msg := range p.msgs {
				n.Stats.succeeded(msg)
			}
		case govv1.StatusFailed:
			n.Stats.failed(p.msgs[0], stored.FailedReason)
		default: // voted down, or its time is over
			n.Stats.skipped(p.msgs[0])
		}
	}
	n.open = open
}

// seated tells whether an address holds a seat in the council, taken or offered.
func seated(council sovereigntypes.Council, address string) bool {
	for _, m := range council.Members {
		if m.Address == address {
			return true
		}
	}
	return false
}

// asking tells whether the council votes on a message of a type for which is holds.
func asking[T sdk.Msg](n *Nation, is func(T) bool) bool {
	for _, p := range n.open {
		for _, msg := range p.msgs {
			if m, ok := msg.(T); ok && is(m) {
				return true
			}
		}
	}
	return false
}
