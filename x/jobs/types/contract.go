package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// This file is the whole of what x/jobs and its neighbours know of each other.

// IdentityKeeper is what x/jobs needs of x/identity.
type IdentityKeeper interface {
	// Authorize answers whether addr may start new business in role; the error says which condition fails.
	Authorize(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) error
	// Authorized is Authorize that returns the participant too.
	Authorized(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (identitytypes.Participant, error)
	// Participant returns a participant or an error that says it is unknown. The treasury is one.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
	// Organisation returns an organisation or an error that says it is unknown.
	Organisation(ctx context.Context, id string) (identitytypes.Organisation, error)
	// HasCredential tells whether addr holds a credential of a type that counts now.
	HasCredential(ctx context.Context, addr sdk.AccAddress, credentialType string) (bool, error)
}

// Council is what x/jobs needs of x/sovereign's council.
type Council interface {
	// CouncilMembers returns the addresses of all who hold a seat, in the council's order.
	CouncilMembers(ctx context.Context) ([]string, error)
}

// Brake tells whether the market stands still (x/sovereign).
type Brake interface {
	Paused(ctx context.Context) (bool, error)
}

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}

// ScoreKeeper is the gate's view of x/reputation.
type ScoreKeeper interface {
	// Score returns the score in a role as an integer.
	Score(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (math.Int, error)
	// Standing returns the score in a role, the highest score that there is, and whether an agent is under probation: it may take
	// jobs of the lowest tier only.
	Standing(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (score, highest math.Int, probation bool, err error)
	// EarlierGains returns how many gains the organisations of two participants share within the window of reputation: a
	// gain of theirs is divided by 2 to that power. SameOrganisation: they earn nothing from each other.
	EarlierGains(ctx context.Context, a, b sdk.AccAddress) (earlier uint32, sameOrganisation bool, err error)
	// Group returns the name of the group on whose account somebody deals: an organisation's id, or an address.
	Group(ctx context.Context, addr sdk.AccAddress) (string, error)
}

// Prices are the policy's outputs that a posting snapshots.
type Prices struct {
	ValidationFeeBps uint32
	ProtocolFeeBps   uint32
	// BonusBps of the payout is the reward multiplier less 1.
	BonusBps uint32
	// SeatLockBps of what x/validation asks is what each seat locks; the whole is BpsDenominator.
	SeatLockBps uint32
}

// Policy sets prices. Without x/thermostat they are the parameters of x/jobs.
type Policy interface {
	Prices(ctx context.Context, category Category, params Params) (Prices, error)
}

// ValidationKeeper is what x/jobs needs of x/validation.
type ValidationKeeper interface {
	// ReviewVersion returns the version of the parameters in force, which a posting snapshots.
	ReviewVersion(ctx context.Context) (uint64, error)
	// SeatLock returns what one of seats locks for a payout under a version.
	SeatLock(ctx context.Context, version uint64, payout math.Int, seats uint32) (math.Int, error)
	// HasPool tells whether a pool exists.
	HasPool(ctx context.Context, id string) (bool, error)
	// OpenRound queues the draw of a committee. Its only writes are keys of the job.
	OpenRound(ctx context.Context, open validationtypes.OpenRound) error
	// RoundDeadline returns when the chain acts on a round next (market time, ms; 0 while a draw is due) and its status.
	RoundDeadline(ctx context.Context, jobID uint64, rung uint32) (int64, validationtypes.RoundStatus, error)
	// Beacon returns the randomness of a height; nil where there is none. It is known from the end of that block on.
	Beacon(ctx context.Context, height int64) ([]byte, error)
	// Judge says what a final outcome means for each seat of all rounds of a job, in order of rung and draw. It changes nothing.
	Judge(ctx context.Context, jobID uint64, finding validationtypes.Finding) ([]validationtypes.SeatJudgement, error)
	// OpenCanary checks that a job was a test of its judges and notes it for their slashes. Its only writes are keys of the
	// job. It returns the audit office.
	OpenCanary(ctx context.Context, claim validationtypes.CanaryClaim) (office string, err error)
	// ExcludedWeight returns how much of a pool's weight is that of addresses and organisations, and the pool's total.
	ExcludedWeight(ctx context.Context, pool string, addresses, organisations []string) (excluded, total uint64, err error)
	// SettleSeats slashes as judged, releases the locks and prunes the rounds of a job. EndBlock only.
	SettleSeats(ctx context.Context, jobID uint64, judged []validationtypes.SeatJudgement) error
	// WeighChanged computes what those judges weigh from now on whose stake or standing the block has changed. EndBlock only,
	// after the last settlement.
	WeighChanged(ctx context.Context) error
}

// CertificateKeeper mints the certificate; it is part of the settlement of a COMPLETED job.
type CertificateKeeper interface {
	// Mint gives the certificate of a job to owner: its employer, or the sponsor of its program. Bound ones stay with him.
	Mint(ctx context.Context, job Job, owner sdk.AccAddress, bound bool) error
	// Exists tells whether a job has a certificate: a submission may build on it.
	Exists(ctx context.Context, jobID uint64) (bool, error)
}

// Settled is what subscribers hear of a settlement.
type Settled struct {
	Job   Job
	Seats []validationtypes.SeatJudgement
	// Slashed of the agent's bond in this settlement.
	Slashed math.Int
	// Sponsor of the job's program, who pays in its employer's place; nil where there is none.
	Sponsor sdk.AccAddress
	// Moved is what became of its money.
	Moved Moved
}

// Moved sums up a settlement, in base units.
type Moved struct {
	// Paid for the work, to the agent and its contributors, without incentives.
	Paid math.Int
	// Incentives that were paid.
	Incentives math.Int
	// Fee is the part of the protocol fee that the treasury got.
	Fee math.Int
	// Burnt of anything.
	Burnt math.Int
	// Refunded of the escrow, to the employer or its program.
	Refunded math.Int
}

// AssignmentEnded is what subscribers hear when an assignment ended without a submission.
type AssignmentEnded struct {
	Job     Job
	Agent   sdk.AccAddress
	Basis   RulingBasis
	Slashed math.Int
}

// JobHooks is a subscriber. Each call runs in a branch of the state of its own, in EndBlock: one that fails is reported by
// an event and stops nothing.
type JobHooks interface {
	// HookName names the subscriber in events.
	HookName() string
	AfterJobPosted(ctx context.Context, job Job) error
	// AfterJobUnblocked: a job that waited for others is offered now.
	AfterJobUnblocked(ctx context.Context, job Job) error
	AfterJobAssigned(ctx context.Context, job Job) error
	AfterWorkSubmitted(ctx context.Context, job Job) error
	// AfterVerdict: a round has closed, with a verdict or without.
	AfterVerdict(ctx context.Context, job Job) error
	AfterAssignmentEnded(ctx context.Context, ended AssignmentEnded) error
	AfterJobSettled(ctx context.Context, settled Settled) error
}
