package keeper

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// SenseMarket is senseMarket.
func (k *Keeper) SenseMarket(ctx sdk.Context, params types.Params, fold types.Fold) error {
	return k.senseMarket(ctx, params, fold)
}

// SenseCategory is senseCategory.
func (k *Keeper) SenseCategory(ctx sdk.Context, params types.Params, fold types.Fold, category string) error {
	return k.senseCategory(ctx, params, fold, category)
}
