package keeper

import (
	"time"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// slashForCanary takes the slash of a seat that was wrong about a canary, within the cap of its validator, and holds it: the
// coins stay in the module account. A canary that is void already costs nobody anything. EndBlock only; the caller stores
// the validator.
func (k *Keeper) slashForCanary(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator, seat types.Seat, amount math.Int, params types.Params) error {
	opened, known, err := k.opened(ctx, seat.JobId)
	if err != nil || !known || opened.Voided != "" {
		return err
	}
	before, err := k.canarySlashesBy(ctx, addr)
	if err != nil {
		return err
	}
	inForce, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	now := ctx.BlockTime().UTC()
	amount, bps := types.CapCanarySlash(before, v.Backing(), amount, inForce.CanaryCapBps, now)
	if amount.IsZero() {
		return nil
	}
	finalAt, err := k.canaryFinalAt(ctx)
	if err != nil {
		return err
	}
	if err := k.takeStake(ctx, addr, v, amount); err != nil {
		return err
	}
	slash := types.CanarySlash{
		JobId: seat.JobId, Validator: seat.Validator, Rung: seat.Rung, Amount: amount, Bps: bps,
		SlashedAt: now, FinalAt: finalAt, BurnBps: params.BurnBps,
	}
	if err := k.Canaries.Slashes.Set(ctx, seatKey(seat, addr), slash); err != nil {
		return err
	}
	err = typedevent.Emit(ctx, &types.EventSeatSlashed{
		JobId: seat.JobId, Rung: seat.Rung, Validator: seat.Validator, Reason: types.SlashReasonCanary, Amount: amount, Burned: math.ZeroInt(),
	})
	if err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanarySlashed{Slash: slash})
}

// canaryFinalAt is when a slash of this block is final: canary_hold from now, and not before every root that is sealed now
// is disclosed or has barred its office, under whatever parameters it was registered.
func (k *Keeper) canaryFinalAt(ctx sdk.Context) (time.Time, error) {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return time.Time{}, err
	}
	finalAt := ctx.BlockTime().UTC().Add(params.CanaryHold)
	last, err := lastKey(ctx, k.Canaries.Disclosures)
	if err != nil || last == nil {
		return finalAt, err
	}
	// An hour more: a leaf that is shown in the last block can still be held against another.
	if sealed := time.Unix(0, last.K1()).UTC().Add(time.Hour); sealed.After(finalAt) {
		return sealed, nil
	}
	return finalAt, nil
}

// lastKey returns the last key of a queue, nil if it is empty.
func lastKey[K any](ctx sdk.Context, queue collections.KeySet[K]) (last *K, err error) {
	err = queue.Walk(ctx, new(collections.Range[K]).Descending(), func(key K) (bool, error) {
		last = &key
		return true, nil
	})
	return last, err
}

// holdCanary has the chain look at a canary again when its slashes are final, once its job is settled. Where it is void it
// is due already.
func (k *Keeper) holdCanary(ctx sdk.Context, jobID uint64) error {
	opened, known, err := k.opened(ctx, jobID)
	if err != nil || !known || opened.DueAt != nil {
		return err
	}
	finalAt, err := k.canaryFinalAt(ctx)
	if err != nil {
		return err
	}
	return k.setOpened(ctx, opened, finalAt)
}

// canarySlashesBy returns a validator's slashes for canaries that are still kept.
func (k *Keeper) canarySlashesBy(ctx sdk.Context, addr sdk.AccAddress) ([]types.CanarySlash, error) {
	it, err := k.Canaries.Slashes.Indexes.Validator.MatchExact(ctx, addr)
	if err != nil {
		return nil, err
	}
	keys, err := it.PrimaryKeys()
	if err != nil {
		return nil, err
	}
	list := make([]types.CanarySlash, 0, len(keys))
	for _, key := range keys {
		slash, err := k.Canaries.Slashes.Get(ctx, key)
		if err != nil {
			return nil, err
		}
		list = append(list, slash)
	}
	return list, nil
}
