package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Replace removes every operator and issues seats to a new one, whose validator the caller makes in the same block. Nothing bounds how much power
// goes at once, and no place is asked for among max_validators: for the first block of a test network (app/rehearsal.go), whose one node must not
// need the others. No message reaches it. It returns who was removed, in order.
func (k *Keeper) Replace(ctx context.Context, addr sdk.AccAddress, amount math.Int, reason string) ([]sdk.AccAddress, error) {
	list, err := k.addresses(ctx)
	if err != nil {
		return nil, err
	}
	var removed []sdk.AccAddress
	for _, old := range list {
		gone, err := k.removals.Has(ctx, old)
		if err != nil {
			return nil, err
		}
		if gone {
			continue
		}
		if err := k.removeAnyway(ctx, old, reason); err != nil {
			return nil, err
		}
		removed = append(removed, old)
	}
	if err := k.register(ctx, addr); err != nil {
		return nil, err
	}
	if err := k.issue(ctx, addr, amount); err != nil {
		return nil, err
	}
	supply := k.bank.GetSupply(ctx, types.SeatDenom).Amount
	return removed, emit(ctx, &types.EventSeatsGranted{Operator: addr.String(), Amount: amount, Supply: supply})
}

// removeAnyway is Remove without asking what is left.
func (k *Keeper) removeAnyway(ctx context.Context, addr sdk.AccAddress, reason string) error {
	last, err := k.staking.GetLastValidatorPower(ctx, sdk.ValAddress(addr))
	if err != nil {
		return err
	}
	removal, err := k.takePower(ctx, addr, reason)
	if err != nil {
		return err
	}
	return k.enter(ctx, addr, removal, last)
}
