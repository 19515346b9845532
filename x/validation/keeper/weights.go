package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// refreshWeight has the block compute, once, what a validator weighs from now on; it counts after the draws of the third
// block from now. EndBlock only.
func (k *Keeper) refreshWeight(ctx sdk.Context, addr sdk.AccAddress) { k.journal.Mark(ctx, addr) }

// WeighChanged computes what those weigh whose stake, standing or score the block has changed so far. x/validation calls it at
// the end of its EndBlock and x/jobs at the end of its own, when the seats of settled jobs are released. A failure of one keeps no
// other from it.
func (k *Keeper) WeighChanged(ctx context.Context) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	changed, err := k.journal.DrainMarks(sdkCtx)
	if err != nil {
		return err
	}
	for _, addr := range changed {
		err = errors.Join(err, cached.Run(sdkCtx, func(ctx sdk.Context) error { return k.scheduleWeight(ctx, addr, 0) }))
	}
	return err
}

// scheduleWeight fails on no validator's account: what cannot be computed is tried again later.
func (k *Keeper) scheduleWeight(ctx sdk.Context, addr sdk.AccAddress, failures uint32) error {
	var change types.WeightChange
	failed := cached.Run(ctx, func(ctx sdk.Context) (err error) {
		change, err = k.weigh(ctx, addr)
		return err
	})
	if failed != nil {
		return k.parkWeight(ctx, addr, failures+1, failed)
	}
	change.Height = ctx.BlockHeight() + types.DrawDelay
	return k.WeightChanges.Set(ctx, collections.Join(change.Height, addr), change)
}

// weigh returns what a validator weighs in each of its pools, by its stake and its score as they are now. A jailed one
// weighs nothing.
func (k *Keeper) weigh(ctx sdk.Context, addr sdk.AccAddress) (types.WeightChange, error) {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return types.WeightChange{}, err
	}
	change := types.WeightChange{Validator: v.Address, Stake: v.Stake}
	if v.Jailed() {
		return change, nil
	}
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return change, err
	}
	for _, id := range v.Pools {
		pool, err := k.pool(ctx, id)
		if err != nil {
			return change, err
		}
		weight, err := k.weightIn(ctx, addr, pool, v.Stake, params)
		if err != nil {
			return change, err
		}
		if weight > 0 {
			change.Weights = append(change.Weights, types.PoolWeight{Pool: id, Weight: weight})
		}
	}
	if len(change.Weights) > 0 {
		change.Organisation, err = k.organisationOf(ctx, addr)
	}
	return change, err
}

// organisationOf returns the organisation for which a weight counts. Stake that leaves must not wait for a record that
// x/identity cannot read: then it counts for none, and nobody is drawn who cannot be read.
func (k *Keeper) organisationOf(ctx sdk.Context, addr sdk.AccAddress) (string, error) {
	participant, err := k.identity.Participant(ctx, addr)
	if err != nil {
		event := types.EventItemFailed{Item: itemWeight, Validator: addr.String(), Error: bounded(err.Error())}
		return "", typedevent.Emit(ctx, &event)
	}
	return participant.OrganisationId, nil
}

func (k *Keeper) weightIn(ctx sdk.Context, addr sdk.AccAddress, pool types.Pool, stake math.Int, params types.Params) (uint64, error) {
	score, highest, err := k.score(ctx, addr)
	if err != nil {
		return 0, err
	}
	return types.Weight(stake, pool.MinStake, params.WeightUnit, params.MaxWeightUnits, score, highest), nil
}

// score returns what addr has earned as a judge, and the most that anybody can. Whoever judges is scored as a validator,
// moderators too: x/reputation keeps no score in a role of theirs.
func (k *Keeper) score(ctx sdk.Context, addr sdk.AccAddress) (score, highest math.Int, err error) {
	if score, err = k.scores.Score(ctx, addr, identitytypes.ROLE_VALIDATOR); err != nil {
		return score, highest, err
	}
	highest, err = k.scores.Cap(ctx)
	return score, highest, err
}

// applyWeights lets the changes that are due enter the trees, after the block's draws.
func (k *Keeper) applyWeights(ctx sdk.Context) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	due, err := k.dueWeights(ctx, params.WeightsPerBlock)
	if err != nil {
		return err
	}
	for _, kv := range due {
		addr, change := kv.Key.K2(), kv.Value
		if err := k.WeightChanges.Remove(ctx, kv.Key); err != nil {
			return err
		}
		if change.Failures > 0 {
			err = k.scheduleWeight(ctx, addr, change.Failures)
		} else if failed := cached.Run(ctx, func(ctx sdk.Context) error { return k.applyWeight(ctx, addr, change) }); failed != nil {
			err = k.parkWeight(ctx, addr, 1, failed)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

type weightEntry = collections.KeyValue[collections.Pair[int64, sdk.AccAddress], types.WeightChange]

func (k *Keeper) dueWeights(ctx sdk.Context, limit uint32) ([]weightEntry, error) {
	var due []weightEntry
	until := collections.NewPrefixUntilPairRange[int64, sdk.AccAddress](ctx.BlockHeight())
	err := k.WeightChanges.Walk(ctx, until, func(key collections.Pair[int64, sdk.AccAddress], change types.WeightChange) (bool, error) {
		due = append(due, weightEntry{Key: key, Value: change})
		return uint32(len(due)) >= limit, nil
	})
	return due, err
}

// applyWeight gives a validator the stake and the weights that the draws see from now on.
func (k *Keeper) applyWeight(ctx sdk.Context, addr sdk.AccAddress, change types.WeightChange) error {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	v.DrawableStake = change.Stake
	if err := k.Validators.Set(ctx, addr, v); err != nil {
		return err
	}
	if err := k.dropLeaves(ctx, addr, change.Weights); err != nil {
		return err
	}
	for _, w := range change.Weights {
		if err := k.setLeaf(ctx, addr, w.Pool, w.Weight, change.Organisation); err != nil {
			return err
		}
	}
	return nil
}

// parkWeight has a validator's weight computed again later. It cannot take the place of a good change: those lie at most
// DrawDelay blocks ahead, a retry further. A good change computed later may take its place, and should.
func (k *Keeper) parkWeight(ctx sdk.Context, addr sdk.AccAddress, failures uint32, failed error) error {
	height := ctx.BlockHeight() + types.RetryBlocks(failures)
	retry := types.WeightChange{Height: height, Validator: addr.String(), Stake: math.ZeroInt(), Failures: failures}
	if err := k.WeightChanges.Set(ctx, collections.Join(height, addr), retry); err != nil {
		return err
	}
	event := types.EventItemFailed{Item: itemWeight, Validator: addr.String(), Error: bounded(failed.Error()), Failures: failures}
	ctx.Logger().Error("item of EndBlock failed", "module", types.ModuleName, "item", event.Item, "validator", event.Validator, "error", event.Error)
	return typedevent.Emit(ctx, &event)
}
