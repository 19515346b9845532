package keeper

import (
	"errors"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// Invariants returns what must hold of the thermostat at the end of every block.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "thermostat/state-valid", Check: k.checkState},
		{Name: "thermostat/turns-of-loops", Check: k.checkTurns},
		{Name: "thermostat/turned-as-loops-stand", Check: k.checkTurned},
		{Name: "thermostat/fold-sane", Check: k.checkFold},
		{Name: "thermostat/holds-nothing", Check: k.checkHoldsNothing},
		{Name: "thermostat/emitted-is-booked", Check: k.checkEmitted},
	}
}

// checkState: the state could be the genesis of a chain. So outputs lie within the bounds of their loops, the last steps of each are
// kept and no more than MaxHistory, and what the bins say is open are the watches that are.
func (k *Keeper) checkState(ctx sdk.Context) error {
	gs, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	return gs.Validate()
}

// checkTurns: each loop turns its actuator, and nothing is turned without one.
func (k *Keeper) checkTurns(ctx sdk.Context) error {
	loops := 0
	err := k.Loops.Walk(ctx, nil, func(id string, loop types.Loop) (bool, error) {
		loops++
		turned, err := k.Turns.Get(ctx, collections.Join(int32(loop.Actuator), loop.Category))
		if err == nil && turned != id {
			err = fmt.Errorf("%s in %q is turned by %s, must be by %s", loop.Actuator, loop.Category, turned, id)
		}
		return err != nil, err
	})
	if err != nil {
		return err
	}
	return k.Turns.Walk(ctx, nil, func(turnKey, string) (bool, error) {
		if loops--; loops < 0 {
			return true, errors.New("more is turned than there are loops")
		}
		return false, nil
	})
}

// checkTurned: prices are made of the outputs of the loops as they stand, in each category that one stands in, and of nothing else.
func (k *Keeper) checkTurned(ctx sdk.Context) error {
	same := func(category string) error {
		is, err := k.turned(ctx, category)
		if err != nil {
			return err
		}
		must, found, err := k.reckonTurned(ctx, category)
		if err != nil {
			return err
		}
		has, err := k.Turned.Has(ctx, category)
		if err == nil && (has != found || !is.Equal(must)) {
			err = fmt.Errorf("the outputs that make prices in %q are not those of the loops", category)
		}
		return err
	}
	err := k.States.Walk(ctx, nil, func(key stateKey, _ types.LoopState) (bool, error) {
		err := same(key.K2())
		return err != nil, err
	})
	if err != nil {
		return err
	}
	return k.Turned.Walk(ctx, nil, func(category string, _ types.Turned) (bool, error) {
		err := same(category)
		return err != nil, err
	})
}

// checkFold: only one that is running has anything left, and it began before now.
func (k *Keeper) checkFold(ctx sdk.Context) error {
	fold, err := k.Fold.Get(ctx)
	if err != nil {
		return err
	}
	now, err := k.clock.Now(ctx)
	if err != nil {
		return err
	}
	switch {
	case fold.BeganMs > now:
		return fmt.Errorf("the fold began at %d, after now, %d", fold.BeganMs, now)
	case !fold.Running && (fold.Next != "" || fold.Categories != 0 || !fold.Heat.IsZero()):
		return fmt.Errorf("no fold is running, but %q is next, after %d categories of heat %s", fold.Next, fold.Categories, fold.Heat)
	default:
		return nil
	}
}

// checkHoldsNothing: what was minted has left with the block.
func (k *Keeper) checkHoldsNothing(ctx sdk.Context) error {
	denom, err := k.books.Denom(ctx)
	if err != nil {
		return err
	}
	return k.checkPurse(ctx, denom)
}

// checkEmitted: the books know as much of what was minted as the monitor.
func (k *Keeper) checkEmitted(ctx sdk.Context) error {
	m, err := k.Monitor.Get(ctx)
	if err != nil {
		return err
	}
	records, err := k.books.Records(ctx)
	if err != nil {
		return err
	}
	booked := math.ZeroInt()
	for _, r := range records {
		if r.Module == types.ModuleName {
			booked = booked.Add(r.Minted)
		}
	}
	if !booked.Equal(m.Emitted) {
		return types.ErrEmission.Wrapf("%s was emitted, %s is booked", m.Emitted, booked)
	}
	return nil
}
