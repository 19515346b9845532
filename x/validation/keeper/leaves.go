package keeper

import (
	"errors"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// tree is a pool's draw tree.
func (k *Keeper) tree(pool string) sortition.Tree { return sortition.New(types.TreePrefix(pool)) }

// setLeaf gives a validator a weight above 0 in a pool's tree, on its leaf or on a new one, and counts it for its
// organisation.
func (k *Keeper) setLeaf(ctx sdk.Context, addr sdk.AccAddress, pool string, weight uint64, organisation string) error {
	index, err := k.LeafOf.Get(ctx, collections.Join(addr, pool))
	if errors.Is(err, collections.ErrNotFound) {
		index, err = k.newLeaf(ctx, addr, pool)
	}
	if err != nil {
		return err
	}
	return k.weighLeaf(ctx, addr, pool, index, weight, organisation)
}

// weighLeaf writes a leaf's weight into the tree and into the sum of its organisation. It is the only function that does;
// weight 0 takes the leaf out of both.
func (k *Keeper) weighLeaf(ctx sdk.Context, addr sdk.AccAddress, pool string, index, weight uint64, organisation string) error {
	store, key := k.storeService.OpenKVStore(ctx), collections.Join(addr, pool)
	was, err := k.leafOrganisation(ctx, addr, pool)
	if err != nil {
		return err
	}
	if was != "" {
		old, err := k.tree(pool).Weight(store, index)
		if err != nil {
			return err
		}
		if err := k.moveOrgWeight(ctx, pool, was, old, 0); err != nil {
			return err
		}
	}
	if weight == 0 {
		organisation = ""
	}
	if err := k.moveOrgWeight(ctx, pool, organisation, 0, weight); err != nil {
		return err
	}
	if organisation == "" {
		err = k.LeafOrganisations.Remove(ctx, key)
	} else {
		err = k.LeafOrganisations.Set(ctx, key, organisation)
	}
	if err != nil {
		return err
	}
	return k.tree(pool).Set(store, index, weight)
}

// newLeaf gives a validator the lowest free leaf of a pool. So the tree stays as small as its members allow, and a chain
// that starts from an exported genesis gives the same leaves.
func (k *Keeper) newLeaf(ctx sdk.Context, addr sdk.AccAddress, pool string) (uint64, error) {
	index, err := k.takeFreeLeaf(ctx, pool)
	if err != nil {
		return 0, err
	}
	return index, k.bindLeaf(ctx, addr, pool, index)
}

func (k *Keeper) bindLeaf(ctx sdk.Context, addr sdk.AccAddress, pool string, index uint64) error {
	if err := k.Leaves.Set(ctx, collections.Join(pool, index), addr); err != nil {
		return err
	}
	return k.LeafOf.Set(ctx, collections.Join(addr, pool), index)
}

func (k *Keeper) takeFreeLeaf(ctx sdk.Context, pool string) (uint64, error) {
	free, err := firstKeys(ctx, k.FreeLeaves, collections.NewPrefixedPairRange[string, uint64](pool), 1)
	if err != nil {
		return 0, err
	}
	if len(free) == 1 {
		return free[0].K2(), k.FreeLeaves.Remove(ctx, free[0])
	}
	next, err := k.nextLeaf(ctx, pool)
	if err != nil {
		return 0, err
	}
	return next, k.NextLeaf.Set(ctx, pool, next+1)
}

// nextLeaf is the leaf above all that were ever given out in a pool.
func (k *Keeper) nextLeaf(ctx sdk.Context, pool string) (uint64, error) {
	next, err := k.NextLeaf.Get(ctx, pool)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return next, err
}

// dropLeaves takes a validator out of the trees of all pools in which it weighs nothing any more.
func (k *Keeper) dropLeaves(ctx sdk.Context, addr sdk.AccAddress, weights []types.PoolWeight) error {
	var gone []collections.KeyValue[collections.Pair[sdk.AccAddress, string], uint64]
	it, err := k.LeafOf.Iterate(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, string](addr))
	if err != nil {
		return err
	}
	all, err := it.KeyValues()
	if err != nil {
		return err
	}
	for _, leaf := range all {
		if !slices.ContainsFunc(weights, func(w types.PoolWeight) bool { return w.Pool == leaf.Key.K2() }) {
			gone = append(gone, leaf)
		}
	}
	for _, leaf := range gone {
		if err := k.dropLeaf(ctx, leaf.Key, leaf.Value); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) dropLeaf(ctx sdk.Context, of collections.Pair[sdk.AccAddress, string], index uint64) error {
	pool := of.K2()
	if err := k.weighLeaf(ctx, of.K1(), pool, index, 0, ""); err != nil {
		return err
	}
	if err := k.LeafOf.Remove(ctx, of); err != nil {
		return err
	}
	if err := k.Leaves.Remove(ctx, collections.Join(pool, index)); err != nil {
		return err
	}
	return k.FreeLeaves.Set(ctx, collections.Join(pool, index))
}
