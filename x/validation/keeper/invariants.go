package keeper

import (
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/validation/types"
)

// Invariants returns what must always hold between blocks.
func (k *Keeper) Invariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: types.ModuleName + "/balance", Check: k.checkStake},
		{Name: types.ModuleName + "/records", Check: k.checkRecords},
		{Name: types.ModuleName + "/leaves", Check: k.checkLeaves},
		{Name: types.ModuleName + "/organisation-weights", Check: k.checkOrgWeights},
		{Name: types.ModuleName + "/deadlines", Check: k.checkDeadlines},
		{Name: types.ModuleName + "/unbonding-queue", Check: k.checkUnbondingQueue},
		{Name: types.ModuleName + "/council-slashes", Check: k.checkCouncilSlashes},
		{Name: types.ModuleName + "/canaries", Check: k.checkCanaries},
	}
}

// checkStake: the module account holds all stake and unbonding stake and the slashes that are held, to the unit.
func (k *Keeper) checkStake(ctx sdk.Context) error {
	sum, err := k.heldSlashes(ctx)
	if err != nil {
		return err
	}
	err = k.Validators.Walk(ctx, nil, func(_ sdk.AccAddress, v types.Validator) (bool, error) {
		sum = sum.Add(v.Backing())
		return false, nil
	})
	if err != nil {
		return err
	}
	balance, err := k.purse.Balance(ctx)
	if err == nil && !balance.Equal(sum) {
		return fmt.Errorf("module account holds %s, all stake and held slashes are %s", balance, sum)
	}
	return err
}

// checkRecords: locked <= stake + unbonding, locks and seats of each validator are those of its unsettled seats, unbonding
// is the sum of its unbondings, live seats of each round are those given out: all that genesis demands.
func (k *Keeper) checkRecords(ctx sdk.Context) error {
	state, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	return state.Validate()
}

// checkLeaves: a tree's total is the sum of its leaves, each leaf is its validator's and below the next free one, and no
// free one is taken.
func (k *Keeper) checkLeaves(ctx sdk.Context) error {
	return k.Pools.Walk(ctx, nil, func(id string, _ types.Pool) (bool, error) { return false, k.checkPool(ctx, id) })
}

func (k *Keeper) checkPool(ctx sdk.Context, pool string) error {
	next, err := k.nextLeaf(ctx, pool)
	if err != nil {
		return err
	}
	var sum, taken uint64
	err = k.Leaves.Walk(ctx, collections.NewPrefixedPairRange[string, uint64](pool), func(key collections.Pair[string, uint64], addr sdk.AccAddress) (bool, error) {
		leaf, err := k.leaf(ctx, key, addr)
		if err != nil {
			return true, err
		}
		sum += leaf.Weight
		taken++
		return false, k.checkLeaf(ctx, key, addr, next)
	})
	if err != nil {
		return err
	}
	free, err := firstKeys(ctx, k.FreeLeaves, collections.NewPrefixedPairRange[string, uint64](pool), ^uint32(0))
	if err != nil {
		return err
	}
	if taken+uint64(len(free)) != next {
		return fmt.Errorf("pool %s: %d leaves taken and %d free of %d given out", pool, taken, len(free), next)
	}
	total, err := k.tree(pool).Total(k.storeService.OpenKVStore(ctx))
	if err == nil && total != sum {
		return fmt.Errorf("pool %s: tree total %d, sum of leaves %d", pool, total, sum)
	}
	return err
}

func (k *Keeper) checkLeaf(ctx sdk.Context, key collections.Pair[string, uint64], addr sdk.AccAddress, next uint64) error {
	index, err := k.LeafOf.Get(ctx, collections.Join(addr, key.K1()))
	if err != nil {
		return err
	}
	if index != key.K2() || index >= next {
		return fmt.Errorf("pool %s: leaf %d of %s, which has leaf %d of %d", key.K1(), key.K2(), addr, index, next)
	}
	free, err := k.FreeLeaves.Has(ctx, key)
	if err == nil && free {
		return fmt.Errorf("pool %s: leaf %d is taken and free", key.K1(), key.K2())
	}
	return err
}

