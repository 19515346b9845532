package keeper

import (
	"context"
	"errors"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// SetParams replaces the parameters. A changed epoch begins to run at once and without a fold: what was collected counts at the end
// of the first one.
func (k *Keeper) SetParams(ctx context.Context, params types.Params) error {
	if err := k.beginEpochAnew(ctx, params); err != nil {
		return err
	}
	if err := k.Params.Set(ctx, params); err != nil {
		return err
	}
	return emit(ctx, &types.EventParamsUpdated{Params: params})
}

// beginEpochAnew takes the number that the present epoch has by other parameters as the one that runs.
func (k *Keeper) beginEpochAnew(ctx context.Context, params types.Params) error {
	before, err := k.Params.Get(ctx)
	if err != nil || before.Epoch == params.Epoch {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	fold, err := k.Fold.Get(ctx)
	if err != nil || fold.Running {
		return err
	}
	fold.Epoch = params.EpochAt(now)
	return k.Fold.Set(ctx, fold)
}

// Freeze holds all loops and emission, or lets them go on. Sensors go on measuring, and an override holds.
func (k *Keeper) Freeze(ctx context.Context, frozen bool, reason string) error {
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return err
	}
	if fold.Frozen == frozen {
		return types.ErrFrozen.Wrapf("frozen is %t", frozen)
	}
	fold.Frozen = frozen
	if err := k.Fold.Set(ctx, fold); err != nil {
		return err
	}
	return emit(ctx, &types.EventFrozen{Frozen: frozen, Reason: reason})
}

// Override sets an output at once and for a time, and returns until when. A duration of 0 ends that: the output stays as it is,
// and the next step goes on from it.
func (k *Keeper) Override(ctx context.Context, loopID, category string, value uint32, duration time.Duration) (untilMs int64, err error) {
	loop, err := k.Loop(ctx, loopID)
	if err != nil {
		return 0, err
	}
	state, err := k.stateToOverride(ctx, loop, category)
	if err != nil {
		return 0, err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return 0, err
	}
	event := types.EventOverridden{LoopId: loop.Id, Category: state.Category, Before: state.Output}
	if duration == 0 {
		if state.Override == nil || state.Override.UntilMs <= now {
			return 0, types.ErrNotOverridden.Wrapf("loop %s, category %q", loop.Id, state.Category)
		}
		event.Value = state.Override.Value
		state.Override = nil
	} else {
		if value < loop.OutMin || value > loop.OutMax {
			return 0, types.ErrInvalidOverride.Wrapf("value is %d basis points; loop %s takes %d to %d", value, loop.Id, loop.OutMin, loop.OutMax)
		}
		untilMs = now + duration.Milliseconds()
		state = loop.Override(state, types.Override{Value: value, UntilMs: untilMs})
		event.Value, event.UntilMs = value, untilMs
	}
	if err := k.setState(ctx, state); err != nil {
		return 0, err
	}
	return untilMs, emit(ctx, &event)
}

// stateToOverride returns where a loop stands in a category that it steers; at its beginning if it has made no step there.
func (k *Keeper) stateToOverride(ctx context.Context, loop types.Loop, category string) (types.LoopState, error) {
	steered, err := loop.Steered(category)
	if err != nil {
		return types.LoopState{}, err
	}
	if loop.SteersMany() {
		if _, err := k.jobs.CategoryInForce(ctx, steered); err != nil {
			return types.LoopState{}, types.ErrUnknownCategory.Wrap(err.Error())
		}
		own, found, err := k.turner(ctx, loop.Actuator, steered)
		if err != nil {
			return types.LoopState{}, err
		}
		if found {
			return types.LoopState{}, types.ErrUnknownCategory.Wrapf("%s has a loop of its own: %s", steered, own)
		}
	}
	state, err := k.States.Get(ctx, collections.Join(loop.Id, steered))
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewLoopState(loop, steered), nil
	}
	return state, err
}

// Loop returns a loop; ErrUnknownLoop without one.
func (k *Keeper) Loop(ctx context.Context, id string) (types.Loop, error) {
	loop, err := k.Loops.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return loop, types.ErrUnknownLoop.Wrapf("%q", id)
	}
	return loop, err
}

// emit emits a typed event.
func emit(ctx context.Context, event proto.Message) error {
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), event)
}
