package testutil

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

var (
	_ types.IdentityKeeper    = (*Identity)(nil)
	_ types.Clock             = (*Clock)(nil)
	_ types.ScoreKeeper       = (*Scores)(nil)
	_ types.ValidationKeeper  = (*Validation)(nil)
	_ types.CertificateKeeper = (*Certificates)(nil)
	_ types.JobHooks          = (*Hooks)(nil)
	_ types.Council           = (*Council)(nil)
)

// ErrIdentity is the fake identity's answer to everything that it does not allow.
var ErrIdentity = errors.New("identity refuses")

// Identity knows the participants and organisations that a test wrote into it.
type Identity struct {
	Participants  map[string]identitytypes.Participant
	Organisations map[string]identitytypes.Organisation
	AuthorizeFn   func(addr sdk.AccAddress, role identitytypes.Role) error
	// Credentials by address; each counts.
	Credentials map[string][]string
}

// Authorize implements types.IdentityKeeper.
func (f *Identity) Authorize(_ context.Context, addr sdk.AccAddress, role identitytypes.Role) error {
	if f.AuthorizeFn != nil {
		return f.AuthorizeFn(addr, role)
	}
	if p, ok := f.Participants[addr.String()]; !ok || !slices.Contains(p.Roles, role) {
		return fmt.Errorf("%w: %s lacks %s", ErrIdentity, addr, role)
	}
	return nil
}

