package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// prunesPerBlock is how many steps of removed loops one EndBlock deletes: a loop of the market is forgotten after five blocks.
const prunesPerBlock = 200

// SetLoop adds a loop or replaces one, and returns its revision. Outputs stay where they are, within the new bounds. What a
// loop turns never changes: its output means something else elsewhere.
func (k *Keeper) SetLoop(ctx context.Context, loop types.Loop) (revision uint64, err error) {
	if err := k.checkCategories(ctx, loop); err != nil {
		return 0, err
	}
	old, err := k.Loop(ctx, loop.Id)
	switch {
	case err == nil:
		err = k.replaceLoop(ctx, old, &loop)
	case errors.Is(err, types.ErrUnknownLoop):
		err = k.addLoop(ctx, &loop)
	}
	if err != nil {
		return 0, err
	}
	if err := k.Loops.Set(ctx, loop.Id, loop); err != nil {
		return 0, err
	}
	return loop.Revision, emit(ctx, &types.EventLoopSet{Loop: loop})
}

// checkCategories refuses categories that do not exist: such an input would never have data.
func (k *Keeper) checkCategories(ctx context.Context, loop types.Loop) error {
	for _, slug := range loop.Categories() {
		if _, err := k.jobs.CategoryInForce(ctx, slug); err != nil {
			return types.ErrInvalidLoop.Wrapf("%s: %s", loop.Id, err)
		}
	}
	return nil
}

// replaceLoop puts the outputs of a loop within its new bounds. All else is the next step's: it sees another revision.
func (k *Keeper) replaceLoop(ctx context.Context, old types.Loop, loop *types.Loop) error {
	if loop.Actuator != old.Actuator || loop.Category != old.Category {
		return types.ErrInvalidLoop.Wrapf("%s turns %s of category %q; for another actuator or category remove it and set a loop of another id",
			old.Id, old.Actuator, old.Category)
	}
	loop.Revision = old.Revision + 1
	states, err := k.states(ctx, loop.Id)
	if err != nil {
		return err
	}
	for _, s := range states {
		if err := k.setState(ctx, loop.Confine(s)); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) addLoop(ctx context.Context, loop *types.Loop) error {
	going, err := k.Removed.Has(ctx, loop.Id)
	if err != nil {
		return err
	}
	if going {
		return types.ErrInvalidLoop.Wrapf("the steps of a removed loop %s are still being deleted; wait some blocks or use another id", loop.Id)
	}
	other, taken, err := k.turner(ctx, loop.Actuator, loop.Category)
	if err != nil {
		return err
	}
	if taken {
		return types.ErrActuatorTaken.Wrapf("loop %s", other)
	}
	all, err := values(ctx, k.Loops)
	if err != nil {
		return err
	}
	if len(all) >= types.MaxLoops {
		return types.ErrTooManyLoops.Wrapf("there are %d", len(all))
	}
	loop.Revision = 1
	if err := k.Turns.Set(ctx, collections.Join(int32(loop.Actuator), loop.Category), loop.Id); err != nil {
		return err
	}
	if err := k.takeOver(ctx, *loop); err != nil {
		return err
	}
	return k.gatherTurned(ctx, loop.Category)
}

// takeOver lets a category's own loop go on from the output of the loop that steered it before, which forgets the category: when
// that comes back to it one day, it begins anew.
func (k *Keeper) takeOver(ctx context.Context, loop types.Loop) error {
	if loop.Category == "" {
		return nil
	}
	general, found, err := k.turner(ctx, loop.Actuator, "")
	if err != nil || !found {
		return err
	}
	before, err := k.States.Get(ctx, collections.Join(general, loop.Category))
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	from, err := k.Loop(ctx, general)
	if err != nil {
		return err
	}
	own, rest := loop.TakeOver(before, from)
	if err := k.setState(ctx, rest); err != nil {
		return err
	}
	return k.setState(ctx, own)
}

// RemoveLoop takes a loop out with its states, so that what it turned is neutral from now on. EndBlock deletes its steps.
func (k *Keeper) RemoveLoop(ctx context.Context, id string) error {
	loop, err := k.Loop(ctx, id)
	if err != nil {
		return err
	}
	if err := k.Loops.Remove(ctx, id); err != nil {
		return err
	}
	if err := k.Turns.Remove(ctx, collections.Join(int32(loop.Actuator), loop.Category)); err != nil {
		return err
	}
	states, err := k.states(ctx, id)
	if err != nil {
		return err
	}
	for _, s := range states {
		if err := k.States.Remove(ctx, collections.Join(s.LoopId, s.Category)); err != nil {
			return err
		}
		if err := k.gatherTurned(ctx, s.Category); err != nil {
			return err
		}
	}
	if err := k.Removed.Set(ctx, id); err != nil {
		return err
	}
	return emit(ctx, &types.EventLoopRemoved{LoopId: id})
}

// ForgetRemoved deletes steps of loops that were removed, at most prunesPerBlock of them. Should that fail, the steps stay until
// the next block: nobody needs them gone.
func (k *Keeper) ForgetRemoved(ctx sdk.Context) {
	if err := cached.Run(ctx, k.forgetSome); err != nil {
		ctx.Logger().Error("steps of a removed loop were not deleted", "error", err)
	}
}

// forgetSome deletes some of the steps of a removed loop, and forgets the loop with the last of them.
func (k *Keeper) forgetSome(ctx sdk.Context) error {
	id, err := first(ctx, k.Removed)
	if err != nil || id == "" {
		return err
	}
	it, err := k.Steps.Iterate(ctx, collections.NewPrefixedTripleRange[string, string, uint64](id))
	if err != nil {
		return err
	}
	var keys []stepKey
	for ; it.Valid() && len(keys) < prunesPerBlock; it.Next() {
		key, err := it.Key()
		if err != nil {
			return errors.Join(err, it.Close())
		}
		keys = append(keys, key)
	}
	if err := it.Close(); err != nil {
		return err
	}
	for _, key := range keys {
		if err := k.Steps.Remove(ctx, key); err != nil {
			return err
		}
	}
	if len(keys) < prunesPerBlock {
		return k.Removed.Remove(ctx, id)
	}
	return nil
}

// first returns the first of a set of ids; empty without one.
func first(ctx context.Context, set collections.KeySet[string]) (string, error) {
	it, err := set.Iterate(ctx, nil)
	if err != nil {
		return "", err
	}
	var id string
	if it.Valid() {
		id, err = it.Key()
	}
	return id, errors.Join(err, it.Close())
}

// turner returns the loop that turns an actuator of a category, or of the whole market.
func (k *Keeper) turner(ctx context.Context, actuator types.Actuator, category string) (id string, found bool, err error) {
	id, err = k.Turns.Get(ctx, collections.Join(int32(actuator), category))
	if errors.Is(err, collections.ErrNotFound) {
		return "", false, nil
	}
	return id, err == nil, err
}

// states returns where a loop stands in each category that it steers.
func (k *Keeper) states(ctx context.Context, loopID string) ([]types.LoopState, error) {
	it, err := k.States.Iterate(ctx, collections.NewPrefixedPairRange[string, string](loopID))
	if err != nil {
		return nil, err
	}
	return it.Values()
}
