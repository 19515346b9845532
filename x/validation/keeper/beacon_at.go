package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Beacon returns the randomness of a height, nil where there is none. It is known from the end of that block on.
func (k *Keeper) Beacon(ctx context.Context, height int64) ([]byte, error) {
	return k.beacon.At(sdk.UnwrapSDKContext(ctx), height)
}
