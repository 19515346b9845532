package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// EndBlocker carries out what is due, in this order:
//
//  1. the block's beacon, for the draws need it;
//  2. the journal: every commitment and reveal of this block counts before a window closes;
//  3. draws, before anything of this block changes a tree or a lock;
//  4. slashes by the council, when the block's unbondings have their records;
//  5. windows that are over;
//  6. unbonding stake that has matured;
//  7. canaries: overdue roots, void and final slashes, for what goes back counts in the weights;
//  8. weights that are due, after the draws;
//  9. what those will weigh whose stake or standing has changed.
//
// Each step runs in a branch of the state and each item in a branch of its own: a failure is reported, and the chain goes
// on.
func (k *Keeper) EndBlocker(ctx sdk.Context) error {
	steps := []struct {
		name string
		run  func(sdk.Context) error
	}{
		{"beacon", k.beacon.Advance},
		{itemJournal, k.drainJournal},
		{itemDraw, k.drawDue},
		{itemSlash, k.slashByCouncil},
		{itemClose, k.closeDue},
		{itemUnbonding, k.payMatured},
		{itemCanary, k.workOffCanaries},
		{itemWeight, k.applyWeights},
		{itemWeight, func(ctx sdk.Context) error { return k.WeighChanged(ctx) }},
	}
	for _, step := range steps {
		failed := cached.Run(ctx, step.run)
		if failed == nil {
			continue
		}
		ctx.Logger().Error("step of EndBlock failed", "module", types.ModuleName, "step", step.name, "error", failed)
		if err := typedevent.Emit(ctx, &types.EventItemFailed{Item: step.name, Error: bounded(failed.Error())}); err != nil {
			return err
		}
	}
	return nil
}
