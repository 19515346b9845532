package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// SetState writes where a loop stands, as a step does.
func (k *Keeper) SetState(ctx context.Context, s types.LoopState) error { return k.setState(ctx, s) }
