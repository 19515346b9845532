package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

var _ jobstypes.Policy = (*Keeper)(nil)

// Prices implements x/jobs' Policy. It reads nine keys at most, however many loops, categories and jobs there are. What no loop
// has turned yet is neutral: no posting ever fails for want of a loop.
func (k *Keeper) Prices(ctx context.Context, category jobstypes.Category, params jobstypes.Params) (jobstypes.Prices, error) {
	var o types.Outputs
	for _, turned := range []struct {
		actuator types.Actuator
		category string
		output   *math.LegacyDec
	}{
		{types.ACTUATOR_REWARD, category.Slug, &o.Reward},
		{types.ACTUATOR_VALIDATION_FEE, "", &o.ValidationFee},
		{types.ACTUATOR_PROTOCOL_FEE, "", &o.ProtocolFee},
		{types.ACTUATOR_SEAT_LOCK, "", &o.SeatLock},
	} {
		state, found, err := k.turning(ctx, turned.actuator, turned.category)
		if err != nil {
			return jobstypes.Prices{}, err
		}
		if found {
			*turned.output = state.Output
		}
	}
	return o.Prices(category, params), nil
}

// turning returns the state of the loop that turns an actuator now: of a category's own loop, or else of the one for all that
// have none. LoopId is set, and found is not, where a loop has made no step yet; it is empty where there is no loop.
func (k *Keeper) turning(ctx context.Context, actuator types.Actuator, category string) (state types.LoopState, found bool, err error) {
	id, has, err := k.turner(ctx, actuator, category)
	if err == nil && !has && category != "" {
		id, has, err = k.turner(ctx, actuator, "")
	}
	if err != nil || !has {
		return types.LoopState{}, false, err
	}
	state, err = k.States.Get(ctx, collections.Join(id, category))
	if errors.Is(err, collections.ErrNotFound) {
		return types.LoopState{LoopId: id, Category: category}, false, nil
	}
	return state, err == nil, err
}
