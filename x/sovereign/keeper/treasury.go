package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/sovereign/types"
)

// SpendTreasury pays an amount (base units) out of the treasury's own money, to any account but the chain's own; of these the
// incentives pool alone may be filled so. Only x/gov can execute it, in its EndBlocker, so it is a plain send.
func (k *Keeper) SpendTreasury(ctx context.Context, recipient sdk.AccAddress, amount math.Int, reason string) error {
	toPool := recipient.Equals(money.IncentivesAddress())
	if !toPool && k.bank.BlockedAddr(recipient) {
		return errorsmod.Wrapf(types.ErrRecipient, "%s", recipient)
	}
	denom, err := k.Denom(ctx)
	if err != nil {
		return err
	}
	if held := k.bank.GetBalance(ctx, money.TreasuryAddress(), denom).Amount; held.LT(amount) {
		return errorsmod.Wrapf(types.ErrTreasury, "it holds %s%s, %s were asked", held, denom, amount)
	}
	coins := sdk.NewCoins(sdk.NewCoin(denom, amount))
	if toPool {
		// The pool takes no plain sends, only what the council gives.
		err = k.bank.SendCoinsFromModuleToModule(ctx, money.Treasury, money.Incentives, coins)
	} else {
		err = k.bank.SendCoinsFromModuleToAccount(ctx, money.Treasury, recipient, coins)
	}
	if err != nil {
		return err
	}
	return typedevent.Emit(sdk.UnwrapSDKContext(ctx), &types.EventTreasurySpent{
		Recipient: recipient.String(), Amount: amount, Reason: reason,
	})
}
