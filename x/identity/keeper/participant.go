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

// Participant returns a participant, or ErrUnknownParticipant. The treasury is built in.
func (k *Keeper) Participant(ctx context.Context, addr sdk.AccAddress) (types.Participant, error) {
	if isTreasury(addr) {
		return types.TreasuryParticipant(), nil
	}
	return k.stored(ctx, addr)
}

// stored returns a participant of the store: everybody but the treasury.
func (k *Keeper) stored(ctx context.Context, addr sdk.AccAddress) (types.Participant, error) {
	p, err := k.participants.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Participant{}, errorsmod.Wrapf(types.ErrUnknownParticipant, "%s", addr)
	}
	return p, err
}

// Known tells whether an address is a participant, whatever its standing. One key read.
func (k *Keeper) Known(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	if isTreasury(addr) {
		return true, nil
	}
	return k.participants.Has(ctx, addr)
}

// Active returns nil when an address is a participant who may act now (block time), otherwise which condition fails:
// ErrUnknownParticipant, ErrSuspended, ErrRevoked or ErrExpired. One key read.
func (k *Keeper) Active(ctx context.Context, addr sdk.AccAddress) error {
	p, err := k.Participant(ctx, addr)
	if err != nil {
		return err
	}
	return p.Standing(blockTime(ctx))
}

// Authorize returns nil when an address may start new business in a role now (block time), otherwise which condition
// fails: those of Active, ErrRoleMissing, ErrRoleExpired or ErrTermsUnknown. Entry messages ask it; duties and exits do not. Two key reads.
func (k *Keeper) Authorize(ctx context.Context, addr sdk.AccAddress, role types.Role) error {
	_, err := k.Authorized(ctx, addr, role)
	return err
}

// Authorized is Authorize for callers who need the participant as well.
func (k *Keeper) Authorized(ctx context.Context, addr sdk.AccAddress, role types.Role) (types.Participant, error) {
	p, err := k.Participant(ctx, addr)
	if err != nil {
		return p, err
	}
	if err := p.Authorize(role, blockTime(ctx)); err != nil {
		return p, err
	}
	return p, k.requireTerms(ctx, p)
}

// Drawable tells whether an address may be drawn as a judge now (block time): active, not expired, holds the role, and
// has held a judge's role for the time of seasoning. Nobody is drawn in a role that does not judge. It does not ask for the terms of
// participation: a seat is a duty that comes with the pool, and a new version of the terms must not empty every pool at once.
func (k *Keeper) Drawable(ctx context.Context, addr sdk.AccAddress, role types.Role) (bool, error) {
	p, err := k.Participant(ctx, addr)
	if errors.Is(err, types.ErrUnknownParticipant) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return false, err
	}
	return p.Drawable(role, blockTime(ctx), params.Seasoning), nil
}

// UpdateMetadata replaces a participant's own metadata reference: new business, which asks for the terms too.
func (k *Keeper) UpdateMetadata(ctx context.Context, addr sdk.AccAddress, uri string, hash []byte) error {
	if err := k.requireEntry(ctx, addr); err != nil {
		return err
	}
	p, err := k.stored(ctx, addr)
	if err != nil {
		return err
	}
	p.MetadataUri, p.MetadataHash = uri, hash
	if err := k.participants.Set(ctx, addr, p); err != nil {
		return err
	}
	return emitUpdated(ctx, p, addr)
}

func emitUpdated(ctx context.Context, p types.Participant, by sdk.AccAddress) error {
	return emit(ctx, &types.EventParticipantUpdated{
		Address: p.Address, UpdatedBy: by.String(), OrganisationId: p.OrganisationId, Roles: p.Roles,
	})
}

// blockTime is legal time: it drives expiry, seasoning and daily limits.
func blockTime(ctx context.Context) time.Time { return sdk.UnwrapSDKContext(ctx).BlockTime().UTC() }
