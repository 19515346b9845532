package keeper

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// slashSeat takes bps of a seat's lock, from stake first and then from what is on its way out; burn_bps of it is burnt,
// the rest goes to the treasury. Nobody who could have framed the seat gains. EndBlock only; the caller stores the
// validator.
func (k *Keeper) slashSeat(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator, seat types.Seat, bps uint32, reason string, params types.Params) error {
	amount := math.MinInt(types.SlashAmount(seat.Lock, bps), v.Backing())
	if amount.IsZero() {
		return nil
	}
	fromStake := math.MinInt(v.Stake, amount)
	v.Stake = v.Stake.Sub(fromStake)
	if err := k.slashUnbondings(ctx, addr, v, amount.Sub(fromStake)); err != nil {
		return err
	}
	burn, rest := types.BurnShare(amount, params.BurnBps)
	if err := k.purse.Burn(ctx, burn); err != nil {
		return err
	}
	if err := k.purse.ToTreasury(ctx, rest); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventSeatSlashed{
		JobId: seat.JobId, Rung: seat.Rung, Validator: seat.Validator, Reason: reason, Amount: amount, Burned: burn,
	})
}
