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
	// Checks that every vote must answer; sorted, each once.
	Checks []string
	// Panel: votes may also split the payout.
	Panel bool
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
	// Splits counts the votes that divide the payout; SplitBps is the median of theirs when the result is SPLIT.
	Splits   uint32
	SplitBps uint32
	// Checks counts the answers of the seats that revealed, by name.
	Checks []CheckTally
}

// CheckTally counts the answers to one check.
type CheckTally struct {
	Name           string
	Passed, Failed uint32
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

// Finding is a job's final outcome as the seats are judged by it.
type Finding struct {
	Final FinalVerdict
	// Blameless: no seat is slashed for a wrong vote; withheld reveals still are.
	Blameless bool
	// Canary: the job was a test of its judges. Wrong votes are slashed at the canary's rate, and the slashes held.
	Canary bool
}

// CanaryClaim says that a job was a test of its judges.
type CanaryClaim struct {
	JobID   uint64
	Auditor sdk.AccAddress
	// Day of the root in which the leaf stands; the office is the auditor's organisation.
	Day  uint64
	Leaf CanaryLeaf
	// Proof leads from the leaf to the root.
	Proof CanaryProof
	// SubmittedHeight is the block in which the work was handed in: the root must be older.
	SubmittedHeight int64
}

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
	// Reason of the slash: wrong_vote, withheld, canary, or empty.
	Reason string
}

// IdentityKeeper is what x/validation needs of x/identity.
type IdentityKeeper interface {
	// Authorize answers whether addr may start new business in role; the error says which condition fails.
	Authorize(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) error
	// Participant returns a participant or an error that says it is unknown.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
	// HasCredential tells whether addr holds a credential of a type that counts now.
	HasCredential(ctx context.Context, addr sdk.AccAddress, credentialType string) (bool, error)
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
