package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

// This file is the only money of the module: what is minted goes into the incentives pool in the same breath, or not at all.

// issue mints what the emission loop asks for, once per fold, under both caps. Without a loop that has made a step, with one that
// is neither enabled nor overridden, or frozen, it mints nothing.
func (k *Keeper) issue(ctx sdk.Context, params types.Params, fold types.Fold) error {
	if fold.Frozen {
		return nil
	}
	state, found, err := k.turning(ctx, types.ACTUATOR_EMISSION, "")
	if err != nil || !found {
		return err
	}
	// What the owner has set by hand is minted whether the loop may move or not, until its time is over: should the step that ends it fail, too.
	byHand := state.Override != nil && fold.BeganMs < state.Override.UntilMs
	if loop, err := k.Loop(ctx, state.LoopId); err != nil || !loop.Enabled && !byHand {
		return err
	}
	denom, err := k.books.Denom(ctx)
	if err != nil {
		return err
	}
	supply := k.bank.GetSupply(ctx, denom).Amount
	asked, amount := params.Emission(state.Output, supply)
	if !amount.IsPositive() {
		return nil
	}
	if err := k.mint(ctx, denom, supply, amount); err != nil {
		return err
	}
	if err := k.recordEmission(ctx, amount); err != nil {
		return err
	}
	return emit(ctx, &types.EventEmitted{Epoch: fold.Epoch, Amount: amount, Asked: asked, Supply: supply.Add(amount)})
}

// mint makes an amount and moves it on. What goes in comes out: the module's account is empty after it, and the supply has grown by
// the amount. Nobody is meant to send the module anything; should somebody manage to, it goes the same way and stops nothing.
func (k *Keeper) mint(ctx sdk.Context, denom string, supply, amount math.Int) error {
	stray := k.held(ctx, denom)
	if stray.IsPositive() {
		ctx.Logger().Error("the thermostat's account held money, which goes to the incentives pool", "amount", stray)
	}
	if err := k.bank.MintCoins(ctx, types.ModuleName, sdk.NewCoins(sdk.NewCoin(denom, amount))); err != nil {
		return err
	}
	all := sdk.NewCoins(sdk.NewCoin(denom, stray.Add(amount)))
	if err := k.bank.SendCoinsFromModuleToModule(ctx, types.ModuleName, money.Incentives, all); err != nil {
		return err
	}
	if err := k.books.RecordMint(ctx, types.ModuleName, amount); err != nil {
		return err
	}
	if after := k.bank.GetSupply(ctx, denom).Amount; !after.Equal(supply.Add(amount)) {
		return types.ErrEmission.Wrapf("the supply was %s, and is %s after %s", supply, after, amount)
	}
	return k.checkPurse(ctx, denom)
}

// checkPurse: the module holds nothing.
func (k *Keeper) checkPurse(ctx context.Context, denom string) error {
	if held := k.held(ctx, denom); !held.IsZero() {
		return types.ErrEmission.Wrapf("the module's account holds %s", held)
	}
	return nil
}

// held is what the module's account holds.
func (k *Keeper) held(ctx context.Context, denom string) math.Int {
	return k.bank.GetBalance(ctx, authtypes.NewModuleAddress(types.ModuleName), denom).Amount
}

// recordEmission adds an amount to what was emitted in all, and in the epoch that runs.
func (k *Keeper) recordEmission(ctx context.Context, amount math.Int) error {
	m, err := k.Monitor.Get(ctx)
	if err != nil {
		return err
	}
	m.Emitted = m.Emitted.Add(amount)
	if err := k.Monitor.Set(ctx, m); err != nil {
		return err
	}
	return k.flow(ctx, "", func(f *types.Flows) { f.Emitted = f.Emitted.Add(amount) })
}
