package keeper

import (
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// SlashIndexes finds the council's slashes of a validator.
type SlashIndexes struct {
	Validator *indexes.Multi[sdk.AccAddress, uint64, types.CouncilSlash]
}

// IndexesList implements collections.Indexes.
func (i SlashIndexes) IndexesList() []collections.Index[uint64, types.CouncilSlash] {
	return []collections.Index[uint64, types.CouncilSlash]{i.Validator}
}

func newCouncilSlashes(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) *collections.IndexedMap[uint64, types.CouncilSlash, SlashIndexes] {
	byValidator := indexes.NewMulti(sb, types.CouncilSlashesByPrefix, "council_slashes_by_validator", sdk.AccAddressKey, collections.Uint64Key,
		func(_ uint64, s types.CouncilSlash) (sdk.AccAddress, error) {
			return sdk.AccAddressFromBech32(s.Validator)
		})
	return collections.NewIndexedMap(sb, types.CouncilSlashesPrefix, "council_slashes", collections.Uint64Key,
		codec.CollValue[types.CouncilSlash](cdc), SlashIndexes{Validator: byValidator})
}

// SlashByCouncil records a slash within the bound; it is carried out in EndBlock of the same block. Only there do the
// unbondings that the block's transactions began have their records: nobody escapes by leaving in the council's block.
func (k *Keeper) SlashByCouncil(ctx sdk.Context, addr sdk.AccAddress, bps uint32, reason string) error {
	if _, err := k.validator(ctx, addr); err != nil {
		return err
	}
	before, err := k.councilSlashesOf(ctx, addr)
	if err != nil {
		return err
	}
	now := ctx.BlockTime().UTC()
	if err := types.CheckSlashLimit(before, bps, now); err != nil {
		return err
	}
	id, err := k.addCouncilSlash(ctx, types.CouncilSlash{Validator: addr.String(), At: now, Bps: bps})
	if err != nil {
		return err
	}
	return k.DueSlashes.Set(ctx, id, reason)
}

// addCouncilSlash stores a slash behind the last one and returns its id.
func (k *Keeper) addCouncilSlash(ctx sdk.Context, s types.CouncilSlash) (uint64, error) {
	it, err := k.CouncilSlashes.Iterate(ctx, new(collections.Range[uint64]).Descending())
	if err != nil {
		return 0, err
	}
	id := uint64(1)
	if it.Valid() {
		last, err := it.Key()
		if err != nil {
			return 0, errors.Join(err, it.Close())
		}
		id = last + 1
	}
	if err := it.Close(); err != nil {
		return 0, err
	}
	return id, k.CouncilSlashes.Set(ctx, id, s)
}

// councilSlashesOf returns a validator's slashes in order of time. Each is of 1 bps at least, so the bound bounds them.
func (k *Keeper) councilSlashesOf(ctx sdk.Context, addr sdk.AccAddress) ([]types.CouncilSlash, error) {
	it, err := k.CouncilSlashes.Indexes.Validator.MatchExact(ctx, addr)
	if err != nil {
		return nil, err
	}
	ids, err := it.PrimaryKeys()
	if err != nil {
		return nil, err
	}
	list := make([]types.CouncilSlash, 0, len(ids))
	for _, id := range ids {
		s, err := k.CouncilSlashes.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// slashByCouncil carries out the council's slashes of this block, as many as its proposals hold, and forgets those that
// count no more.
func (k *Keeper) slashByCouncil(ctx sdk.Context) error {
	it, err := k.DueSlashes.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	due, err := it.KeyValues()
	if err != nil {
		return err
	}
	for _, d := range due {
		if err := k.DueSlashes.Remove(ctx, d.Key); err != nil {
			return err
		}
		failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.burnSlash(ctx, d.Key, d.Value) })
		if failed == nil {
			continue
		}
		if err := k.dropSlash(ctx, d.Key, failed); err != nil {
			return err
		}
	}
	return k.pruneCouncilSlashes(ctx)
}

// burnSlash takes what a slash takes and burns it.
func (k *Keeper) burnSlash(ctx sdk.Context, id uint64, reason string) error {
	slash, err := k.CouncilSlashes.Get(ctx, id)
	if err != nil {
		return err
	}
	addr, err := sdk.AccAddressFromBech32(slash.Validator)
	if err != nil {
		return err
	}
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	fromStake, fromUnbonding := types.PlanCouncilSlash(v, slash.Bps)
	v.Stake = v.Stake.Sub(fromStake)
	if err := k.slashUnbondings(ctx, addr, &v, fromUnbonding); err != nil {
		return err
	}
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	amount := fromStake.Add(fromUnbonding)
	if err := k.purse.Burn(ctx, amount); err != nil {
		return err
	}
	k.refreshWeight(ctx, addr)
	return typedevent.Emit(ctx, &types.EventSlashedByCouncil{
		Validator: slash.Validator, Bps: slash.Bps, Amount: amount, Reason: reason,
	})
}

// dropSlash reports a slash that failed. It took nothing, so it counts for nothing: the council can decide it again.
func (k *Keeper) dropSlash(ctx sdk.Context, id uint64, failed error) error {
	event := types.EventItemFailed{Item: itemSlash}
	nothing := func(sdk.Context) error { return nil }
	return k.park(ctx, event, failed, func(ctx sdk.Context, event *types.EventItemFailed) error {
		slash, err := k.CouncilSlashes.Get(ctx, id)
		if err != nil {
			return err
		}
		event.Validator, event.Failures = slash.Validator, 1
		return k.CouncilSlashes.Remove(ctx, id)
	}, nothing)
}

// pruneCouncilSlashes forgets what counts no more, oldest first, under the cap of unbondings. What is left over counts no
// more either.
func (k *Keeper) pruneCouncilSlashes(ctx sdk.Context) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	var old []uint64
	err = k.CouncilSlashes.Walk(ctx, nil, func(id uint64, s types.CouncilSlash) (bool, error) {
		if s.Counts(ctx.BlockTime()) {
			return true, nil
		}
		old = append(old, id)
		return uint32(len(old)) >= params.UnbondingsPerBlock, nil
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := k.CouncilSlashes.Remove(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// initCouncilSlashes numbers the slashes anew: only their order counts.
func (k *Keeper) initCouncilSlashes(ctx sdk.Context, state types.GenesisState) error {
	for i, s := range state.CouncilSlashes {
		s.At = s.At.UTC()
		if err := k.CouncilSlashes.Set(ctx, uint64(i)+1, s); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) exportCouncilSlashes(ctx sdk.Context, state *types.GenesisState) (err error) {
	state.CouncilSlashes, err = values(ctx, k.CouncilSlashes)
	return err
}

// checkCouncilSlashes: nothing is left to be carried out. The bound itself is among the records.
func (k *Keeper) checkCouncilSlashes(ctx sdk.Context) error {
	it, err := k.DueSlashes.Iterate(ctx, nil)
	if err != nil {
		return err
	}
	due, err := it.Keys()
	if err == nil && len(due) > 0 {
		return fmt.Errorf("%d slashes by the council were not carried out", len(due))
	}
	return err
}
