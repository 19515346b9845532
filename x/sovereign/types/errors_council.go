package types

import errorsmod "cosmossdk.io/errors"

var (
	// ErrInvalidCouncil is returned for members or a threshold out of bounds.
	ErrInvalidCouncil = errorsmod.Register(ModuleName, 10, "invalid council")
	// ErrLockout is returned for a change after which nobody could decide anything.
	ErrLockout = errorsmod.Register(ModuleName, 11, "the council would lock itself out")
	// ErrNotMember is returned to who has no seat, or has not accepted it.
	ErrNotMember = errorsmod.Register(ModuleName, 12, "only council members who have accepted their seat may do this")
	// ErrSeatAccepted is returned to a member who accepts twice.
	ErrSeatAccepted = errorsmod.Register(ModuleName, 13, "the seat is accepted already")
	// ErrProposal is returned for a proposal that the council does not decide on.
	ErrProposal = errorsmod.Register(ModuleName, 14, "the council does not take this proposal")
	// ErrTooManyProposals is returned when too many proposals are open.
	ErrTooManyProposals = errorsmod.Register(ModuleName, 15, "too many proposals are open; decide or cancel one of yours first")
	// ErrVote is returned for a vote that is not plainly yes, no or abstain.
	ErrVote = errorsmod.Register(ModuleName, 16, "vote yes, no or abstain with all your weight")
	// ErrProposalClosed is returned for whatever would change a proposal that is decided or whose time is over.
	ErrProposalClosed = errorsmod.Register(ModuleName, 17, "the proposal is closed; it takes no votes, deposits or cancellation")
	// ErrUndecided is returned when the decision of an unfinished or unknown proposal is asked for.
	ErrUndecided = errorsmod.Register(ModuleName, 18, "the council has not decided this proposal")
)
