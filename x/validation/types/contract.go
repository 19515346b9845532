package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// This file is the whole of what x/validation and its neighbours know of each other.

// OpenRound asks for a committee.
type OpenRound struct {
	JobID uint64
	Rung  uint32
	// Pool to draw from.
	Pool string
	// ReviewVersion is the version of the parameters that the job keeps.
	ReviewVersion uint64
	// Seats wanted; odd.
	Seats uint32
	// SeatLock is what each seat locks of its stake, in base units.
	SeatLock math.Int
	// Excluded addresses and organisations are parties to the job; empty organisation ids are left out.
	Excluded              []string
	ExcludedOrganisations []string
}

// Tally counts a round's votes.
type Tally struct {
	Seats       uint32
	Revealed    uint32
	Approvals   uint32
	Rejections  uint32
	Unjudgeable uint32
	// Quality is the mean score of the seats that revealed with the result, 0 to 100.
	Quality uint32
}

// RoundClosed is what a round hands back.
type RoundClosed struct {
	JobID  uint64
	Rung   uint32
	Result RoundResult
	Tally  Tally
}

// RoundHooks are called in EndBlock, in the branch of state in which the round closes.
type RoundHooks interface {
	AfterRoundClosed(ctx context.Context, closed RoundClosed) error
}

// FinalVerdict is what the seats are judged against.
type FinalVerdict int

const (
	// FinalNone judges no vote: SPLIT and CANCELLED without UNJUDGEABLE. Every seat that revealed is owed its fee.
	FinalNone FinalVerdict = iota
	FinalApproved
	FinalRejected
	FinalUnjudgeable
)

// SeatJudgement is what a job's final outcome means for one seat.
type SeatJudgement struct {
	Rung         uint32
	Validator    sdk.AccAddress
	Organisation string
	Status       SeatStatus
	// Agreed: revealed with the final verdict (or revealed, under FinalNone): owed the seat fee.
	Agreed bool
	// SlashBps of the seat's lock are to be slashed now; 0 for ABSENT seats, slashed when they were found absent.
	SlashBps uint32
	// Lock is what the seat locked, in base units.
	Lock math.Int
	// Reason of the slash: wrong_vote, withheld, or empty.
	Reason string
}

// IdentityKeeper is what x/validation needs of x/identity.
type IdentityKeeper interface {
	// Authorize answers whether addr may start new business in role; the error says which condition fails.
	Authorize(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) error
	// Participant returns a participant or an error that says it is unknown.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
	// Drawable tells whether addr may be drawn as a judge now: active, not expired, holds role, seasoned.
	Drawable(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (bool, error)
}

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}

// Brake tells whether the market stands still (x/sovereign).
type Brake interface {
	Paused(ctx context.Context) (bool, error)
}

// ScoreKeeper is what x/validation needs of x/reputation.
type ScoreKeeper interface {
	// Score returns the score in a role, 0 to Cap, as an integer.
	Score(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (math.Int, error)
	// Cap is the highest score.
	Cap(ctx context.Context) (math.Int, error)
}
