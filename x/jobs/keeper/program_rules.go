package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// governs tells whether an address is the treasury or of an organisation of the government.
func (k *Keeper) governs(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	if addr.Equals(money.TreasuryAddress()) {
		return true, nil
	}
	participant, err := k.identity.Participant(ctx, addr)
	if err != nil || participant.OrganisationId == "" {
		return false, err
	}
	organisation, err := k.identity.Organisation(ctx, participant.OrganisationId)
	return organisation.Kind == identitytypes.ORGANISATION_KIND_GOVERNMENT, err
}

// inProgram checks a posting against its program; without one only the treasury is in a hurry. It changes nothing.
func (k *Keeper) inProgram(ctx context.Context, employer sdk.AccAddress, category types.Category, msg *types.MsgPostJob) error {
	if msg.Program == 0 {
		if types.PriorityOf(msg.Priority) > types.PRIORITY_NORMAL && !employer.Equals(money.TreasuryAddress()) {
			return errorsmod.Wrapf(types.ErrPriority, "%s", msg.Priority)
		}
		return nil
	}
	program, err := k.Program(ctx, msg.Program)
	if err != nil {
		return err
	}
	if err := program.Payable(category.Slug, msg.Payout, msg.Priority); err != nil {
		return err
	}
	if err := k.sponsorInStanding(ctx, program); err != nil {
		return err
	}
	_, err = k.allotmentOf(ctx, msg.Program, employer)
	return err
}

// sponsorInStanding: nobody starts new business on the account of who may not himself.
func (k *Keeper) sponsorInStanding(ctx context.Context, program types.Program) error {
	sponsor, err := sdk.AccAddressFromBech32(program.Sponsor)
	if err != nil {
		return err
	}
	return errorsmod.Wrapf(k.identity.Authorize(ctx, sponsor, identitytypes.ROLE_EMPLOYER), "sponsor of program %d", program.Id)
}

// raisable says why a program does not pay for the raise of a job's payout; nil for a job without one.
func (k *Keeper) raisable(ctx context.Context, job types.Job, payout math.Int) error {
	if job.Program == 0 {
		return nil
	}
	program, err := k.Program(ctx, job.Program)
	if err != nil {
		return err
	}
	// The priority was allowed when it was asked for.
	return program.Payable(job.Category, payout, types.PRIORITY_NORMAL)
}

// sponsorOf returns the sponsor of a job's program; nothing for a job without one.
func (k *Keeper) sponsorOf(ctx context.Context, job types.Job) (string, error) {
	if job.Program == 0 {
		return "", nil
	}
	program, err := k.Program(ctx, job.Program)
	return program.Sponsor, err
}

// payingSponsor returns who pays for a job in its employer's place; nil for nobody.
func (k *Keeper) payingSponsor(ctx context.Context, job types.Job) (sdk.AccAddress, error) {
	sponsor, err := k.sponsorOf(ctx, job)
	if err != nil || sponsor == "" {
		return nil, err
	}
	return sdk.AccAddressFromBech32(sponsor)
}

// Payer returns on whose account a job is posted: its employer's, or that of the sponsor of its program.
func (k *Keeper) Payer(ctx context.Context, job types.Job) (sdk.AccAddress, error) {
	sponsor, err := k.payingSponsor(ctx, job)
	if err != nil || sponsor != nil {
		return sponsor, err
	}
	return sdk.AccAddressFromBech32(job.Employer)
}

// certificateOwner returns who gets the certificate of a job: its employer, or the sponsor of its program.
func (k *Keeper) certificateOwner(ctx context.Context, job types.Job) (sdk.AccAddress, error) {
	owner, err := k.sponsorOf(ctx, job)
	if err != nil {
		return nil, err
	}
	if owner == "" {
		owner = job.Employer
	}
	return sdk.AccAddressFromBech32(owner)
}

// employersSide returns the addresses that a job is done for: who posted it, and the sponsor who pays.
func (k *Keeper) employersSide(ctx context.Context, job types.Job) ([]string, error) {
	sponsor, err := k.sponsorOf(ctx, job)
	if err != nil || sponsor == "" || sponsor == job.Employer {
		return []string{job.Employer}, err
	}
	return []string{job.Employer, sponsor}, nil
}

// employersParties returns the participants that a job is done for.
func (k *Keeper) employersParties(ctx context.Context, job types.Job) ([]identitytypes.Participant, error) {
	addresses, err := k.employersSide(ctx, job)
	if err != nil {
		return nil, err
	}
	return k.parties(ctx, addresses)
}

// parties returns the participants behind addresses of a job.
func (k *Keeper) parties(ctx context.Context, addresses []string) (list []identitytypes.Participant, err error) {
	for _, address := range addresses {
		party, err := k.party(ctx, address)
		if err != nil {
			return nil, err
		}
		list = append(list, party)
	}
	return list, nil
}

// hasAllotment tells whether a program's money is addr's own: it sponsors one that is not over. What a delegate may spend is
// the sponsor's, and to be named one takes nobody's consent; so only addr's own programs are read, however many name it.
func (k *Keeper) hasAllotment(ctx context.Context, addr sdk.AccAddress) (has bool, err error) {
	it, err := k.programs.programs.Indexes.sponsor.MatchExact(ctx, addr)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for ; it.Valid(); it.Next() {
		id, err := it.PrimaryKey()
		if err != nil {
			return false, err
		}
		has, err := k.programs.allotments.Has(ctx, collections.Join(id, addr))
		if err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// allotmentOf returns what a delegate may still spend, or ErrDelegate.
func (k *Keeper) allotmentOf(ctx context.Context, program uint64, delegate sdk.AccAddress) (types.Allotment, error) {
	allotment, err := k.programs.allotments.Get(ctx, collections.Join(program, delegate))
	if errors.Is(err, collections.ErrNotFound) {
		return allotment, errorsmod.Wrapf(types.ErrDelegate, "%s in program %d", delegate, program)
	}
	return allotment, err
}
