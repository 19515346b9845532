package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// Denom returns the base denomination: the unit of every amount in messages and state.
func (k *Keeper) Denom(ctx context.Context) (string, error) {
	currency, err := k.currency.Get(ctx)
	return currency.Base, err
}

// Currency returns the chain's money. It never changes after genesis.
func (k *Keeper) Currency(ctx context.Context) (types.Currency, error) { return k.currency.Get(ctx) }

// RecordMint books that a module has minted an amount of the base denomination, in base units. Like RecordBurn it writes
// one key per module, so it belongs into EndBlock, where nothing runs in parallel.
func (k *Keeper) RecordMint(ctx context.Context, module string, amount math.Int) error {
	return k.record(ctx, module, amount, func(r *types.MoneyRecord) { r.Minted = r.Minted.Add(amount) })
}

// RecordBurn books that a module has burnt an amount of the base denomination, in base units.
func (k *Keeper) RecordBurn(ctx context.Context, module string, amount math.Int) error {
	return k.record(ctx, module, amount, func(r *types.MoneyRecord) { r.Burned = r.Burned.Add(amount) })
}

func (k *Keeper) record(ctx context.Context, module string, amount math.Int, add func(*types.MoneyRecord)) error {
	if err := types.ValidateModule(module); err != nil {
		return err
	}
	if err := types.ValidateAmount(amount); err != nil {
		return err
	}
	if amount.IsZero() {
		return nil
	}
	r, err := k.records.Get(ctx, module)
	if errors.Is(err, collections.ErrNotFound) {
		r, err = types.NewMoneyRecord(module), nil
	}
	if err != nil {
		return err
	}
	add(&r)
	return k.records.Set(ctx, module, r)
}

// Records returns what each module has minted and burnt, in order of module. There is one record per module at most.
func (k *Keeper) Records(ctx context.Context) ([]types.MoneyRecord, error) {
	records := []types.MoneyRecord{}
	err := k.records.Walk(ctx, nil, func(_ string, r types.MoneyRecord) (bool, error) {
		records = append(records, r)
		return false, nil
	})
	return records, err
}

// supply returns the bank's supply of the base denomination.
func (k *Keeper) supply(ctx context.Context) (math.Int, error) {
	denom, err := k.Denom(ctx)
	if err != nil {
		return math.Int{}, err
	}
	return k.bank.GetSupply(ctx, denom).Amount, nil
}
