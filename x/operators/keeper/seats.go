package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Grant issues seats to an active participant with the role.
func (k *Keeper) Grant(ctx context.Context, addr sdk.AccAddress, amount math.Int) error {
	if err := k.MayStart(ctx, addr); err != nil {
		return err
	}
	if err := k.requireRoom(ctx, addr); err != nil {
		return err
	}
	supply := k.bank.GetSupply(ctx, types.SeatDenom).Amount.Add(amount)
	if supply.GT(types.MaxSupply) {
		return errorsmod.Wrapf(types.ErrInvalidAmount, "there would be %s seats; at most %s", supply, types.MaxSupply)
	}
	if err := k.register(ctx, addr); err != nil {
		return err
	}
	if err := k.issue(ctx, addr, amount); err != nil {
		return err
	}
	return emit(ctx, &types.EventSeatsGranted{Operator: addr.String(), Amount: amount, Supply: supply})
}

// requireRoom refuses a new operator whom x/staking could not take in: it would push out the weakest one.
func (k *Keeper) requireRoom(ctx context.Context, addr sdk.AccAddress) error {
	known, err := k.operators.Has(ctx, addr)
	if err != nil || known {
		return err
	}
	params, err := k.staking.GetParams(ctx)
	if err != nil {
		return err
	}
	list, err := k.addresses(ctx)
	if err != nil {
		return err
	}
	if len(list) >= int(params.MaxValidators) {
		return errorsmod.Wrapf(types.ErrTooManyOperators, "%d", len(list))
	}
	return nil
}

// IssueRotationFee gives an operator the fee that x/staking burns in the same message, so a rotation costs no power.
func (k *Keeper) IssueRotationFee(ctx context.Context, addr sdk.AccAddress) error {
	params, err := k.staking.GetParams(ctx)
	if err != nil {
		return err
	}
	if params.KeyRotationFee.Denom != types.SeatDenom {
		return nil
	}
	if err := k.issue(ctx, addr, params.KeyRotationFee.Amount); err != nil {
		return err
	}
	return emit(ctx, &types.EventRotationFeeIssued{Operator: addr.String(), Amount: params.KeyRotationFee.Amount})
}

func (k *Keeper) issue(ctx context.Context, addr sdk.AccAddress, amount math.Int) error {
	seats := types.Seats(amount)
	if err := k.bank.MintCoins(ctx, types.ModuleName, seats); err != nil {
		return err
	}
	return k.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, addr, seats)
}

// burnFree burns what an operator holds unbonded and returns the amount.
func (k *Keeper) burnFree(ctx context.Context, addr sdk.AccAddress) (math.Int, error) {
	free := k.bank.GetBalance(ctx, addr, types.SeatDenom).Amount
	if free.IsZero() {
		return free, nil
	}
	seats := types.Seats(free)
	if err := k.bank.SendCoinsFromAccountToModule(ctx, addr, types.ModuleName, seats); err != nil {
		return free, err
	}
	return free, k.bank.BurnCoins(ctx, types.ModuleName, seats)
}

// SendRestriction is asked by x/bank for every send. Seats move from module accounts only, whatever the recipient: the
// staking pools pay each other in EndBlock, where an error would halt the chain. Delegations do not come here (x/bank
// moves them without asking); a rotation's fee and a removed operator's seats do, on their way into the fire.
func (k *Keeper) SendRestriction(_ context.Context, from, to sdk.AccAddress, amt sdk.Coins) (sdk.AccAddress, error) {
	if amt.AmountOf(types.SeatDenom).IsZero() || k.isModule(from) || burns(to) {
		return to, nil
	}
	return to, errorsmod.Wrapf(types.ErrSeatTransfer, "%s", from)
}

func (k *Keeper) isModule(addr sdk.AccAddress) bool {
	_, ok := k.modules[string(addr)]
	return ok
}

// burns tells whether an address is one whose seats are burnt by the code that brings them there. No user can send to
// module accounts.
func burns(addr sdk.AccAddress) bool {
	return addr.Equals(moduleAddress(types.ModuleName)) || addr.Equals(moduleAddress(stakingtypes.KeyRotationFeePoolName))
}
