package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// BeginBlocker advances market time. It runs before every other module's BeginBlocker, so that all of a block sees one
// market time.
func (k *Keeper) BeginBlocker(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	clock, err := k.clock.Get(ctx)
	if err != nil {
		return err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	next, adv := clock.Next(sdkCtx.BlockTime(), params.MaxStep)
	if err := k.clock.Set(ctx, next); err != nil {
		return err
	}
	if !adv.Held() {
		return nil
	}
	return sdkCtx.EventManager().EmitTypedEvent(&types.EventClockHeld{StepMs: adv.Step, AdvancedMs: adv.Advanced})
}

// Now returns market time in milliseconds. It is constant within a block.
func (k *Keeper) Now(ctx context.Context) (int64, error) {
	clock, err := k.clock.Get(ctx)
	return clock.NowMs, err
}

// Clock returns market time and the block time at which it was computed, both in milliseconds.
func (k *Keeper) Clock(ctx context.Context) (types.Clock, error) { return k.clock.Get(ctx) }
