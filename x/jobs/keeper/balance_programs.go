package keeper

import (
	"context"

	"cosmossdk.io/math"
)

// allotmentsHeld returns what lies in the allotments of all programs.
func (k *Keeper) allotmentsHeld(context.Context) (math.Int, error) { return math.ZeroInt(), nil }
