package keeper

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// ExcludedWeight returns how much of a pool's weight is that of addresses and organisations, and the pool's total; each
// leaf counts once. It reads a few keys for each name, however many members the pool has. Leaves count for the organisation
// that their holder had when they were weighed last.
func (k *Keeper) ExcludedWeight(
	ctx context.Context, pool string, addresses, organisations []string,
) (excluded, total uint64, err error) {
	if _, err := k.pool(ctx, pool); err != nil {
		return 0, 0, err
	}
	if total, err = k.tree(pool).Total(k.storeService.OpenKVStore(ctx)); err != nil {
		return 0, 0, err
	}
	var firms, people []string
	for _, organisation := range organisations {
		firms = appendNew(firms, organisation)
	}
	for _, organisation := range firms {
		weight, err := k.orgWeight(ctx, pool, organisation)
		if err != nil {
			return 0, 0, err
		}
		excluded += weight
	}
	for _, address := range addresses {
		people = appendNew(people, address)
	}
	for _, address := range people {
		weight, err := k.weightBeside(ctx, pool, address, firms)
		if err != nil {
			return 0, 0, err
		}
		excluded += weight
	}
	return excluded, total, nil
}

// weightBeside returns the weight of an address's own leaf; 0 when it counts in the sum of one of the organisations.
func (k *Keeper) weightBeside(ctx context.Context, pool, address string, organisations []string) (uint64, error) {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return 0, types.ErrInvalidAddress.Wrapf("%q: %s", address, err)
	}
	index, err := k.LeafOf.Get(ctx, collections.Join(addr, pool))
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	organisation, err := k.leafOrganisation(ctx, addr, pool)
	if err != nil || slices.Contains(organisations, organisation) {
		return 0, err
	}
	return k.tree(pool).Weight(k.storeService.OpenKVStore(ctx), index)
}

// leafOrganisation returns the organisation for which a leaf counts; empty for none.
func (k *Keeper) leafOrganisation(ctx context.Context, addr sdk.AccAddress, pool string) (string, error) {
	organisation, err := k.LeafOrganisations.Get(ctx, collections.Join(addr, pool))
	if errors.Is(err, collections.ErrNotFound) {
		return "", nil
	}
	return organisation, err
}

// orgWeight returns what the leaves of an organisation weigh together.
func (k *Keeper) orgWeight(ctx context.Context, pool, organisation string) (uint64, error) {
	weight, err := k.OrgWeights.Get(ctx, collections.Join(pool, organisation))
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return weight, err
}

// moveOrgWeight takes one weight out of an organisation's sum and adds another; no organisation has no sum.
func (k *Keeper) moveOrgWeight(ctx context.Context, pool, organisation string, out, in uint64) error {
	if organisation == "" {
		return nil
	}
	sum, err := k.orgWeight(ctx, pool, organisation)
	if err != nil {
		return err
	}
	if sum < out {
		return fmt.Errorf("pool %s: organisation %s weighs %d, less than its leaf of %d", pool, organisation, sum, out)
	}
	sum = sum - out + in
	if sum == 0 {
		return k.OrgWeights.Remove(ctx, collections.Join(pool, organisation))
	}
	return k.OrgWeights.Set(ctx, collections.Join(pool, organisation), sum)
}
