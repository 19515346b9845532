package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// AdmitBatch admits or updates a list in its order, so that a responsible human may stand before its agents. It returns
// how many are new and how many were updated. An error leaves the caller with a half-done list: messages are undone whole.
//
// Admitting is new business: a registrar must have acknowledged the terms, which suspending and revoking do not ask for.
func (k *Keeper) AdmitBatch(ctx context.Context, d Desk, list []types.Admission) (admitted, updated uint32, err error) {
	if !d.isAuthority() {
		if err := k.Authorize(ctx, d.addr, types.ROLE_REGISTRAR); err != nil {
			return 0, 0, err
		}
	}
	if err := k.countAdmissions(ctx, d, len(list)); err != nil {
		return 0, 0, err
	}
	for i, a := range list {
		isNew, err := k.admit(ctx, d, a)
		if err != nil {
			return 0, 0, errorsmod.Wrapf(err, "participant %d", i)
		}
		if isNew {
			admitted++
		} else {
			updated++
		}
	}
	return admitted, updated, nil
}

// admit is where every path of admission ends: the one place that decides what an admission may contain.
func (k *Keeper) admit(ctx context.Context, d Desk, a types.Admission) (isNew bool, err error) {
	addr, err := types.ParseAddress("address", a.Address)
	if err != nil {
		return false, err
	}
	now := blockTime(ctx)
	if err := k.checkAdmission(ctx, d, addr, a, now); err != nil {
		return false, err
	}
	old, err := k.participants.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return true, k.create(ctx, d, addr, d.newParticipant(a, now))
	}
	if err != nil {
		return false, err
	}
	return false, k.update(ctx, d, addr, old, a)
}

func (k *Keeper) checkAdmission(ctx context.Context, d Desk, addr sdk.AccAddress, a types.Admission, now time.Time) error {
	if err := k.requireOutside(ctx, addr); err != nil {
		return err
	}
	if a.ExpiresAt != nil && !a.ExpiresAt.After(now) {
		return errorsmod.Wrapf(types.ErrInvalidExpiry, "expires_at %s, block time %s",
			a.ExpiresAt.UTC().Format(time.RFC3339), now.Format(time.RFC3339))
	}
	if err := types.CheckGrant(d.path, a.Roles); err != nil {
		return err
	}
	if err := k.requireOrganisation(ctx, d.path, a.OrganisationId); err != nil {
		return err
	}
	return k.requireResponsible(ctx, a.Responsible)
}

// requireResponsible checks that who is to answer for an AI agent is admitted, no AI agent itself and not gone.
func (k *Keeper) requireResponsible(ctx context.Context, responsible string) error {
	if responsible == "" {
		return nil
	}
	addr, err := types.ParseAddress("responsible", responsible)
	if err != nil {
		return err
	}
	p, err := k.stored(ctx, addr)
	switch {
	case errors.Is(err, types.ErrUnknownParticipant):
		return errorsmod.Wrapf(types.ErrResponsible, "%s is unknown; admit it first", responsible)
	case err != nil:
		return err
	case p.Kind == types.PARTICIPANT_KIND_AI_AGENT:
		return errorsmod.Wrapf(types.ErrResponsible, "%s is an AI agent itself", responsible)
	case p.Status == types.PARTICIPANT_STATUS_REVOKED:
		return errorsmod.Wrapf(types.ErrResponsible, "%s is revoked", responsible)
	}
	return nil
}

func (k *Keeper) create(ctx context.Context, d Desk, addr sdk.AccAddress, p types.Participant) error {
	k.ensureAccount(ctx, addr)
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emit(ctx, &types.EventParticipantAdmitted{
		Address: p.Address, AdmittedBy: d.addr.String(), Path: d.path, Kind: p.Kind,
		OrganisationId: p.OrganisationId, Roles: p.Roles, Source: d.source,
	})
}

func (k *Keeper) update(ctx context.Context, d Desk, addr sdk.AccAddress, old types.Participant, a types.Admission) error {
	if old.Status == types.PARTICIPANT_STATUS_REVOKED {
		return errorsmod.Wrapf(types.ErrRevoked, "%s: %s", old.Address, old.StatusReason)
	}
	if err := k.requireMayChange(d, old); err != nil {
		return err
	}
	if !d.isAuthority() {
		if err := k.requireNoOffice(ctx, addr); err != nil {
			return err
		}
	}
	// Nobody becomes an AI agent: others may be his to answer for, and an AI agent answers for nobody.
	machine := a.Kind == types.PARTICIPANT_KIND_AI_AGENT && a.Kind != old.Kind
	if !machine && !d.onOthersWord() && a.Contradicts(old) && k.neverSpoke(ctx, addr, old) {
		return k.readmit(ctx, d, addr, d.newParticipant(a, blockTime(ctx)))
	}
	if a.Kind != old.Kind {
		return errorsmod.Wrapf(types.ErrKindChange, "%s is %s", old.Address, old.Kind)
	}
	if d.path == types.ADMISSION_PATH_REGISTRAR && a.Responsible != old.Responsible {
		return errorsmod.Wrapf(types.ErrResponsibleFixed, "%s answers for %s", old.Responsible, old.Address)
	}
	p, err := d.changed(old, a, blockTime(ctx))
	if err != nil {
		return err
	}
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emitUpdated(ctx, p, d.addr)
}

// neverSpoke tells whether an address was admitted on the word of a name's owner or a representative alone and has never signed anything. These
// need no word of the address: whoever saw somebody's token coming could admit him first as another kind, into their organisation or as their
// machine, and that never changes. So it binds nobody until the address has acted on it.
func (k *Keeper) neverSpoke(ctx context.Context, addr sdk.AccAddress, p types.Participant) bool {
	acc := k.accounts.GetAccount(ctx, addr)
	return p.OnOthersWord() && acc != nil && acc.GetPubKey() == nil && acc.GetSequence() == 0
}

// readmit admits anew who had been admitted without any word of his own.
func (k *Keeper) readmit(ctx context.Context, d Desk, addr sdk.AccAddress, p types.Participant) error {
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emitUpdated(ctx, p, d.addr)
}

// newParticipant returns what the desk makes of somebody who is new.
func (d Desk) newParticipant(a types.Admission, now time.Time) types.Participant {
	if d.enrols() {
		return a.EnrolledNew(d.addr, d.path, d.source, now)
	}
	return a.Admitted(d.addr, d.path, now)
}

// changed returns what the desk makes of an admitted participant: a registrar replaces, an enrolment only adds.
func (d Desk) changed(old types.Participant, a types.Admission, now time.Time) (types.Participant, error) {
	if !d.enrols() {
		return a.Applied(old, now), nil
	}
	return a.Enrolled(old, d.path, d.source, now)
}

// ensureAccount creates the account that a participant signs with.
func (k *Keeper) ensureAccount(ctx context.Context, addr sdk.AccAddress) {
	if !k.accounts.HasAccount(ctx, addr) {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, addr))
	}
}
