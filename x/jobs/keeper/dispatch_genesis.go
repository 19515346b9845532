package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// initDispatch writes the availabilities and builds the rosters from them, with weights by the scores of x/reputation,
// which comes before. Leaves that nobody has are free.
func (k *Keeper) initDispatch(goCtx context.Context, gs types.GenesisState) error {
	ctx := sdk.UnwrapSDKContext(goCtx)
	for _, a := range gs.Availabilities {
		agent, err := sdk.AccAddressFromBech32(a.Agent)
		if err != nil {
			return errorsmod.Wrap(types.ErrAddress, err.Error())
		}
		if err := k.rosters.Availabilities.Set(ctx, agent, a); err != nil {
			return err
		}
		for _, place := range a.Places {
			if err := k.bindLeaf(ctx, agent, place); err != nil {
				return err
			}
		}
		if err := k.refreshRoster(ctx, agent); err != nil {
			return err
		}
	}
	return nil
}

// bindLeaf notes a leaf as taken and those that it skips as free.
func (k *Keeper) bindLeaf(ctx context.Context, agent sdk.AccAddress, place types.Place) error {
	next, err := k.nextLeaf(ctx, place.Category)
	if err != nil {
		return err
	}
	for leaf := next; leaf < place.Leaf; leaf++ {
		if err := k.rosters.FreeLeaves.Set(ctx, collections.Join(place.Category, leaf)); err != nil {
			return err
		}
	}
	key := collections.Join(place.Category, place.Leaf)
	if place.Leaf < next {
		err = k.rosters.FreeLeaves.Remove(ctx, key)
	} else {
		err = k.rosters.NextLeaf.Set(ctx, place.Category, place.Leaf+1)
	}
	if err != nil {
		return err
	}
	return k.rosters.Leaves.Set(ctx, key, agent)
}

// exportDispatch reads the availabilities; rosters and queue follow from them and from the jobs.
func (k *Keeper) exportDispatch(ctx context.Context, gs *types.GenesisState) error {
	return k.rosters.Availabilities.Walk(ctx, nil, func(_ sdk.AccAddress, a types.Availability) (bool, error) {
		gs.Availabilities = append(gs.Availabilities, a)
		return false, nil
	})
}

func (k *Keeper) dispatchInvariants() []invariant.Invariant {
	return []invariant.Invariant{
		{Name: "jobs/rosters", Check: k.checkRosters},
		{Name: "jobs/dispatch_queue", Check: func(ctx sdk.Context) error { return k.Jobs.Indexes.DispatchQueue.check(ctx, k.Jobs) }},
	}
}

// checkRosters: every place is its agent's, and nobody else has one; a roster's sum is that of its entries; who is full
// weighs nothing, everybody else something; nothing declared waits for the end of a block.
func (k *Keeper) checkRosters(ctx sdk.Context) error {
	sums, taken, err := k.sumRosters(ctx)
	if err != nil {
		return err
	}
	store, given := k.rosters.store.OpenKVStore(ctx), uint64(0)
	err = k.rosters.NextLeaf.Walk(ctx, nil, func(category string, next uint64) (bool, error) {
		given += next
		total, err := rosterTree(category).Total(store)
		if err == nil && total != sums[category] {
			err = fmt.Errorf("the roster of %s sums up to %d, its entries to %d", category, total, sums[category])
		}
		return err != nil, err
	})
	if err != nil {
		return err
	}
	var leaves, free uint64
	err = k.rosters.Leaves.Walk(ctx, nil, func(collections.Pair[string, uint64], sdk.AccAddress) (bool, error) {
		leaves++
		return false, nil
	})
	if err != nil {
		return err
	}
	err = k.rosters.FreeLeaves.Walk(ctx, nil, func(collections.Pair[string, uint64]) (bool, error) {
		free++
		return false, nil
	})
	if err != nil {
		return err
	}
	if leaves != taken || leaves+free != given {
		return fmt.Errorf("%d places, %d leaves with an agent, %d free ones, %d given out", taken, leaves, free, given)
	}
	return k.rosters.Declared.Walk(ctx, nil, func(agent sdk.AccAddress, _ types.Availability) (bool, error) {
		return true, fmt.Errorf("what %s has declared was not carried out", agent)
	})
}

// sumRosters adds up the weights of each roster's entries and counts the entries of all.
func (k *Keeper) sumRosters(ctx sdk.Context) (sums map[string]uint64, places uint64, err error) {
	sums = map[string]uint64{}
	store := k.rosters.store.OpenKVStore(ctx)
	err = k.rosters.Availabilities.Walk(ctx, nil, func(agent sdk.AccAddress, a types.Availability) (bool, error) {
		stake, err := k.StakeOf(ctx, agent)
		if err != nil {
			return true, err
		}
		for _, place := range a.Places {
			places++
			holder, err := k.rosters.Leaves.Get(ctx, collections.Join(place.Category, place.Leaf))
			if err != nil || !holder.Equals(agent) {
				return true, fmt.Errorf("leaf %d of %s is %s's by its availability, %s's by the roster: %w", place.Leaf, place.Category, agent, holder, err)
			}
			weight, err := rosterTree(place.Category).Weight(store, place.Leaf)
			if err != nil {
				return true, err
			}
			if (weight == 0) != (a.FreeCapacity(stake) == 0) {
				return true, fmt.Errorf("%s weighs %d in %s with %d of %d jobs", agent, weight, place.Category, stake.ActiveJobs, a.Capacity)
			}
			sums[place.Category] += weight
		}
		return false, nil
	})
	return sums, places, err
}
