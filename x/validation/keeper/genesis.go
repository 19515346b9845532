package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// InitGenesis writes a validated state and rebuilds trees, queues and indexes.
func (k *Keeper) InitGenesis(ctx sdk.Context, state types.GenesisState) error {
	for _, step := range []func(sdk.Context, types.GenesisState) error{
		k.initRules, k.initValidators, k.initLeaves, k.initRounds, k.initCouncilSlashes, k.initCanaries, k.checkBalance,
	} {
		if err := step(ctx, state); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initRules(ctx sdk.Context, state types.GenesisState) error {
	for _, p := range state.Params {
		if err := k.Params.Set(ctx, p.Version, p.Params); err != nil {
			return err
		}
		if err := k.Version.Set(ctx, p.Version); err != nil {
			return err
		}
	}
	for _, pool := range state.Pools {
		if err := k.Pools.Set(ctx, pool.Id, pool); err != nil {
			return err
		}
	}
	for _, b := range state.Beacons {
		if err := k.Beacons.Set(ctx, b.Height, b.Value); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) initValidators(ctx sdk.Context, state types.GenesisState) error {
	for _, v := range state.Validators {
		addr, err := sdk.AccAddressFromBech32(v.Address)
		if err != nil {
			return err
		}
		if err := k.Validators.Set(ctx, addr, v); err != nil {
			return err
		}
	}
	if err := k.NextUnbonding.Set(ctx, state.NextUnbondingId); err != nil {
		return err
	}
	for _, u := range state.Unbondings {
		if err := k.setUnbonding(ctx, u); err != nil {
			return err
		}
	}
	for _, w := range state.WeightChanges {
		addr, err := sdk.AccAddressFromBech32(w.Validator)
		if err != nil {
			return err
		}
		if err := k.WeightChanges.Set(ctx, collections.Join(w.Height, addr), w); err != nil {
			return err
		}
	}
	return nil
}

// initLeaves rebuilds the trees and the sums of the organisations. The leaves between those that are taken are free again; those above the last need not be
// remembered, for the lowest free leaf is always given out first.
func (k *Keeper) initLeaves(ctx sdk.Context, state types.GenesisState) error {
	for _, leaf := range state.Leaves {
		addr, err := sdk.AccAddressFromBech32(leaf.Validator)
		if err != nil {
			return err
		}
		if err := k.bindLeaf(ctx, addr, leaf.Pool, leaf.Index); err != nil {
			return err
		}
		if err := k.weighLeaf(ctx, addr, leaf.Pool, leaf.Index, leaf.Weight, leaf.Organisation); err != nil {
			return err
		}
		if err := k.freeUpTo(ctx, leaf.Pool, leaf.Index); err != nil {
			return err
		}
	}
	return nil
}

// freeUpTo notes a leaf as taken and the leaves that it skips as free. Leaves come in ascending order.
func (k *Keeper) freeUpTo(ctx sdk.Context, pool string, index uint64) error {
	next, err := k.nextLeaf(ctx, pool)
	if err != nil {
		return err
	}
	for ; next < index; next++ {
		if err := k.FreeLeaves.Set(ctx, collections.Join(pool, next)); err != nil {
			return err
		}
	}
	return k.NextLeaf.Set(ctx, pool, index+1)
}

func (k *Keeper) initRounds(ctx sdk.Context, state types.GenesisState) error {
	for _, round := range state.Rounds {
		if err := k.setRound(ctx, held{Round: round}); err != nil {
			return err
		}
	}
	for _, seat := range state.Seats {
		addr, err := sdk.AccAddressFromBech32(seat.Validator)
		if err != nil {
			return err
		}
		if err := k.Seats.Set(ctx, seatKey(seat, addr), seat); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) checkBalance(ctx sdk.Context, state types.GenesisState) error {
	want := state.Stake()
	balance, err := k.purse.Balance(ctx)
	if err != nil {
		if want.IsZero() {
			return nil // the money has no name yet, as in a genesis of tests
		}
		return err
	}
	if !balance.Equal(want) {
		return types.ErrInvalidGenesis.Wrapf("module account %s holds %s, all stake and held slashes are %s", types.ModuleName, balance, want)
	}
	return nil
}

// ExportGenesis returns the whole state. It is called between blocks, when the journal is empty.
func (k *Keeper) ExportGenesis(ctx sdk.Context) (*types.GenesisState, error) {
	state := &types.GenesisState{}
	for _, step := range []func(sdk.Context, *types.GenesisState) error{
		k.exportRules, k.exportValidators, k.exportLeaves, k.exportRounds, k.exportCouncilSlashes, k.exportCanaries,
	} {
		if err := step(ctx, state); err != nil {
			return nil, err
		}
	}
	return state, nil
}

func (k *Keeper) exportRules(ctx sdk.Context, state *types.GenesisState) (err error) {
	err = k.Params.Walk(ctx, nil, func(version uint64, params types.Params) (bool, error) {
		state.Params = append(state.Params, types.ParamsVersion{Version: version, Params: params})
		return false, nil
	})
	if err != nil {
		return err
	}
	if state.Pools, err = values(ctx, k.Pools); err != nil {
		return err
	}
	return k.Beacons.Walk(ctx, nil, func(height int64, value []byte) (bool, error) {
		state.Beacons = append(state.Beacons, types.Beacon{Height: height, Value: value})
		return false, nil
	})
}

func (k *Keeper) exportValidators(ctx sdk.Context, state *types.GenesisState) (err error) {
	if state.Validators, err = values(ctx, k.Validators); err != nil {
		return err
	}
	if state.NextUnbondingId, err = k.NextUnbonding.Get(ctx); err != nil {
		return err
	}
	if state.Unbondings, err = values(ctx, k.Unbondings); err != nil {
		return err
	}
	state.WeightChanges, err = values(ctx, k.WeightChanges)
	return err
}

func (k *Keeper) exportLeaves(ctx sdk.Context, state *types.GenesisState) error {
	return k.Leaves.Walk(ctx, nil, func(key collections.Pair[string, uint64], addr sdk.AccAddress) (bool, error) {
		leaf, err := k.leaf(ctx, key, addr)
		state.Leaves = append(state.Leaves, leaf)
		return false, err
	})
}

// leaf returns a leaf with its weight and its organisation.
func (k *Keeper) leaf(ctx sdk.Context, key collections.Pair[string, uint64], addr sdk.AccAddress) (types.Leaf, error) {
	leaf := types.Leaf{Pool: key.K1(), Index: key.K2(), Validator: addr.String()}
	var err error
	if leaf.Weight, err = k.tree(leaf.Pool).Weight(k.storeService.OpenKVStore(ctx), leaf.Index); err != nil {
		return leaf, err
	}
	leaf.Organisation, err = k.leafOrganisation(ctx, addr, leaf.Pool)
	return leaf, err
}

func (k *Keeper) exportRounds(ctx sdk.Context, state *types.GenesisState) (err error) {
	if state.Rounds, err = values(ctx, k.Rounds); err != nil {
		return err
	}
	state.Seats, err = values(ctx, k.Seats)
	return err
}

// walker is a map, indexed or not.
type walker[K, V any] interface {
	Iterate(ctx context.Context, ranger collections.Ranger[K]) (collections.Iterator[K, V], error)
}

func values[K, V any](ctx sdk.Context, m walker[K, V]) ([]V, error) {
	it, err := m.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	list, err := it.Values()
	if len(list) == 0 {
		return nil, err
	}
	return list, err
}
