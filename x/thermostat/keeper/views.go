package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// This file is what queries ask for; no block reads it.

// priceActuators make the prices of a posting.
var priceActuators = []types.Actuator{
	types.ACTUATOR_REWARD, types.ACTUATOR_VALIDATION_FEE, types.ACTUATOR_PROTOCOL_FEE, types.ACTUATOR_SEAT_LOCK,
}

// outputs returns what stands behind the prices of a category.
func (k *Keeper) outputs(ctx context.Context, category string) ([]types.Output, error) {
	list := make([]types.Output, 0, len(priceActuators))
	for _, actuator := range priceActuators {
		of := ""
		if actuator == types.ACTUATOR_REWARD {
			of = category
		}
		output, err := k.output(ctx, actuator, of)
		if err != nil {
			return nil, err
		}
		list = append(list, output)
	}
	return list, nil
}

// output returns where an actuator stands: neutral without a loop, and until the loop makes its first step.
func (k *Keeper) output(ctx context.Context, actuator types.Actuator, category string) (types.Output, error) {
	output := types.Output{Actuator: actuator}
	if actuator != types.ACTUATOR_REWARD {
		output.Value = types.MaxBps
	}
	state, found, err := k.turning(ctx, actuator, category)
	if err != nil {
		return output, err
	}
	output.LoopId = state.LoopId
	if found {
		output.Value, output.Mode = uint32(state.Output.TruncateInt64()), state.Mode
	}
	return output, nil
}

// nextFold returns the market time from which the next steps are made; that of a fold that is running, while it is.
func (k *Keeper) nextFold(ctx context.Context) (int64, error) {
	fold, err := k.Fold.Get(ctx)
	if err != nil || fold.Running {
		return fold.BeganMs, err
	}
	params, err := k.Params.Get(ctx)
	return (fold.Epoch + 1) * params.Epoch.Milliseconds(), err
}

// sensorViews returns the readings of a category, or of the whole market, for people.
func (k *Keeper) sensorViews(ctx context.Context, category string) (list []types.SensorView, err error) {
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return nil, err
	}
	err = k.Readings.Walk(ctx, collections.NewPrefixedPairRange[string, int32](category), func(_ readingKey, r types.Reading) (bool, error) {
		natural, err := r.Sensor.Readable(r.Value)
		list = append(list, types.SensorView{Reading: r, Natural: natural, Unit: r.Sensor.Unit(), Fresh: r.Epoch == fold.Epoch})
		return false, err
	})
	return list, err
}

// typicalPayout returns below which payout jobs of a category are not measured; 0 until there was one, and of the whole market.
func (k *Keeper) typicalPayout(ctx context.Context, category string) (math.Int, error) {
	typical, err := k.Typicals.Get(ctx, category)
	if errors.Is(err, collections.ErrNotFound) {
		return math.ZeroInt(), nil
	}
	if err != nil {
		return math.Int{}, err
	}
	natural, err := types.SENSOR_KIND_SPEND.Natural(typical.Payout)
	if err != nil {
		return math.Int{}, err
	}
	return natural.RoundInt(), nil
}

// steered returns a loop and the category that a caller means.
func (k *Keeper) steered(ctx context.Context, id, category string) (types.Loop, string, error) {
	loop, err := k.Loop(ctx, id)
	if err != nil {
		return loop, "", err
	}
	category, err = loop.Steered(category)
	return loop, category, err
}

// today returns what an explanation takes from the present.
func (k *Keeper) today(ctx context.Context) (types.Today, error) {
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return types.Today{}, err
	}
	params, err := k.Params.Get(ctx)
	return types.Today{Params: params, Frozen: fold.Frozen}, err
}

// noStep says why a step cannot be explained. 0: the last one was asked for.
func (k *Keeper) noStep(ctx context.Context, loop types.Loop, category string, sequence uint64) error {
	where := ""
	if category != "" {
		where = " in category " + category
	}
	if sequence != 0 {
		return types.ErrNoStep.Wrapf("step %d of loop %s%s", sequence, loop.Id, where)
	}
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	if loop.Actuator == types.ACTUATOR_EMISSION && !params.MayEmit() {
		return types.ErrNoStep.Wrapf("loop %s makes no step while max_emission_per_epoch or max_supply is 0", loop.Id)
	}
	return types.ErrNoStep.Wrapf("loop %s has made no step%s yet", loop.Id, where)
}
