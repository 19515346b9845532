package keeper

import (
	"context"
	"maps"
	"slices"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

// builtInAddresses returns the module accounts, also those that no account exists of yet. It is built once and only ever
// asked for one address.
func builtInAddresses(ak types.AccountKeeper) map[string]struct{} {
	set := map[string]struct{}{
		string(money.TreasuryAddress()):                         {},
		string(authtypes.NewModuleAddress(govtypes.ModuleName)): {},
	}
	accounts := ak.GetModulePermissions()
	for _, name := range slices.Sorted(maps.Keys(accounts)) {
		set[string(accounts[name].GetAddress())] = struct{}{}
	}
	return set
}

// requireOutside refuses addresses that belong to the chain itself: they are neither admitted nor changed.
func (k *Keeper) requireOutside(ctx context.Context, addr sdk.AccAddress) error {
	_, builtIn := k.builtIn[string(addr)]
	if !builtIn {
		_, builtIn = k.accounts.GetAccount(ctx, addr).(sdk.ModuleAccountI)
	}
	if builtIn {
		return errorsmod.Wrapf(types.ErrBuiltIn, "%s", addr)
	}
	return nil
}

func isTreasury(addr sdk.AccAddress) bool { return addr.Equals(money.TreasuryAddress()) }
