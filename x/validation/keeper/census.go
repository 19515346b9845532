package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Census counts, for metrics and never for a block, the draws and closes that are due at the end of the next block, and who is in each pool's
// tree, each up to a cap. now is market time in ms.
func (k *Keeper) Census(ctx context.Context, height, now int64, most int) (draws, closes int64, judges map[string]int64, err error) {
	if draws, err = countDue(ctx, k.DrawQueue, height, most); err != nil {
		return 0, 0, nil, err
	}
	if closes, err = countDue(ctx, k.CloseQueue, now, most); err != nil {
		return 0, 0, nil, err
	}
	judges = map[string]int64{}
	pools := 0
	err = k.Pools.Walk(ctx, nil, func(id string, _ types.Pool) (bool, error) {
		judges[id] = 0
		pools++
		return pools >= most, nil
	})
	if err != nil {
		return 0, 0, nil, err
	}
	leaves := 0
	err = k.Leaves.Walk(ctx, nil, func(key collections.Pair[string, uint64], _ sdk.AccAddress) (bool, error) {
		judges[key.K1()]++
		leaves++
		return leaves >= most, nil
	})
	return draws, closes, judges, err
}

func countDue(ctx context.Context, queue collections.KeySet[QueueKey], until int64, most int) (n int64, err error) {
	err = queue.Walk(ctx, nil, func(key QueueKey) (bool, error) {
		if key.K1() > until {
			return true, nil
		}
		n++
		return n >= int64(most), nil
	})
	return n, err
}
