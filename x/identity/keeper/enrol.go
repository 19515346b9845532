package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Enrolment is an admission that a proof, a token, a name or an attestation grants.
type Enrolment struct {
	Path types.AdmissionPath
	// Source grants it, as in RoleTerm, at most Limit times a UTC day.
	Source string
	Limit  uint32
	// LimitSource is whose limit counts, if it is not the source's own: all children of a role root share one.
	LimitSource string
	// Fixed: the source is a list that cannot grow by itself, so only new roles count against the limit.
	Fixed bool
	// BringsMore: the source gives more than roles, a credential for instance, so that roles which are held already are no error.
	BringsMore bool
	// Sender pays; any active participant.
	Sender sdk.AccAddress
	// Admission is what the source grants, checked by it already; ExpiresAt is when the roles end.
	Admission types.Admission
	// Evidence and Version tell an auditor what proved it.
	Evidence []byte
	Version  uint64
}

func (e Enrolment) limitSource() string {
	if e.LimitSource != "" {
		return e.LimitSource
	}
	return e.Source
}

// Enrol carries out what a source grants; it returns whether the applicant is new. All paths end in admit.
func (k *Keeper) Enrol(ctx context.Context, e Enrolment) (isNew bool, err error) {
	if err := k.requireEntry(ctx, e.Sender); err != nil {
		return false, err
	}
	if err := e.Admission.Validate(); err != nil {
		return false, err
	}
	_, before, err := k.held(ctx, e.Admission.Address)
	if err != nil {
		return false, err
	}
	isNew, err = k.admit(ctx, Desk{addr: e.Sender, path: e.Path, source: e.Source}, e.Admission)
	if e.BringsMore && errors.Is(err, types.ErrNothingNew) {
		e.Admission.Roles, e.Admission.ExpiresAt, err = nil, nil, nil // the event tells what was granted
	}
	if err != nil {
		return false, err
	}
	if isNew || !e.Fixed || grows(before, e.Admission.Roles) {
		if err := k.countSource(ctx, e.limitSource(), e.Limit); err != nil {
			return false, err
		}
	}
	return isNew, emit(ctx, &types.EventEnrolled{
		Address: e.Admission.Address, Path: e.Path, Source: e.Source, Roles: types.SortedRoles(e.Admission.Roles), ExpiresAt: e.Admission.ExpiresAt,
		SentBy: e.Sender.String(), Evidence: e.Evidence, Version: e.Version,
	})
}

// requireEntry asks what every entry message asks of a sender who needs no role: active, not expired, terms acknowledged.
func (k *Keeper) requireEntry(ctx context.Context, addr sdk.AccAddress) error {
	p, err := k.Participant(ctx, addr)
	if err != nil {
		return err
	}
	if err := p.Standing(blockTime(ctx)); err != nil {
		return err
	}
	return k.requireTerms(ctx, p)
}

// held returns a participant who may not exist yet.
func (k *Keeper) held(ctx context.Context, address string) (sdk.AccAddress, types.Participant, error) {
	addr, err := types.ParseAddress("address", address)
	if err != nil {
		return nil, types.Participant{}, err
	}
	p, err := k.participants.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return addr, types.Participant{}, nil
	}
	return addr, p, err
}

func grows(p types.Participant, roles []types.Role) bool {
	for _, role := range roles {
		if !p.Has(role) {
			return true
		}
	}
	return false
}

// countSource books one admission of a source on this UTC day.
func (k *Keeper) countSource(ctx context.Context, source string, limit uint32) error {
	usage, err := k.SourceUsage(ctx, source)
	if err != nil {
		return err
	}
	usage, err = usage.Admit(limit)
	if err != nil {
		return err
	}
	return k.sourceUsage.Set(ctx, source, usage)
}

// SourceUsage returns what a source has used of its limit on this UTC day (block time).
func (k *Keeper) SourceUsage(ctx context.Context, source string) (types.SourceUsage, error) {
	usage, err := k.sourceUsage.Get(ctx, source)
	if errors.Is(err, collections.ErrNotFound) {
		usage, err = types.SourceUsage{Source: source}, nil
	}
	return usage.On(types.Day(blockTime(ctx))), err
}

// EndRoles takes the roles that a source gave on a path from a participant: an attestation was revoked, or a name changed hands. A name is one
// source on two paths: its controller's roles are of NAME, those of keys that its owner attests of ATTESTATION. Who holds none of it, or was
// never admitted, is left alone.
func (k *Keeper) EndRoles(ctx context.Context, address string, path types.AdmissionPath, source string) error {
	addr, p, err := k.held(ctx, address)
	if err != nil || p.Address == "" {
		return err
	}
	p, ended := p.Without(path, source)
	if len(ended) == 0 {
		return nil
	}
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emit(ctx, &types.EventRolesEnded{Address: address, Source: source, Roles: ended})
}

// ProlongRoles lets those of the roles that a source gave on a path end at another time: its name was renewed.
func (k *Keeper) ProlongRoles(
	ctx context.Context, by sdk.AccAddress, address string, path types.AdmissionPath, source string, roles []types.Role, end *time.Time,
) error {
	addr, p, err := k.held(ctx, address)
	if err != nil || p.Address == "" {
		return err
	}
	p, prolonged := p.Prolonged(path, source, roles, end, blockTime(ctx))
	if !prolonged {
		return nil
	}
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emitUpdated(ctx, p, by)
}

// locked tells whether the wiring of admissions may no longer be widened.
func (k *Keeper) locked(ctx context.Context) (bool, error) {
	lock, err := k.lock.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil
	}
	return lock.Locked, err
}
