package keeper

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

// slashSeat takes bps of a seat's lock, from stake first and then from what is on its way out; burn_bps of it is burnt,
// the rest goes to the treasury. Nobody who could have framed the seat gains. EndBlock only; the caller stores the
// validator.
func (k *Keeper) slashSeat(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator, seat types.Seat, bps uint32, reason string, params types.Params) error {
	if reason == types.SlashReasonCanary && seat.Status != types.SEAT_STATUS_REVEALED {
		// Hiding a vote costs at once what it costs in any job, whatever is left of the canaries' cap.
		at := min(bps, params.WithheldSlashBps)
		if err := k.slashSeat(ctx, addr, v, seat, at, types.SlashReasonWithheld, params); err != nil {
			return err
		}
		bps -= at
	}
	amount := math.MinInt(types.SlashAmount(seat.Lock, bps), v.Backing())
	if amount.IsZero() {
		return nil
	}
	if reason == types.SlashReasonCanary {
		return k.slashForCanary(ctx, addr, v, seat, amount, params)
	}
	if err := k.takeStake(ctx, addr, v, amount); err != nil {
		return err
	}
	burn, rest := types.BurnShare(amount, params.BurnBps)
	if err := k.purse.Burn(ctx, burn); err != nil {
		return err
	}
	if err := k.purse.ToTreasury(ctx, rest); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventSeatSlashed{
		JobId: seat.JobId, Rung: seat.Rung, Validator: seat.Validator, Reason: reason, Amount: amount, Burned: burn,
	})
}

// takeStake takes an amount off a validator's stake and, where that does not suffice, off what is on its way out. The caller
// stores the validator.
func (k *Keeper) takeStake(ctx sdk.Context, addr sdk.AccAddress, v *types.Validator, amount math.Int) error {
	fromStake := math.MinInt(v.Stake, amount)
	v.Stake = v.Stake.Sub(fromStake)
	return k.slashUnbondings(ctx, addr, v, amount.Sub(fromStake))
}
