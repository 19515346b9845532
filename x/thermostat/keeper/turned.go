package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// This file keeps the outputs behind prices together, so that a posting need not look for the loops that turn them.

// setState writes where a loop stands in a category, and what that makes of the outputs there.
func (k *Keeper) setState(ctx context.Context, s types.LoopState) error {
	if err := k.States.Set(ctx, collections.Join(s.LoopId, s.Category), s); err != nil {
		return err
	}
	return k.gatherTurned(ctx, s.Category)
}

// turned returns the outputs of a category, or of the whole market; none where nothing is turned.
func (k *Keeper) turned(ctx context.Context, category string) (types.Turned, error) {
	t, err := k.Turned.Get(ctx, category)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Turned{}, nil
	}
	return t, err
}

// gatherTurned writes the outputs of a category, or of the whole market, as its loops stand.
func (k *Keeper) gatherTurned(ctx context.Context, category string) error {
	t, found, err := k.reckonTurned(ctx, category)
	if err != nil {
		return err
	}
	if !found {
		return k.Turned.Remove(ctx, category)
	}
	return k.Turned.Set(ctx, category, t)
}

// reckonTurned returns what Turned must hold of a category, or of the whole market, and whether it is anything.
func (k *Keeper) reckonTurned(ctx context.Context, category string) (t types.Turned, found bool, err error) {
	for _, turned := range []struct {
		actuator   types.Actuator
		ofCategory bool
		output     **math.LegacyDec
	}{
		{types.ACTUATOR_REWARD, true, &t.Reward},
		{types.ACTUATOR_VALIDATION_FEE, false, &t.ValidationFee},
		{types.ACTUATOR_PROTOCOL_FEE, false, &t.ProtocolFee},
		{types.ACTUATOR_SEAT_LOCK, false, &t.SeatLock},
	} {
		if turned.ofCategory != (category != "") {
			continue
		}
		state, stands, err := k.turning(ctx, turned.actuator, category)
		if err != nil {
			return t, false, err
		}
		if stands {
			*turned.output, found = &state.Output, true
		}
	}
	return t, found, nil
}
