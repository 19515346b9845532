package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/x/identity/types"
)

// ReasonLeft is the reason of a revocation by the participant itself.
const ReasonLeft = "left"

// Suspend stops the new business of an active participant; its duties and exits go on.
func (k *Keeper) Suspend(ctx context.Context, d Desk, addr sdk.AccAddress, reason string) error {
	p, err := k.changeable(ctx, d, addr)
	if err != nil {
		return err
	}
	if p.Status == types.PARTICIPANT_STATUS_SUSPENDED {
		return errorsmod.Wrapf(types.ErrAlreadySuspended, "%s: %s", p.Address, p.StatusReason)
	}
	if err := k.requireNoOffice(ctx, addr); err != nil {
		return err
	}
	if err := k.countSuspension(ctx, d); err != nil {
		return err
	}
	return k.setStatus(ctx, d.addr, addr, p, types.PARTICIPANT_STATUS_SUSPENDED, reason)
}

// Reinstate makes a suspended participant active again.
func (k *Keeper) Reinstate(ctx context.Context, d Desk, addr sdk.AccAddress) error {
	p, err := k.changeable(ctx, d, addr)
	if err != nil {
		return err
	}
	if p.Status != types.PARTICIPANT_STATUS_SUSPENDED {
		return errorsmod.Wrapf(types.ErrNotSuspended, "%s", p.Address)
	}
	if err := k.countAdmissions(ctx, d, 1); err != nil {
		return err
	}
	return k.setStatus(ctx, d.addr, addr, p, types.PARTICIPANT_STATUS_ACTIVE, "")
}

// Revoke ends a participation for good. A registrar may revoke only where no module holds stake or escrow.
func (k *Keeper) Revoke(ctx context.Context, d Desk, addr sdk.AccAddress, reason string) error {
	p, err := k.changeable(ctx, d, addr)
	if err != nil {
		return err
	}
	if err := k.requireNoOffice(ctx, addr); err != nil {
		return err
	}
	if !d.isAuthority() {
		if err := k.requireNoStake(ctx, addr); err != nil {
			return err
		}
	}
	if err := k.countSuspension(ctx, d); err != nil {
		return err
	}
	return k.setStatus(ctx, d.addr, addr, p, types.PARTICIPANT_STATUS_REVOKED, reason)
}

// Leave ends the participant's own participation for good. It is an exit: a suspended or expired participant may leave.
func (k *Keeper) Leave(ctx context.Context, addr sdk.AccAddress) error {
	p, err := k.stored(ctx, addr)
	if err != nil {
		return err
	}
	if err := requireNotRevoked(p); err != nil {
		return err
	}
	return k.setStatus(ctx, addr, addr, p, types.PARTICIPANT_STATUS_REVOKED, ReasonLeft)
}

// changeable returns a participant whose status a desk may change.
func (k *Keeper) changeable(ctx context.Context, d Desk, addr sdk.AccAddress) (types.Participant, error) {
	if err := k.requireOutside(ctx, addr); err != nil {
		return types.Participant{}, err
	}
	p, err := k.stored(ctx, addr)
	if err != nil {
		return types.Participant{}, err
	}
	if err := requireNotRevoked(p); err != nil {
		return types.Participant{}, err
	}
	return p, k.requireMayChange(d, p)
}

// requireNoOffice refuses what would touch a council member or guardian, whoever asks: no desk can behead the nation, and
// the council ends an office where offices are kept.
func (k *Keeper) requireNoOffice(ctx context.Context, addr sdk.AccAddress) error {
	protected, err := k.Protected(ctx, addr)
	if err != nil {
		return err
	}
	if protected {
		return errorsmod.Wrapf(types.ErrOffice, "%s", addr)
	}
	return nil
}

// Protected tells whether an address holds an office of the nation: it always passes the gate.
func (k *Keeper) Protected(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	if k.protector == nil {
		return false, nil
	}
	return k.protector.Protected(ctx, addr)
}

func requireNotRevoked(p types.Participant) error {
	if p.Status == types.PARTICIPANT_STATUS_REVOKED {
		return errorsmod.Wrapf(types.ErrRevoked, "%s: %s", p.Address, p.StatusReason)
	}
	return nil
}

func (k *Keeper) requireNoStake(ctx context.Context, addr sdk.AccAddress) error {
	for _, reader := range k.stakeReaders {
		has, err := reader.HasStake(ctx, addr)
		if err != nil {
			return err
		}
		if has {
			return errorsmod.Wrapf(types.ErrHasStake, "%s", addr)
		}
	}
	return nil
}

// setStatus is the only place that changes a status. A revocation goes into the journal: other modules act on it in the
// EndBlocker, where nothing runs in parallel.
func (k *Keeper) setStatus(
	ctx context.Context, by, addr sdk.AccAddress, p types.Participant, status types.ParticipantStatus, reason string,
) error {
	old := p.Status
	p.Status, p.StatusReason, p.StatusBy = status, reason, by.String()
	if status == types.PARTICIPANT_STATUS_ACTIVE {
		p.StatusBy = ""
	}
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	if status == types.PARTICIPANT_STATUS_REVOKED {
		if err := k.journal.Append(sdk.UnwrapSDKContext(ctx), journal.Entry{Kind: entryRevoked, Address: addr}); err != nil {
			return err
		}
	}
	return emit(ctx, &types.EventParticipantStatusChanged{
		Address: p.Address, ChangedBy: by.String(), OldStatus: old, NewStatus: status, Reason: reason,
	})
}