// Authorized implements types.IdentityKeeper.
func (f *Identity) Authorized(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (identitytypes.Participant, error) {
	if err := f.Authorize(ctx, addr, role); err != nil {
		return identitytypes.Participant{}, err
	}
	return f.Participant(ctx, addr)
}

// Participant implements types.IdentityKeeper.
func (f *Identity) Participant(_ context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	p, ok := f.Participants[addr.String()]
	if !ok {
		return p, fmt.Errorf("%w: %w: %s", ErrIdentity, identitytypes.ErrUnknownParticipant, addr)
	}
	return p, nil
}

// Organisation implements types.IdentityKeeper.
func (f *Identity) Organisation(_ context.Context, id string) (identitytypes.Organisation, error) {
	o, ok := f.Organisations[id]
	if !ok {
		return o, fmt.Errorf("%w: organisation %s is unknown", ErrIdentity, id)
	}
	return o, nil
}

// HasCredential implements types.IdentityKeeper.
func (f *Identity) HasCredential(_ context.Context, addr sdk.AccAddress, credentialType string) (bool, error) {
	return slices.Contains(f.Credentials[addr.String()], credentialType), nil
}

// Council has the members that a test wrote into it.
type Council struct {
	Members []string
	Err     error
}

// CouncilMembers implements types.Council.
func (f *Council) CouncilMembers(context.Context) ([]string, error) { return f.Members, f.Err }

// Clock is a market clock that tests turn by hand.
type Clock struct {
	Ms  int64
	Err error
}

// Now implements types.Clock.
func (f *Clock) Now(context.Context) (int64, error) { return f.Ms, f.Err }

// highestScore is the default cap of x/reputation.
const highestScore = 100_000

// Scores gives everybody the score that a test wrote down, else 0.
type Scores struct {
	ByAddress map[string]int64
	// OnProbation are agents who may take jobs of the lowest tier only.
	OnProbation map[string]bool
	// Earlier is what EarlierGains returns for every pair, unless Same.
	Earlier uint32
	Same    bool
	// Groups by address.
	Groups map[string]string
}

// Standing implements types.ScoreKeeper.
func (f *Scores) Standing(ctx context.Context, addr sdk.AccAddress, role identitytypes.Role) (score, highest math.Int, probation bool, err error) {
	score, err = f.Score(ctx, addr, role)
	return score, math.NewInt(highestScore), f.OnProbation[addr.String()], err
}

// Group implements types.ScoreKeeper: everybody is a group, unless a test wrote another one down.
func (f *Scores) Group(_ context.Context, addr sdk.AccAddress) (string, error) {
	if group, ok := f.Groups[addr.String()]; ok {
		return group, nil
	}
	return addr.String(), nil
}

// EarlierGains implements types.ScoreKeeper.
func (f *Scores) EarlierGains(context.Context, sdk.AccAddress, sdk.AccAddress) (uint32, bool, error) {
	return f.Earlier, f.Same, nil
}

// Score implements types.ScoreKeeper.
func (f *Scores) Score(_ context.Context, addr sdk.AccAddress, _ identitytypes.Role) (math.Int, error) {
	return math.NewInt(f.ByAddress[addr.String()]), nil
}

// Validation records rounds; its functions may be replaced.
type Validation struct {
	Version  uint64
	Opened   []validationtypes.OpenRound
	Settled  []uint64
	Deadline int64
	// Round is the status of every round; COMMIT if unset.
	Round validationtypes.RoundStatus
	// Seats are what Judge returns for a job.
	Seats map[uint64][]validationtypes.SeatJudgement

	SeatLockFn func(version uint64, payout math.Int, seats uint32) (math.Int, error)
	HasPoolFn  func(id string) (bool, error)
	OpenFn     func(open validationtypes.OpenRound) error
	JudgeFn    func(jobID uint64, finding validationtypes.Finding) ([]validationtypes.SeatJudgement, error)
	CanaryFn   func(claim validationtypes.CanaryClaim) (string, error)
	WeightFn   func(pool string, addresses, organisations []string) (excluded, total uint64, err error)
	SettleFn   func(ctx context.Context, jobID uint64, judged []validationtypes.SeatJudgement) error
	BeaconFn   func(height int64) ([]byte, error)
}

func newValidation() *Validation {
	return &Validation{Version: 1, Seats: map[uint64][]validationtypes.SeatJudgement{}}
}

// ReviewVersion implements types.ValidationKeeper.
func (f *Validation) ReviewVersion(context.Context) (uint64, error) { return f.Version, nil }

// Beacon implements types.ValidationKeeper: the height as a text.
func (f *Validation) Beacon(_ context.Context, height int64) ([]byte, error) {
	if f.BeaconFn != nil {
		return f.BeaconFn(height)
	}
	return fmt.Appendf(nil, "beacon of %d", height), nil
}

// SeatLock implements types.ValidationKeeper: 10 % of the payout, shared by the seats.
func (f *Validation) SeatLock(_ context.Context, version uint64, payout math.Int, seats uint32) (math.Int, error) {
	if f.SeatLockFn != nil {
		return f.SeatLockFn(version, payout, seats)
	}
	return payout.QuoRaw(10 * int64(seats)), nil
}

// HasPool implements types.ValidationKeeper: there are the pools general and moderators.
func (f *Validation) HasPool(_ context.Context, id string) (bool, error) {
	if f.HasPoolFn != nil {
		return f.HasPoolFn(id)
	}
	return id == "general" || id == "moderators", nil
}

// OpenRound implements types.ValidationKeeper.
func (f *Validation) OpenRound(_ context.Context, open validationtypes.OpenRound) error {
	if f.OpenFn != nil {
		if err := f.OpenFn(open); err != nil {
			return err
		}
	}
	f.Opened = append(f.Opened, open)
	return nil
}

// RoundDeadline implements types.ValidationKeeper.
func (f *Validation) RoundDeadline(context.Context, uint64, uint32) (int64, validationtypes.RoundStatus, error) {
	if f.Round != validationtypes.ROUND_STATUS_UNSPECIFIED {
		return f.Deadline, f.Round, nil
	}
	return f.Deadline, validationtypes.ROUND_STATUS_COMMIT, nil
}

// Judge implements types.ValidationKeeper.
func (f *Validation) Judge(
	_ context.Context, jobID uint64, finding validationtypes.Finding,
) ([]validationtypes.SeatJudgement, error) {
	if f.JudgeFn != nil {
		return f.JudgeFn(jobID, finding)
	}
	return f.Seats[jobID], nil
}

// OpenCanary implements types.ValidationKeeper.
func (f *Validation) OpenCanary(_ context.Context, claim validationtypes.CanaryClaim) (string, error) {
	if f.CanaryFn != nil {
		return f.CanaryFn(claim)
	}
	return "audit", nil
}

// ExcludedWeight implements types.ValidationKeeper: nobody weighs anything.
func (f *Validation) ExcludedWeight(
	_ context.Context, pool string, addresses, organisations []string,
) (excluded, total uint64, err error) {
	if f.WeightFn != nil {
		return f.WeightFn(pool, addresses, organisations)
	}
	return 0, 0, nil
}

// SettleSeats implements types.ValidationKeeper.
func (f *Validation) SettleSeats(ctx context.Context, jobID uint64, judged []validationtypes.SeatJudgement) error {
	if f.SettleFn != nil {
		if err := f.SettleFn(ctx, jobID, judged); err != nil {
			return err
		}
	}
	f.Settled = append(f.Settled, jobID)
	return nil
}

// WeighChanged implements types.ValidationKeeper: nobody weighs anything.
func (f *Validation) WeighChanged(context.Context) error { return nil }

// Certificates remembers what was minted, in a store, so that a settlement that is thrown away takes its certificate along.
type Certificates struct {
	Key    *storetypes.KVStoreKey
	MintFn func(job types.Job) error
	// Owners of what was minted.
	Owners map[uint64]sdk.AccAddress
}

// Mint implements types.CertificateKeeper.
func (f *Certificates) Mint(ctx context.Context, job types.Job, owner sdk.AccAddress, bound bool) error {
	exists, err := f.Exists(ctx, job.Id)
	if err != nil {
		return err
	}
	if exists {
		return fmt.Errorf("certificates: job %d has one", job.Id)
	}
	sdk.UnwrapSDKContext(ctx).KVStore(f.Key).Set(certificateKey(job.Id), []byte{1})
	if f.Owners == nil {
		f.Owners = map[uint64]sdk.AccAddress{}
	}
	f.Owners[job.Id] = owner
	if f.MintFn != nil {
		return f.MintFn(job)
	}
	return nil
}

// Exists implements types.CertificateKeeper.
func (f *Certificates) Exists(ctx context.Context, jobID uint64) (bool, error) {
	return sdk.UnwrapSDKContext(ctx).KVStore(f.Key).Has(certificateKey(jobID)), nil
}

// Forget takes a certificate away.
func (f *Certificates) Forget(ctx context.Context, jobID uint64) {
	sdk.UnwrapSDKContext(ctx).KVStore(f.Key).Delete(certificateKey(jobID))
}

func certificateKey(jobID uint64) []byte {
	return append([]byte{prefixCertificate}, sdk.Uint64ToBigEndian(jobID)...)
}

// Hooks is a subscriber that writes down what it hears; Fn may make it fail or panic.
type Hooks struct {
	Name    string
	Heard   []string
	Ended   []types.AssignmentEnded
	Settled []types.Settled
	Fn      func(ctx context.Context, call string, job types.Job) error
}

// HookName implements types.JobHooks.
func (f *Hooks) HookName() string { return f.Name }

// AfterJobPosted implements types.JobHooks.
func (f *Hooks) AfterJobPosted(ctx context.Context, job types.Job) error {
	return f.hear(ctx, "posted", job)
}

// AfterJobUnblocked implements types.JobHooks.
func (f *Hooks) AfterJobUnblocked(ctx context.Context, job types.Job) error {
	return f.hear(ctx, "unblocked", job)
}

// AfterVerdict implements types.JobHooks.
func (f *Hooks) AfterVerdict(ctx context.Context, job types.Job) error {
	return f.hear(ctx, "verdict", job)
}

// AfterJobAssigned implements types.JobHooks.
func (f *Hooks) AfterJobAssigned(ctx context.Context, job types.Job) error {
	return f.hear(ctx, "assigned", job)
}

// AfterWorkSubmitted implements types.JobHooks.
func (f *Hooks) AfterWorkSubmitted(ctx context.Context, job types.Job) error {
	return f.hear(ctx, "submitted", job)
}

// AfterAssignmentEnded implements types.JobHooks.
func (f *Hooks) AfterAssignmentEnded(ctx context.Context, ended types.AssignmentEnded) error {
	f.Ended = append(f.Ended, ended)
	return f.hear(ctx, "ended", ended.Job)
}

// AfterJobSettled implements types.JobHooks.
func (f *Hooks) AfterJobSettled(ctx context.Context, settled types.Settled) error {
	f.Settled = append(f.Settled, settled)
	return f.hear(ctx, "settled", settled.Job)
}

func (f *Hooks) hear(ctx context.Context, call string, job types.Job) error {
	f.Heard = append(f.Heard, fmt.Sprintf("%s %d", call, job.Id))
	if f.Fn != nil {
		return f.Fn(ctx, call, job)
	}
	return nil
}
