package app

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

// SeatFees refuses fees in seats: the fee collector pays its balance out, and consensus power would change hands.
type SeatFees struct{}

// AnteHandle implements sdk.AnteDecorator.
func (SeatFees) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "transaction pays no fee")
	}
	if !feeTx.GetFee().AmountOf(operatorstypes.SeatDenom).IsZero() {
		return ctx, errorsmod.Wrapf(operatorstypes.ErrSeatFee, "%s", feeTx.GetFee())
	}
	return next(ctx, tx, simulate)
}
