package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// BeginBlocker advances market time, unless the market is paused, and ends the pauses whose time has come: market time
// has then advanced by what lies between that moment and the block. It runs before every other module's BeginBlocker, so
// that all of a block sees one market time.
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
	// What is held now has been held since the last block: only messages change it, and they run after this.
	stopped, err := k.stoppedUntil(ctx)
	if err != nil {
		return err
	}
	next, adv := clock.Next(sdkCtx.BlockTime(), params.MaxStep, stopped)
	if err := k.clock.Set(ctx, next); err != nil {
		return err
	}
	if err := k.endDue(ctx, next.BlockTimeMs); err != nil {
		return err
	}
	if !adv.Held() {
		return nil
	}
	return typedevent.Emit(sdkCtx, &types.EventClockHeld{StepMs: adv.Step, AdvancedMs: adv.Advanced})
}

// Now returns market time in milliseconds. It is constant within a block.
func (k *Keeper) Now(ctx context.Context) (int64, error) {
	clock, err := k.clock.Get(ctx)
	return clock.NowMs, err
}

// Clock returns market time and the block time at which it was computed, both in milliseconds.
func (k *Keeper) Clock(ctx context.Context) (types.Clock, error) { return k.clock.Get(ctx) }
