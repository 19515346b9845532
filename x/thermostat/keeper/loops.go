package keeper

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// readingKey is a category, empty for the whole market, and a sensor.
type readingKey = collections.Pair[string, int32]

// marketActuators are turned by loops of the whole market, in the order of their steps.
var marketActuators = []types.Actuator{
	types.ACTUATOR_VALIDATION_FEE, types.ACTUATOR_PROTOCOL_FEE, types.ACTUATOR_SEAT_LOCK, types.ACTUATOR_EMISSION,
}

// turn makes a step of the loop that turns an actuator, if there is one. A step that fails is reported: the output is held,
// and what was measured for it stands.
func (k *Keeper) turn(ctx sdk.Context, fold types.Fold, actuator types.Actuator, category string) (step types.Step, made bool) {
	k.part(ctx, &fold, category, func(ctx sdk.Context, fold *types.Fold) error {
		loop, found, err := k.loopOf(ctx, actuator, category)
		if err != nil || !found {
			return err
		}
		if step, err = k.step(ctx, *fold, loop, category); err != nil {
			return fmt.Errorf("loop %s: %w", loop.Id, err)
		}
		made = true
		return nil
	})
	return step, made
}

// loopOf returns the loop that turns an actuator: in a category its own, or else that of all categories.
func (k *Keeper) loopOf(ctx context.Context, actuator types.Actuator, category string) (types.Loop, bool, error) {
	id, found, err := k.turner(ctx, actuator, category)
	if err == nil && !found && category != "" {
		id, found, err = k.turner(ctx, actuator, "")
	}
	if err != nil || !found {
		return types.Loop{}, false, err
	}
	loop, err := k.Loop(ctx, id)
	return loop, err == nil, err
}

// step makes a step of a loop, and keeps it.
func (k *Keeper) step(ctx sdk.Context, fold types.Fold, loop types.Loop, category string) (types.Step, error) {
	key := collections.Join(loop.Id, category)
	state, err := k.States.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		state, err = types.NewLoopState(loop, category), nil
	}
	if err != nil {
		return types.Step{}, err
	}
	in := make([]types.Measurement, len(loop.Inputs))
	for i, input := range loop.Inputs {
		of := input.Category
		if of == "" && input.Sensor.OfCategory() {
			of = category
		}
		if in[i], err = k.measured(ctx, fold, input.Sensor, of); err != nil {
			return types.Step{}, err
		}
	}
	state, step, err := loop.Step(state, in, types.Moment{Epoch: fold.Epoch, NowMs: fold.BeganMs, Frozen: fold.Frozen})
	if err != nil {
		return types.Step{}, err
	}
	if err := k.setState(ctx, state); err != nil {
		return types.Step{}, err
	}
	if err := k.remember(ctx, step); err != nil {
		return types.Step{}, err
	}
	return step, emit(ctx, &types.EventLoopStepped{Step: step})
}

// remember keeps a step in the place of the one that is MaxHistory older.
func (k *Keeper) remember(ctx context.Context, step types.Step) error {
	if step.Sequence > types.MaxHistory {
		if err := k.Steps.Remove(ctx, collections.Join3(step.LoopId, step.Category, step.Sequence-types.MaxHistory)); err != nil {
			return err
		}
	}
	return k.Steps.Set(ctx, collections.Join3(step.LoopId, step.Category, step.Sequence), step)
}

// measured returns what a sensor has measured in a fold. A reading of an earlier epoch is no data.
func (k *Keeper) measured(ctx context.Context, fold types.Fold, sensor types.SensorKind, category string) (types.Measurement, error) {
	r, err := k.Readings.Get(ctx, collections.Join(category, int32(sensor)))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Measurement{}, nil
	}
	if err != nil || r.Epoch != fold.Epoch {
		return types.Measurement{}, err
	}
	return types.Measurement{Known: true, Value: r.Value, Confidence: r.Confidence}, nil
}

// heard tells whether a step had data.
func heard(step types.Step) bool {
	for _, in := range step.Inputs {
		if in.Known {
			return true
		}
	}
	return false
}
