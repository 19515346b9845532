package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

var _ jobstypes.Policy = (*Keeper)(nil)

// Prices implements x/jobs' Policy. It reads two keys, however many loops, categories and jobs there are. What no loop has turned
// yet is neutral: no posting ever fails for want of a loop.
func (k *Keeper) Prices(ctx context.Context, category jobstypes.Category, params jobstypes.Params) (jobstypes.Prices, error) {
	market, err := k.turned(ctx, "")
	if err != nil {
		return jobstypes.Prices{}, err
	}
	own, err := k.turned(ctx, category.Slug)
	if err != nil {
		return jobstypes.Prices{}, err
	}
	return types.OutputsOf(market, own).Prices(category, params), nil
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
