package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/journal"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// HasPool tells whether a pool exists.
func (k *Keeper) HasPool(ctx context.Context, id string) (bool, error) { return k.Pools.Has(ctx, id) }

// pool returns a pool; ErrUnknownPool if there is none.
func (k *Keeper) pool(ctx context.Context, id string) (types.Pool, error) {
	pool, err := k.Pools.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return pool, types.ErrUnknownPool.Wrap(id)
	}
	return pool, err
}

// SetPool creates or replaces a pool. Its role stays: members were let in under it, and no list of them is walked to ask
// each for another. Credentials may change, for every draw asks for them again.
func (k *Keeper) SetPool(ctx sdk.Context, pool types.Pool) error {
	old, err := k.pool(ctx, pool.Id)
	switch {
	case errors.Is(err, types.ErrUnknownPool):
	case err != nil:
		return err
	case old.Role != pool.Role:
		return types.ErrPoolRole.Wrapf("pool %s has %s", pool.Id, old.Role)
	}
	if err := k.Pools.Set(ctx, pool.Id, pool); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventPoolSet{Pool: pool})
}

// JoinPool makes a validator drawable from a pool, after the draws of the third block from now.
func (k *Keeper) JoinPool(ctx sdk.Context, addr sdk.AccAddress, id string) error {
	pool, err := k.pool(ctx, id)
	if err != nil {
		return err
	}
	if err := k.identity.Authorize(ctx, addr, pool.Role); err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	switch {
	case v.InPool(id):
		return types.ErrMember.Wrap(id)
	case !pool.Open:
		return types.ErrPoolClosed.Wrap(id)
	case len(v.Pools) >= types.MaxPoolsPerValidator:
		return types.ErrTooManyPools.Wrapf("at most %d", types.MaxPoolsPerValidator)
	case v.Stake.LT(pool.MinStake):
		return types.ErrStake.Wrapf("pool %s needs %s, the stake is %s: bond more first", id, pool.MinStake, v.Stake)
	}
	if err := k.requireCredentials(ctx, addr, pool); err != nil {
		return err
	}
	v.Join(id)
	if err := k.changed(ctx, addr, v); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventPoolJoined{Validator: v.Address, Pool: id})
}

// requireCredentials returns an error that names the first credential that a pool asks for and the participant lacks.
func (k *Keeper) requireCredentials(ctx context.Context, addr sdk.AccAddress, pool types.Pool) error {
	for _, credential := range pool.RequiredCredentials {
		has, err := k.identity.HasCredential(ctx, addr, credential)
		if err != nil {
			return err
		}
		if !has {
			return types.ErrMissingCredential.Wrapf("pool %s, credential %s", pool.Id, credential)
		}
	}
	return nil
}

// LeavePool takes a validator out of a pool. Seats that it has stay, and so does its weight in the draws of three more
// blocks.
func (k *Keeper) LeavePool(ctx sdk.Context, addr sdk.AccAddress, id string) error {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	if !v.InPool(id) {
		return types.ErrNotMember.Wrap(id)
	}
	v.Leave(id)
	if err := k.changed(ctx, addr, v); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventPoolLeft{Validator: v.Address, Pool: id})
}

// changed stores a validator whose weight a message has changed; EndBlock computes the new one.
func (k *Keeper) changed(ctx sdk.Context, addr sdk.AccAddress, v types.Validator) error {
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	return k.journal.Append(ctx, journal.Entry{Kind: entryWeight, Address: addr})
}
