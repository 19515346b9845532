package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// EndBlocker folds what an epoch of market time has collected, once it is over: the whole market first, then the categories in
// order with the loop of each, at most folds_per_block of them in a block; the rest goes on in the next one. The loops of the
// whole market and emission come last. However many epochs have passed, it is one fold. Each part runs in a branch of the state
// of its own and can stop nothing else.
func (k *Keeper) EndBlocker(ctx sdk.Context) error {
	// Prices can stand still; blocks cannot, not even over parameters that nobody can read.
	if err := cached.Run(ctx, k.foldDue); err != nil {
		ctx.Logger().Error("the thermostat stands still", "error", err)
		return emit(ctx, &types.EventFoldFailed{Error: err.Error()})
	}
	return nil
}

// foldDue does a block's share of a fold, if one runs or is due.
func (k *Keeper) foldDue(ctx sdk.Context) error {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return err
	}
	if !fold.Running {
		present := params.EpochAt(now)
		switch {
		case present == fold.Epoch:
			return nil
		case fold.Epoch == 0, present < fold.Epoch:
			// There was no epoch before the first block; and a longer epoch counts from a lower number.
			fold.Epoch = present
			return k.Fold.Set(ctx, fold)
		}
		fold.Epoch, fold.BeganMs, fold.Running, fold.Next = present, now, true, ""
	}
	return k.Fold.Set(ctx, k.advance(ctx, params, fold))
}

// advance works off a block's share of a running fold, and returns where it stands then.
func (k *Keeper) advance(ctx sdk.Context, params types.Params, fold types.Fold) types.Fold {
	left := int(params.FoldsPerBlock)
	if fold.Next == "" {
		k.part(ctx, &fold, "", func(ctx sdk.Context, fold *types.Fold) error { return k.foldMarket(ctx, params, fold) })
		left--
	}
	var slugs []string
	// Should x/jobs not know its categories, the fold is over: they are measured in the next one.
	k.part(ctx, &fold, "", func(ctx sdk.Context, fold *types.Fold) error {
		list, err := k.jobs.CategoriesFrom(ctx, fold.Next, left+1)
		if err == nil {
			slugs = list
		}
		return err
	})
	for i, slug := range slugs {
		if i == left {
			fold.Next = slug
			return fold
		}
		k.part(ctx, &fold, slug, func(ctx sdk.Context, fold *types.Fold) error { return k.foldCategory(ctx, params, fold, slug) })
	}
	// Last the loops of the whole market: they may listen to a category.
	k.part(ctx, &fold, "", func(ctx sdk.Context, fold *types.Fold) error { return k.stepMarket(ctx, params, *fold) })
	k.part(ctx, &fold, "", func(ctx sdk.Context, fold *types.Fold) error { return k.issue(ctx, params, *fold) })
	k.part(ctx, &fold, "", func(ctx sdk.Context, fold *types.Fold) error { return k.meanTemperatures(ctx, params, *fold) })
	fold.Running, fold.Next, fold.Heat, fold.Categories = false, "", math.LegacyZeroDec(), 0
	return fold
}

// part does a part of a fold whole or not at all. One that fails is reported, and leaves the fold as it was.
func (k *Keeper) part(ctx sdk.Context, fold *types.Fold, category string, do func(ctx sdk.Context, fold *types.Fold) error) {
	after := *fold
	failure := cached.Run(ctx, func(ctx sdk.Context) error { return do(ctx, &after) })
	if failure == nil {
		*fold = after
		return
	}
	ctx.Logger().Error("a part of a fold failed", "epoch", fold.Epoch, "category", category, "error", failure)
	if err := emit(ctx, &types.EventFoldFailed{Epoch: fold.Epoch, Category: category, Error: failure.Error()}); err != nil {
		ctx.Logger().Error("not even reported", "error", err)
	}
}

// foldMarket measures the whole market, and watches what came of the epoch.
func (k *Keeper) foldMarket(ctx sdk.Context, params types.Params, fold *types.Fold) error {
	// Measuring begins the flows of the next epoch.
	flows, err := k.flows(ctx, "")
	if err != nil {
		return err
	}
	if err := k.outdate(ctx, *fold, ""); err != nil {
		return err
	}
	if err := k.senseMarket(ctx, params, *fold); err != nil {
		return err
	}
	return k.watchMarket(ctx, params, fold, flows)
}

// stepMarket makes a step of each loop of the whole market, and takes its temperatures. That of the emission stands while nothing
// may be minted: what it gathered meanwhile would all be minted at once when the owner sets the caps.
func (k *Keeper) stepMarket(ctx sdk.Context, params types.Params, fold types.Fold) error {
	for _, actuator := range marketActuators {
		if actuator == types.ACTUATOR_EMISSION && !params.MayEmit() {
			continue
		}
		step, made := k.turn(ctx, fold, actuator, "")
		if actuator != types.ACTUATOR_VALIDATION_FEE || !made || !heard(step) {
			continue
		}
		if err := k.setTemperature(ctx, params, fold.Epoch, types.TEMPERATURE_KIND_VALIDATOR, "", types.TemperatureOf(step.Error)); err != nil {
			return err
		}
	}
	sla, err := k.measured(ctx, fold, types.SENSOR_KIND_SLA, "")
	if err != nil || !sla.Known {
		return err
	}
	return k.setTemperature(ctx, params, fold.Epoch, types.TEMPERATURE_KIND_EMPLOYER, "", types.EmployerTemperature(params, sla.Value))
}

// foldCategory measures a category, steps the loop that steers it, and takes its temperature, if there was data.
func (k *Keeper) foldCategory(ctx sdk.Context, params types.Params, fold *types.Fold, category string) error {
	if err := k.outdate(ctx, *fold, category); err != nil {
		return err
	}
	if err := k.senseCategory(ctx, params, *fold, category); err != nil {
		return err
	}
	step, made := k.turn(ctx, *fold, types.ACTUATOR_REWARD, category)
	if !made || !heard(step) {
		return nil
	}
	value := types.TemperatureOf(step.Error)
	fold.Heat, fold.Categories = fold.Heat.Add(value), fold.Categories+1
	return k.setTemperature(ctx, params, fold.Epoch, types.TEMPERATURE_KIND_CATEGORY, category, value)
}

// outdate gives readings an epoch that is over if theirs is to come: a longer epoch has made the numbers begin again, and one
// that comes a second time would make old data new.
func (k *Keeper) outdate(ctx context.Context, fold types.Fold, category string) error {
	var early []types.Reading
	err := k.Readings.Walk(ctx, collections.NewPrefixedPairRange[string, int32](category), func(_ readingKey, r types.Reading) (bool, error) {
		if r.Epoch > fold.Epoch {
			early = append(early, r)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	for _, r := range early {
		r.Epoch = fold.Epoch - 1
		if err := k.Readings.Set(ctx, collections.Join(category, int32(r.Sensor)), r); err != nil {
			return err
		}
	}
	return nil
}
