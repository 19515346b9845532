package simulation

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// govFactories are the council's: proposals come from the authority's messages, besides the one here.
func govFactories(reg *registry) {
	add(reg, 1, submitProposal)
	add(reg, 150, vote)
	add(reg, 15, voteWeighted)
	add(reg, 1, deposit)
	add(reg, 1, cancelProposal)
}

// submitProposal is one of two messages.
func submitProposal(n *Nation) *govv1.MsgSubmitProposal {
	if len(n.open)+n.asked >= maxOpen {
		return nil
	}
	n.asked++
	return n.proposal(oneOf(n, n.members()...),
		&identitytypes.MsgUpdateParams{Authority: app.Authority(), Params: n.identity().Params},
		setOrganisation(n),
	)
}

// ballot returns a proposal that is not decided yet, a member who has not voted on it, and what the member says: mostly yes.
func (n *Nation) ballot() (member string, p proposal, option govv1.VoteOption, found bool) {
	member, option = oneOf(n, n.members()...), govv1.OptionYes
	p, found = pick(n, n.open, func(p proposal) bool { return p.votes[member] == 0 && !p.decided() })
	if n.chance(6) {
		option = oneOf(n, govv1.OptionNo, govv1.OptionAbstain)
	}
	if found {
		p.votes[member] = option
	}
	return member, p, option, found
}

func vote(n *Nation) *govv1.MsgVote {
	member, p, option, ok := n.ballot()
	if !ok {
		return nil
	}
	return govv1.NewMsgVote(sdk.MustAccAddressFromBech32(member), p.id, option, "")
}

func voteWeighted(n *Nation) *govv1.MsgVoteWeighted {
	member, p, option, ok := n.ballot()
	if !ok {
		return nil
	}
	return govv1.NewMsgVoteWeighted(sdk.MustAccAddressFromBech32(member), p.id, govv1.NewNonSplitVoteOption(option), "")
}

func deposit(n *Nation) *govv1.MsgDeposit {
	p, ok := pick(n, n.open, func(p proposal) bool { return len(p.votes) == 0 })
	if !ok {
		return nil
	}
	return govv1.NewMsgDeposit(sdk.MustAccAddressFromBech32(oneOf(n, n.members()...)), p.id, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)))
}

func cancelProposal(n *Nation) *govv1.MsgCancelProposal {
	p, ok := pick(n, n.open, func(p proposal) bool { return len(p.votes) == 0 })
	if !ok {
		return nil
	}
	for _, m := range n.members() { // nobody votes on what is about to go
		p.votes[m] = govv1.OptionNo
	}
	return govv1.NewMsgCancelProposal(p.id, p.proposer)
}