// checkOrgWeights: the sum of each organisation in each pool is that of its leaves, and each leaf with an organisation is
// in the tree.
func (k *Keeper) checkOrgWeights(ctx sdk.Context) error {
	sums := make(map[[2]string]uint64) // by pool and organisation; looked up, never walked
	var leaves int
	err := k.Leaves.Walk(ctx, nil, func(key collections.Pair[string, uint64], addr sdk.AccAddress) (bool, error) {
		leaf, err := k.leaf(ctx, key, addr)
		if err == nil && leaf.Organisation != "" {
			sums[[2]string{leaf.Pool, leaf.Organisation}] += leaf.Weight
			leaves++
		}
		return false, err
	})
	if err != nil {
		return err
	}
	var kept int
	err = k.OrgWeights.Walk(ctx, nil, func(key collections.Pair[string, string], sum uint64) (bool, error) {
		kept++
		if want := sums[[2]string{key.K1(), key.K2()}]; want != sum {
			return true, fmt.Errorf("pool %s: organisation %s weighs %d, its leaves %d", key.K1(), key.K2(), sum, want)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if kept != len(sums) {
		return fmt.Errorf("%d organisations have leaves, %d have a sum", len(sums), kept)
	}
	var noted int
	err = k.LeafOrganisations.Walk(ctx, nil, func(collections.Pair[sdk.AccAddress, string], string) (bool, error) {
		noted++
		return false, nil
	})
	if err == nil && noted != leaves {
		return fmt.Errorf("an organisation is noted for %d leaves, %d have one", noted, leaves)
	}
	return err
}

// checkDeadlines: a round that draws has exactly one entry in the draw queue, one with an open window exactly one in the
// close queue, and nothing else is in them.
func (k *Keeper) checkDeadlines(ctx sdk.Context) error {
	var draws, closes int
	err := k.Rounds.Walk(ctx, nil, func(_ RoundKey, r types.Round) (bool, error) {
		queue, key := k.CloseQueue, closeKey(r)
		switch r.Status {
		case types.ROUND_STATUS_DRAWING:
			queue, key = k.DrawQueue, drawKey(r)
			draws++
		case types.ROUND_STATUS_CLOSED:
			return false, nil
		default:
			closes++
		}
		has, err := queue.Has(ctx, key)
		if err == nil && !has {
			return true, fmt.Errorf("round %d/%d in %s is in no queue", r.JobId, r.Rung, r.Status)
		}
		return false, err
	})
	if err != nil {
		return err
	}
	if err := count(ctx, k.DrawQueue, draws, "draw queue"); err != nil {
		return err
	}
	return count(ctx, k.CloseQueue, closes, "close queue")
}

// checkUnbondingQueue: each unbonding is in the queue once, unless a lock holds it.
func (k *Keeper) checkUnbondingQueue(ctx sdk.Context) error {
	var queued int
	err := k.Unbondings.Walk(ctx, nil, func(id uint64, u types.Unbonding) (bool, error) {
		has, err := k.UnbondingQueue.Has(ctx, collections.Join(u.DueAt.UnixNano(), id))
		if err == nil && has == u.Held {
			return true, fmt.Errorf("unbonding %d: held %t, queued %t", id, u.Held, has)
		}
		if has {
			queued++
		}
		return false, err
	})
	if err != nil {
		return err
	}
	return count(ctx, k.UnbondingQueue, queued, "unbonding queue")
}

func count[K any](ctx sdk.Context, queue collections.KeySet[K], want int, name string) error {
	keys, err := firstKeys(ctx, queue, nil, ^uint32(0))
	if err == nil && len(keys) != want {
		return fmt.Errorf("%s has %d entries, %d are due", name, len(keys), want)
	}
	return err
}
