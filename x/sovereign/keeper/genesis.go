package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// InitGenesis runs after x/bank's: a new chain's supply is read there, a continued chain's is checked against it.
func (k *Keeper) InitGenesis(ctx context.Context, gs types.GenesisState) error {
	if err := gs.Validate(); err != nil {
		return err
	}
	if err := k.params.Set(ctx, gs.Params); err != nil {
		return err
	}
	if err := k.currency.Set(ctx, gs.Currency); err != nil {
		return err
	}
	if err := k.initClock(ctx, gs.Clock); err != nil {
		return err
	}
	if err := k.initMoney(ctx, gs.GenesisSupply, gs.MoneyRecords); err != nil {
		return err
	}
	for _, init := range []func(context.Context, types.GenesisState) error{k.initCouncil, k.initBrake, k.initChanges} {
		if err := init(ctx, gs); err != nil {
			return err
		}
	}
	return nil
}

// initClock continues an exported clock; a new chain's starts at the genesis time.
func (k *Keeper) initClock(ctx context.Context, exported *types.Clock) error {
	if exported != nil {
		return k.clock.Set(ctx, *exported)
	}
	clock, err := types.StartClock(sdk.UnwrapSDKContext(ctx).BlockTime())
	if err != nil {
		return err
	}
	return k.clock.Set(ctx, clock)
}

func (k *Keeper) initMoney(ctx context.Context, genesis *math.Int, records []types.MoneyRecord) error {
	supply, err := k.supply(ctx)
	if err != nil {
		return err
	}
	if genesis == nil {
		genesis = &supply
	}
	if err := types.CheckSupply(*genesis, records, supply); err != nil {
		return errorsmod.Wrap(types.ErrInvalidGenesis, err.Error())
	}
	for _, r := range records {
		if err := k.records.Set(ctx, r.Module, r); err != nil {
			return err
		}
	}
	return k.genesisSupply.Set(ctx, *genesis)
}

// ExportGenesis returns the whole state.
func (k *Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	currency, err := k.currency.Get(ctx)
	if err != nil {
		return nil, err
	}
	clock, err := k.clock.Get(ctx)
	if err != nil {
		return nil, err
	}
	supply, err := k.genesisSupply.Get(ctx)
	if err != nil {
		return nil, err
	}
	records, err := k.Records(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{
		Params: params, Currency: currency, Clock: &clock, GenesisSupply: &supply, MoneyRecords: records,
	}
	for _, export := range []func(context.Context, *types.GenesisState) error{k.exportCouncil, k.exportBrake, k.exportChanges} {
		if err := export(ctx, gs); err != nil {
			return nil, err
		}
	}
	return gs, nil
}
