package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Probation tells whether an agent may take jobs of the lowest tier only.
func (k *Keeper) Probation(context.Context, sdk.AccAddress) (bool, error) { return false, nil }

// EarlierGains returns how many gains the organisations of two participants share within the window, and whether they are
// one organisation.
func (k *Keeper) EarlierGains(context.Context, sdk.AccAddress, sdk.AccAddress) (uint32, bool, error) {
	return 0, false, nil
}
