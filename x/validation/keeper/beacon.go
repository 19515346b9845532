package keeper

import (
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// beaconsKept is how many heights back the beacon can be read. Draws need two; the rest lets a client that is a few
// blocks late recompute a draw from one query.
const beaconsKept = 8

// Beacon is the randomness of the draws, one value a block. A stronger one can take this one's place without a change to
// the draws.
type Beacon interface {
	// Advance makes the running block's value. EndBlock only, before the draws.
	Advance(ctx sdk.Context) error
	// At returns the value of a height; empty where there was none, as before the first block.
	At(ctx sdk.Context, height int64) ([]byte, error)
}

// headerBeacon chains the hashes of the blocks' headers.
type headerBeacon struct {
	values collections.Map[int64, []byte]
}

// Advance implements Beacon.
func (b headerBeacon) Advance(ctx sdk.Context) error {
	height := ctx.BlockHeight()
	previous, err := b.At(ctx, height-1)
	if err != nil {
		return err
	}
	if err := b.values.Set(ctx, height, types.NextBeacon(previous, ctx.HeaderHash())); err != nil {
		return err
	}
	return b.values.Remove(ctx, height-beaconsKept)
}

// At implements Beacon.
func (b headerBeacon) At(ctx sdk.Context, height int64) ([]byte, error) {
	value, err := b.values.Get(ctx, height)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, nil
	}
	return value, err
}
