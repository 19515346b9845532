package types

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Choice is what a member's vote counts as.
type Choice int

// Choices. A veto or a split vote is refused when it is cast; should a genesis bring one, it counts as no.
const (
	NoVote Choice = iota
	Yes
	No
	Abstain
)

// Count is the state of a vote: weights of accepted members, and what is needed.
type Count struct {
	Yes, No, Abstain    uint64
	Accepted, Threshold uint64
	// Voters are the accepted members who said yes, in the council's order.
	Voters []string
}

// CountVotes counts a proposal. choice is asked for accepted members only: nobody else counts.
func CountVotes(c Council, choice func(member CouncilMember) (Choice, error)) (Count, error) {
	n := Count{Accepted: c.AcceptedWeight(), Threshold: c.Threshold}
	for _, m := range c.Members {
		if !m.Accepted {
			continue
		}
		vote, err := choice(m)
		if err != nil {
			return Count{}, err
		}
		switch vote {
		case Yes:
			n.Yes += uint64(m.Weight)
			n.Voters = append(n.Voters, m.Address)
		case No:
			n.No += uint64(m.Weight)
		case Abstain:
			n.Abstain += uint64(m.Weight)
		case NoVote:
		}
	}
	return n, nil
}

// Passed is the one rule: the yes of accepted members reaches the threshold, whatever the other votes are.
func (n Count) Passed() bool { return n.Threshold > 0 && n.Yes >= n.Threshold }

// Lost tells whether those who have not voted could not make it pass any more.
func (n Count) Lost() bool {
	return !n.Passed() && (n.Threshold == 0 || n.Accepted-n.No-n.Abstain < n.Threshold)
}

// Decided tells whether nobody's vote is waited for.
func (n Count) Decided() bool { return n.Passed() || n.Lost() }

// Decision is the count as it is kept.
func (n Count) Decision(proposal uint64, height int64) Decision {
	return Decision{
		ProposalId: proposal, Passed: n.Passed(), YesWeight: n.Yes, NoWeight: n.No, AbstainWeight: n.Abstain,
		AcceptedWeight: n.Accepted, Threshold: n.Threshold, Voters: n.Voters, Height: height,
	}
}

// Validate checks that a kept decision follows from its own numbers.
func (d Decision) Validate() error {
	n := Count{
		Yes: d.YesWeight, No: d.NoWeight, Abstain: d.AbstainWeight, Accepted: d.AcceptedWeight, Threshold: d.Threshold,
	}
	const most = MaxCouncilMembers * MaxMemberWeight
	switch {
	case d.ProposalId == 0 || d.Height < 0:
		return errorsmod.Wrapf(ErrInvalidGenesis, "decision of proposal %d at height %d", d.ProposalId, d.Height)
	case max(n.Yes, n.No, n.Abstain, n.Accepted, n.Threshold) > most || n.Yes+n.No+n.Abstain > n.Accepted:
		return errorsmod.Wrapf(ErrInvalidGenesis, "weights of the decision of proposal %d", d.ProposalId)
	case d.Passed != n.Passed():
		return errorsmod.Wrapf(ErrInvalidGenesis, "decision of proposal %d: passed is %t with %d of %d", d.ProposalId, d.Passed, n.Yes, n.Threshold)
	case len(d.Voters) > MaxCouncilMembers || (len(d.Voters) == 0) != (d.YesWeight == 0):
		return errorsmod.Wrapf(ErrInvalidGenesis, "%d voters of the decision of proposal %d", len(d.Voters), d.ProposalId)
	}
	for _, v := range d.Voters {
		if _, err := sdk.AccAddressFromBech32(v); err != nil {
			return errorsmod.Wrapf(ErrInvalidGenesis, "voter %q of the decision of proposal %d", v, d.ProposalId)
		}
	}
	return nil
}
