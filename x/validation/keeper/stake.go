package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// validator returns a validator; ErrUnknownValidator if there is none.
func (k *Keeper) validator(ctx context.Context, addr sdk.AccAddress) (types.Validator, error) {
	v, err := k.Validators.Get(ctx, addr)
	if errors.Is(err, collections.ErrNotFound) {
		return v, types.ErrUnknownValidator.Wrap(addr.String())
	}
	return v, err
}

// HasStake tells whether the module holds stake of a participant, on its way out or not.
func (k *Keeper) HasStake(ctx context.Context, addr sdk.AccAddress) (bool, error) {
	v, err := k.validator(ctx, addr)
	if errors.Is(err, types.ErrUnknownValidator) {
		return false, nil
	}
	return err == nil && v.Backing().IsPositive(), err
}

// Bond adds to a validator's standing stake.
func (k *Keeper) Bond(ctx sdk.Context, addr sdk.AccAddress, amount math.Int) error {
	if err := k.authorizeJudge(ctx, addr); err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if errors.Is(err, types.ErrUnknownValidator) {
		v, err = types.NewValidator(addr), nil
	}
	if err != nil {
		return err
	}
	if err := k.purse.TakeIn(ctx, addr, amount); err != nil {
		return err
	}
	v.Stake = v.Stake.Add(amount)
	if err := k.changed(ctx, addr, v); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventStakeBonded{Validator: v.Address, Amount: amount, Stake: v.Stake})
}

// authorizeJudge returns an error unless the participant may act as VALIDATOR or as MODERATOR.
func (k *Keeper) authorizeJudge(ctx sdk.Context, addr sdk.AccAddress) error {
	asValidator := k.identity.Authorize(ctx, addr, identitytypes.ROLE_VALIDATOR)
	if asValidator == nil || k.identity.Authorize(ctx, addr, identitytypes.ROLE_MODERATOR) == nil {
		return nil
	}
	return asValidator
}

// Unbond starts the way out of free stake. It stays slashable, and backs the locks of running seats, until it is paid
// out; EndBlock gives it its id.
func (k *Keeper) Unbond(ctx sdk.Context, addr sdk.AccAddress, amount math.Int) error {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	if free := v.Free(); amount.GT(free) {
		return types.ErrFreeStake.Wrapf("%s of %s is free, %s is locked by running seats", free, v.Stake, v.Locked)
	}
	if v.OpenUnbondings >= types.MaxOpenUnbondings {
		return types.ErrTooManyUnbondings.Wrapf("at most %d", types.MaxOpenUnbondings)
	}
	v = moveOut(v, amount)
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	return k.journal.Append(ctx, journal.Entry{Kind: entryUnbond, Address: addr, Amount: amount})
}

func moveOut(v types.Validator, amount math.Int) types.Validator {
	v.Stake = v.Stake.Sub(amount)
	v.Unbonding = v.Unbonding.Add(amount)
	v.OpenUnbondings++
	return v
}

// AfterRevoked implements x/identity's StatusHooks: the free stake of a revoked participant starts unbonding at once and
// its pools are left. What its running seats lock follows when they are released.
func (k *Keeper) AfterRevoked(ctx context.Context, addr sdk.AccAddress) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	v, err := k.validator(ctx, addr)
	if errors.Is(err, types.ErrUnknownValidator) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, pool := range v.Pools {
		if err := typedevent.Emit(sdkCtx, &types.EventPoolLeft{Validator: v.Address, Pool: pool}); err != nil {
			return err
		}
	}
	v.Pools = nil
	if err := k.unbondFree(sdkCtx, addr, &v); err != nil {
		return err
	}
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	k.refreshWeight(sdkCtx, addr)
	return nil
}

// unbondFree starts the way out of all free stake, in EndBlock. The caller stores the validator.
func (k *Keeper) unbondFree(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator) error {
	free := v.Free()
	if free.IsZero() {
		return nil
	}
	*v = moveOut(*v, free)
	return k.startUnbonding(ctx, addr, free)
}
