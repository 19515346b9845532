package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// report tells of a failure inside of the module as one tells of a subscriber.
func (k *Keeper) report(ctx sdk.Context, jobID uint64, what string, failure error) error {
	return typedevent.Emit(ctx, &types.EventHookFailed{JobId: jobID, Hook: types.ModuleName + "/" + what, Error: failure.Error()})
}

// tell calls every subscriber in a branch of the state of its own. One that fails or panics is reported by an event and
// stops nothing.
func (k *Keeper) tell(ctx sdk.Context, jobID uint64, call func(ctx sdk.Context, hook types.JobHooks) error) error {
	for _, hook := range k.hooks {
		failure := cached.Run(ctx, func(ctx sdk.Context) error { return call(ctx, hook) })
		if failure == nil {
			continue
		}
		ctx.Logger().Error("a subscriber of x/jobs failed", "job", jobID, "hook", hook.HookName(), "error", failure)
		err := typedevent.Emit(ctx, &types.EventHookFailed{
			JobId: jobID, Hook: hook.HookName(), Error: failure.Error(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
