package keeper

import (
	"context"
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// InitGenesis writes the genesis, after x/bank, x/identity and x/staking. Whoever holds seats there and has the role is
// registered as well, so a genesis file names its operators once; whoever holds seats without the role stops the start.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for _, o := range gs.Operators {
		addr, err := types.ParseAddress("operator", o.Address)
		if err != nil {
			return err
		}
		if err := k.operators.Set(ctx, addr, o); err != nil {
			return err
		}
	}
	for _, r := range gs.Removals {
		addr, err := types.ParseAddress("operator", r.Operator)
		if err != nil {
			return err
		}
		if err := k.removals.Set(ctx, addr, r); err != nil {
			return err
		}
		if err := k.queue.Set(ctx, queueKey(r.MaturesAt, addr)); err != nil {
			return err
		}
	}
	return k.registerHolders(ctx)
}

func (k *Keeper) registerHolders(ctx context.Context) error {
	holders, err := k.holders(ctx)
	if err != nil {
		return err
	}
	for _, addr := range holders {
		known, err := k.operators.Has(ctx, addr)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		if _, err := k.holder(ctx, addr); err != nil {
			return errorsmod.Wrapf(types.ErrInvalidGenesis, "seats without the role: %s", err)
		}
		if err := k.register(ctx, addr); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis returns the whole state.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	operators, err := k.operators.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	if gs.Operators, err = operators.Values(); err != nil {
		return nil, err
	}
	removals, err := k.removals.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	gs.Removals, err = removals.Values()
	return gs, err
}

// sorted returns addresses in order, each once.
func sorted(list []sdk.AccAddress) []sdk.AccAddress {
	slices.SortFunc(list, slices.Compare)
	return slices.CompactFunc(list, func(a, b sdk.AccAddress) bool { return a.Equals(b) })
}
