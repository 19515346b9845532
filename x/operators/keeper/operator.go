package keeper

import (
	"context"
	"errors"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/operators/types"
)

// MayStart answers whether an address may create a validator or bond more: it is an active participant with the role,
// was issued seats and is not being removed.
func (k *Keeper) MayStart(ctx context.Context, addr sdk.AccAddress) error {
	if err := k.requireNotRemoved(ctx, addr); err != nil {
		return err
	}
	return k.identity.Authorize(ctx, addr, identitytypes.ROLE_NODE_OPERATOR)
}

// MayServe answers whether an operator may keep its validator running: edit, unjail, rotate its key. Neither a suspension
// nor an expired admission keeps it from that: operators do not expire. A revoked one may not come back.
func (k *Keeper) MayServe(ctx context.Context, addr sdk.AccAddress) error {
	if err := k.requireNotRemoved(ctx, addr); err != nil {
		return err
	}
	p, err := k.holder(ctx, addr)
	if err != nil {
		return err
	}
	if p.Status == identitytypes.PARTICIPANT_STATUS_REVOKED {
		return errorsmod.Wrapf(types.ErrNotOperator, "participation of %s is revoked", addr)
	}
	return nil
}

// MayLeave answers whether an operator may unbond seats: it holds the role, in whatever standing.
func (k *Keeper) MayLeave(ctx context.Context, addr sdk.AccAddress) error {
	if err := k.requireNotRemoved(ctx, addr); err != nil {
		return err
	}
	_, err := k.holder(ctx, addr)
	return err
}

func (k *Keeper) requireNotRemoved(ctx context.Context, addr sdk.AccAddress) error {
	removed, err := k.removals.Has(ctx, addr)
	if err != nil {
		return err
	}
	if removed {
		return errorsmod.Wrapf(types.ErrRemoved, "%s", addr)
	}
	return nil
}

// holder returns the participant who holds the role.
func (k *Keeper) holder(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error) {
	p, err := k.identity.Participant(ctx, addr)
	if errors.Is(err, identitytypes.ErrUnknownParticipant) {
		return p, errorsmod.Wrapf(types.ErrNotOperator, "%s", addr)
	}
	if err != nil {
		return p, err
	}
	if !p.Has(identitytypes.ROLE_NODE_OPERATOR) {
		return p, errorsmod.Wrapf(types.ErrNotOperator, "%s", addr)
	}
	return p, nil
}

// register makes an address an operator if it is none yet.
func (k *Keeper) register(ctx context.Context, addr sdk.AccAddress) error {
	known, err := k.operators.Has(ctx, addr)
	if err != nil || known {
		return err
	}
	return k.operators.Set(ctx, addr, types.Operator{
		Address: addr.String(), Since: sdk.UnwrapSDKContext(ctx).BlockTime().UTC(),
	})
}

// addresses lists all operators in order. There are at most max_validators of x/staking.
func (k *Keeper) addresses(ctx context.Context) ([]sdk.AccAddress, error) {
	iter, err := k.operators.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	return iter.Keys()
}
