package keeper

import (
	"time"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// drawablePause is how long (block time) a payment waits for the weight change of its own unbonding to enter the trees.
const drawablePause = time.Minute

// startUnbonding gives an amount on its way out its id and its time. The validator's record counts it already.
func (k *Keeper) startUnbonding(ctx sdk.Context, addr sdk.AccAddress, amount math.Int) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	id, err := k.NextUnbonding.Get(ctx)
	if err != nil {
		return err
	}
	if err := k.NextUnbonding.Set(ctx, id+1); err != nil {
		return err
	}
	matures := ctx.BlockTime().UTC().Add(params.UnbondingPeriod)
	u := types.Unbonding{Id: id, Validator: addr.String(), Amount: amount, MaturesAt: matures, DueAt: matures}
	if err := k.setUnbonding(ctx, u); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventUnbondingStarted{Unbonding: u})
}

// setUnbonding stores an unbonding with its place in the queue. It is the only function that does.
func (k *Keeper) setUnbonding(ctx sdk.Context, u types.Unbonding) error {
	if err := k.Unbondings.Set(ctx, u.Id, u); err != nil {
		return err
	}
	if u.Held {
		return nil
	}
	return k.UnbondingQueue.Set(ctx, collections.Join(u.DueAt.UnixNano(), u.Id))
}

// takeUnbonding returns an unbonding and takes it out of the queue.
func (k *Keeper) takeUnbonding(ctx sdk.Context, id uint64) (types.Unbonding, error) {
	u, err := k.Unbondings.Get(ctx, id)
	if err != nil {
		return u, err
	}
	return u, k.UnbondingQueue.Remove(ctx, collections.Join(u.DueAt.UnixNano(), id))
}

// payMatured pays out what has matured by block time, oldest first.
func (k *Keeper) payMatured(ctx sdk.Context) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	until := collections.NewPrefixUntilPairRange[int64, uint64](ctx.BlockTime().UnixNano())
	due, err := firstKeys(ctx, k.UnbondingQueue, until, params.UnbondingsPerBlock)
	if err != nil {
		return err
	}
	for _, key := range due {
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.payUnbonding(ctx, key.K2()) })
		if failed == nil {
			continue
		}
		if err := k.parkUnbonding(ctx, key, failed); err != nil {
			return err
		}
	}
	return nil
}

// payUnbonding pays one out, as far as what is left still backs the locks of running seats.
func (k *Keeper) payUnbonding(ctx sdk.Context, id uint64) error {
	u, err := k.takeUnbonding(ctx, id)
	if err != nil {
		return err
	}
	addr, err := sdk.AccAddressFromBech32(u.Validator)
	if err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	left := v.Backing().Sub(u.Amount)
	if left.LT(v.Locked) {
		return k.holdUnbonding(ctx, u, v.Locked)
	}
	if left.LT(v.DrawableStake) {
		// The trees do not know yet that this stake leaves: a draw may still lock it.
		u.DueAt = ctx.BlockTime().UTC().Add(drawablePause)
		return k.setUnbonding(ctx, u)
	}
	if err := k.Unbondings.Remove(ctx, id); err != nil {
		return err
	}
	v.Unbonding = v.Unbonding.Sub(u.Amount)
	v.OpenUnbondings--
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	if err := k.purse.PayOut(ctx, addr, u.Amount); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventStakeReturned{Validator: u.Validator, UnbondingId: id, Amount: u.Amount})
}

// holdUnbonding puts a matured unbonding off until a lock of its validator is released.
func (k *Keeper) holdUnbonding(ctx sdk.Context, u types.Unbonding, locked math.Int) error {
	u.Held = true
	if err := k.setUnbonding(ctx, u); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventUnbondingHeld{Unbonding: u, Locked: locked})
}

// unholdUnbondings makes what was put off due again, after a lock has been released: oldest first, as much as no lock
// needs any more. The rest would only stand before the payments of others to be put off once more.
func (k *Keeper) unholdUnbondings(ctx sdk.Context, addr sdk.AccAddress, v types.Validator) error {
	if v.OpenUnbondings == 0 {
		return nil
	}
	spare := v.Backing().Sub(v.Locked)
	list, err := k.unbondingsOf(ctx, addr)
	if err != nil {
		return err
	}
	for _, u := range list {
		if !u.Held || u.Amount.GT(spare) {
			continue
		}
		spare = spare.Sub(u.Amount)
		u.Held = false
		if err := k.setUnbonding(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// slashUnbondings takes an amount off a validator's unbondings, oldest first. The caller stores the validator.
func (k *Keeper) slashUnbondings(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator, amount math.Int) error {
	if amount.IsZero() {
		return nil
	}
	list, err := k.unbondingsOf(ctx, addr)
	if err != nil {
		return err
	}
	v.Unbonding = v.Unbonding.Sub(amount)
	for _, u := range list {
		part := math.MinInt(u.Amount, amount)
		amount = amount.Sub(part)
		u.Amount = u.Amount.Sub(part)
		if u.Amount.IsPositive() {
			return k.Unbondings.Set(ctx, u.Id, u)
		}
		v.OpenUnbondings--
		if _, err := k.takeUnbonding(ctx, u.Id); err != nil {
			return err
		}
		if err := k.Unbondings.Remove(ctx, u.Id); err != nil {
			return err
		}
		if amount.IsZero() {
			return nil
		}
	}
	return types.ErrStake.Wrapf("unbondings of %s are %s short of a slash", v.Address, amount)
}

func (k *Keeper) unbondingsOf(ctx sdk.Context, addr sdk.AccAddress) ([]types.Unbonding, error) {
	it, err := k.Unbondings.Indexes.Validator.MatchExact(ctx, addr)
	if err != nil {
		return nil, err
	}
	ids, err := it.PrimaryKeys()
	if err != nil {
		return nil, err
	}
	list := make([]types.Unbonding, 0, len(ids))
	for _, id := range ids {
		u, err := k.Unbondings.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, nil
}

// parkUnbonding tries a payment that failed again later.
func (k *Keeper) parkUnbonding(ctx sdk.Context, key collections.Pair[int64, uint64], failed error) error {
	return k.park(ctx, types.EventItemFailed{Item: itemUnbonding}, failed,
		func(ctx sdk.Context, event *types.EventItemFailed) error {
			u, err := k.takeUnbonding(ctx, key.K2())
			if err != nil {
				return err
			}
			u.Failures++
			u.DueAt = ctx.BlockTime().UTC().Add(types.RetryDelay(u.Failures))
			event.Validator, event.Failures = u.Validator, u.Failures
			return k.setUnbonding(ctx, u)
		},
		func(ctx sdk.Context) error { return k.UnbondingQueue.Remove(ctx, key) })
}
